/**
 * The network, live: edges by weight, units by activation for the example that is looked at.
 * @module
 */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { unitSymbol } from '../../../../lib/audit/explain/symbols.ts';
import type { DataInfo, Inside, LayerInfo, Opened } from '../../protocol.ts';
import { example, hovered } from '../examples.ts';
import { parts, useParts } from '../frames.ts';
import { watchFrames } from '../loop.ts';
import { fixed, rounded } from '../parts/numbers.ts';
import { selected, symbolOf, type Selection } from '../selection.ts';
import { InputPicture } from './inputPicture.tsx';
import {
  edgesOf, shapeOf, shortName, unitsShown, whatIsAt, type EdgeSpot, type Shape, type Spot
} from './networkShape.ts';
import { ramp, rampColor } from './ramp.ts';
import { useWidth } from './useWidth.ts';

const THICKEST = 5, THINNEST = 0.4;

/** The weights into a layer in θ, as the layer says. */
function weightAt(theta: Float32Array, layers: readonly LayerInfo[], { from, to }: EdgeSpot): number {
  const { weights = 0, units } = layers[to.layer - 1];
  return theta[weights + (from.unit - 1) * units + to.unit - 1];
}

/** What the lines were last drawn by: shares of the largest weight, in steps of one part in `STEPS`. */
type Shares = Int16Array;
const STEPS = 40;

/** Draws θ into the lines, each layer by its own largest weight; those that look the same stay untouched. */
function drawEdges(
  lines: HTMLCollection, edges: readonly EdgeSpot[], theta: Float32Array, layers: readonly LayerInfo[], drawn: Shares,
): void {
  const most = new Float64Array(layers.length + 1);
  for (const edge of edges)
    most[edge.to.layer] = Math.max(most[edge.to.layer], Math.abs(weightAt(theta, layers, edge)));
  edges.forEach((edge, i) => {
    const share = weightAt(theta, layers, edge) / (most[edge.to.layer] || 1), level = Math.round(share * STEPS);
    if (level === drawn[i]) return;
    drawn[i] = level;
    const size = Math.abs(level) / STEPS, line = lines[i];
    line.setAttribute('stroke-width', String(THINNEST + (THICKEST - THINNEST) * size));
    line.setAttribute('class', share < 0 ? 'low' : 'high');
    line.setAttribute('stroke-opacity', String(0.25 + 0.65 * size));
  });
}

/** Draws activations into the circles, each layer by its own largest, and the outputs' numbers. */
function drawUnits(circles: HTMLCollection, texts: HTMLCollection, { spots }: Shape, { layers }: Inside): void {
  let at = 0;
  spots.forEach((own, l) => {
    const { a } = layers[l];
    let most = 0;
    for (const { unit } of own) most = Math.max(most, Math.abs(a[unit - 1]));
    for (const { unit } of own) circles[at++].setAttribute('fill', rampColor(a[unit - 1] / (most || 1)));
  });
  spots.at(-1)?.forEach(({ unit }, i) => { texts[i].textContent = fixed(layers.at(-1)?.a[unit - 1], 3); });
}

/** ‘2 tanh’, ‘12 units’ above each layer. */
function Headings({ shape, layers }: { readonly shape: Shape; readonly layers: readonly LayerInfo[] }) {
  return (
    <g class="headings">
      {layers.map(({ number, units, activation, dropout }, l) => {
        const x = shape.spots[l][0]?.x ?? (shape.picture?.size ?? 0) / 2;
        return (
          <text key={number} x={x} y="13" text-anchor="middle">
            <tspan class="name">{activation ?? 'input'}</tspan>
            <tspan x={x} dy="1.25em">{units} {units === 1 ? 'unit' : 'units'}{dropout > 0 && `, −${dropout}`}</tspan>
          </text>
        );
      })}
      {shape.hidden.map((count, l) => count > 0 && (
        <text key={l} x={shape.spots[l][0].x} y={shape.height - 8} text-anchor="middle">{count} more</text>
      ))}
    </g>
  );
}

const NEXT: Readonly<Record<string, readonly [layers: number, units: number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** The unit reached by an arrow key. */
function nextUnit({ spots }: Shape, own: Selection | undefined, key: string): Selection | undefined {
  const [byLayer, byUnit] = NEXT[key], isFirst = own === undefined;
  const layer = isFirst ? 2 : Math.min(spots.length, Math.max(1, own.layer + byLayer));
  const count = spots[layer - 1].length;
  if (count === 0) return own;
  return { kind: 'unit', layer, i: isFirst ? 1 : Math.min(count, Math.max(1, own.i + byUnit)) };
}

/** What was pointed at, in words. */
function sayWhat(
  what: Spot | EdgeSpot, theta: Float32Array | undefined, inside: Inside | undefined, own: Opened
): string {
  if (!('from' in what)) {
    const { layer, unit } = what, values = inside?.layers[layer - 1];
    const z = values?.z === undefined ? '' : `${unitSymbol('z', layer, unit)} = ${rounded(values.z[unit - 1])}, `;
    return `${z}${unitSymbol('a', layer, unit)} = ${rounded(values?.a[unit - 1])}`;
  }
  const symbol = symbolOf({ kind: 'weight', layer: what.to.layer, i: what.to.unit, j: what.from.unit });
  return `${symbol} = ${rounded(theta === undefined ? undefined : weightAt(theta, own.layers, what))}`;
}

const isSame = (own: Selection | undefined, { layer, unit }: Spot): boolean =>
  own?.kind === 'unit' && own.layer === layer && own.i === unit;

/** Two classes are named by their numbers only where they have no other names. */
function namesOf({ classes }: DataInfo): readonly string[] {
  return classes.length > 2 || classes.some((name, i) => name !== String(i)) ? classes : [];
}

export function Network({ own, onSelect }: { readonly own: Opened; readonly onSelect?: (what: Selection) => void }) {
  const place = useRef<HTMLDivElement>(null), lines = useRef<SVGGElement>(null), circles = useRef<SVGGElement>(null);
  const texts = useRef<SVGGElement>(null), [said, setSaid] = useState(''), width = useWidth(place);
  const { layers, data } = own, scheme = ramp.value, chosen = selected.value;
  const shape = useMemo(() => {
    const units = layers.map((layer) => layer.units);
    return shapeOf(units, units.map(unitsShown), width, { inputs: data.inputNames, outputs: namesOf(data) });
  }, [layers, width]);
  const edges = useMemo(() => edgesOf(shape), [shape]);
  useParts(() => ({ weights: true, inside: { of: hovered.value ?? example.value } }));
  useLayoutEffect(() => {
    const home = place.current;
    if (home === null) return undefined;
    let theta: Float32Array | undefined, inside: Inside | undefined;
    const drawn: Shares = new Int16Array(edges.length).fill(STEPS + 1);
    return watchFrames(home, () => {
      const weights = parts.weights.value, values = parts.inside.value;
      if (weights !== undefined && weights !== theta && lines.current !== null) {
        drawEdges(lines.current.children, edges, theta = weights, layers, drawn);
      }
      if (values !== undefined && values !== inside && circles.current !== null && texts.current !== null) {
        drawUnits(circles.current.children, texts.current.children, shape, inside = values);
      }
    });
  }, [shape, scheme]);
  const at = (event: MouseEvent): Spot | EdgeSpot | undefined => {
    const box = (place.current as HTMLDivElement).getBoundingClientRect();
    return whatIsAt(shape, edges, event.clientX - box.left, event.clientY - box.top);
  };
  const choose = (what: Spot | EdgeSpot): void => {
    onSelect?.('from' in what ? { kind: 'weight', layer: what.to.layer, i: what.to.unit, j: what.from.unit }
      : { kind: 'unit', layer: what.layer, i: what.unit });
  };
  const edge = chosen?.kind !== 'weight' ? undefined : edges.find(({ from, to }) =>
    to.layer === chosen.layer && to.unit === chosen.i && from.unit === chosen.j);
  return (
    <div class="network">
      <div ref={place} class="drawing">
        <svg
          width={shape.width} height={shape.height} role="group" tabindex={onSelect === undefined ? undefined : 0}
          aria-label={`The network: ${layers.map(({ units }) => units).join('-')} units.${
            onSelect === undefined ? '' : ' Arrow keys choose a unit.'}`}
          onPointerMove={(event) => {
            const what = at(event);
            setSaid(what === undefined ? '' : sayWhat(what, parts.weights.value, parts.inside.value, own));
          }}
          onPointerLeave={() => { setSaid(''); }}
          onClick={(event) => { const what = at(event); if (what !== undefined) choose(what); }}
          onKeyDown={(event) => {
            if (NEXT[event.key] === undefined || onSelect === undefined) return;
            event.preventDefault();
            const next = nextUnit(shape, chosen, event.key);
            if (next !== undefined) onSelect(next);
          }}
        >
          <Headings shape={shape} layers={layers} />
          {shape.picture && <PictureEdges shape={shape} />}
          {edge && <line class="halo" x1={edge.from.x} y1={edge.from.y} x2={edge.to.x} y2={edge.to.y} />}
          <g ref={lines} class="edges">
            {edges.map(({ from, to }) => (
              <line key={`${from.layer}-${from.unit}-${to.unit}`} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            ))}
          </g>
          <g ref={circles} class="units">
            {shape.spots.flat().map((spot) => (
              <circle
                key={`${spot.layer}-${spot.unit}`} cx={spot.x} cy={spot.y} r={shape.radius}
                class={isSame(chosen, spot) ? 'chosen' : ''}
              />
            ))}
          </g>
          <g class="names">
            {shape.spots[0].map(({ unit, x, y }) => (
              <text key={unit} x={x - shape.radius - 6} y={y + 4} text-anchor="end">
                {shortName(data.inputNames[unit - 1] ?? '')}
              </text>
            ))}
            {shape.spots.at(-1)?.map(({ unit, x, y }) => (
              <text key={unit} x={x + shape.radius + 44} y={y + 4}>{shortName(namesOf(data)[unit - 1] ?? '')}</text>
            ))}
          </g>
          <g ref={texts} class="outputs">
            {shape.spots.at(-1)?.map(({ unit, x, y }) => (
              <text key={unit} x={x + shape.radius + 6} y={y + 4} />
            ))}
          </g>
        </svg>
        {shape.picture && <InputPicture place={shape.picture} />}
      </div>
      <p class="note said" aria-hidden="true">{said || 'Point at a unit or an edge: its number.'}</p>
    </div>
  );
}

/** A picture has too many pixels for an edge each: one for all of them. */
function PictureEdges({ shape }: { readonly shape: Shape }) {
  const { size, y } = shape.picture ?? { size: 0, y: 0 };
  return (
    <g class="whole">
      {shape.spots[1]?.map((to) => <line key={to.unit} x1={size} y1={y + size / 2} x2={to.x} y2={to.y} />)}
    </g>
  );
}
