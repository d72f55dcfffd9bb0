/**
 * The network with the paths from the weight to J, the one that is walked lit up so far as it is walked.
 * @module
 */
import { useMemo, useRef } from 'preact/hooks';
import { shown } from '../../../../lib/audit/explain/symbols.ts';
import type { LayerInfo, Why } from '../../protocol.ts';
import { InputPicture } from '../draw/inputPicture.tsx';
import { SIDE, edgesOf, shapeOf, whatIsAt, type Shape, type Spot } from '../draw/networkShape.ts';
import { useWidth } from '../draw/useWidth.ts';
import { fixed, rounded } from '../parts/numbers.ts';
import { choose } from './weightChoice.tsx';
import { piecesOf, type Piece, type Stand } from './walk.ts';

/** Layers of more units show those of the strongest paths only, at most so many. */
const WHOLE = 16, MOST = 12;
/** Below so many pixels a layer its heading is its number alone. */
const NARROW = 96;

/** Which units are drawn, layer by layer from the input on. */
function drawnUnits(why: Why): number[][] {
  const { units, layer, j, paths } = why;
  return units.map((count, l) => {
    if (count <= WHOLE) return Array.from({ length: count }, (_, u) => u + 1);
    if (l + 1 < layer) return l + 2 === layer && j !== undefined ? [j] : [];
    const level = 2 * (l + 1 - layer);
    const own = paths.flatMap((path) => path.units.slice(level, level + 2));
    return [...new Set(own)].slice(0, MOST).sort((one, other) => one - other);
  });
}

const NO_NAMES = { inputs: [], outputs: [] };

interface Drawn {
  readonly shape: Shape;
  readonly find: (at: Piece['from']) => Spot | undefined;
}

function drawnOf(why: Why, width: number): Drawn {
  const { units, j } = why, isPicture = units[0] === SIDE * SIDE;
  const shape = shapeOf([...units, 1], [...drawnUnits(why), [1]], width, NO_NAMES, true);
  const all = shape.spots.flat(), { picture } = shape;
  const pixel: Spot | undefined = !isPicture || picture === undefined || j === undefined ? undefined : {
    layer: 1, unit: j, x: picture.x + ((((j - 1) % SIDE) + 0.5) * picture.size) / SIDE,
    y: picture.y + ((Math.floor((j - 1) / SIDE) + 0.5) * picture.size) / SIDE,
  };
  const find = ({ layer, unit }: Piece['from']): Spot | undefined =>
    (layer === 1 && pixel?.unit === unit ? pixel : all.find((spot) => spot.layer === layer && spot.unit === unit));
  return { shape, find };
}

function Line({ at: { from, to }, find, className, width }: {
  readonly at: Piece; readonly find: Drawn['find']; readonly className: string; readonly width?: number;
}) {
  const start = find(from), end = find(to);
  if (start === undefined || end === undefined || start === end) return null;
  return <line class={className} x1={start.x} y1={start.y} x2={end.x} y2={end.y} stroke-width={width} />;
}

/** A number beside the middle of a piece, or over the unit where it stays within one. */
function Value({ at: { from, to }, find, value, isNew }: {
  readonly at: Piece; readonly find: Drawn['find']; readonly value: number; readonly isNew: boolean;
}) {
  const start = find(from), end = find(to);
  if (start === undefined || end === undefined) return null;
  const isWithin = from.layer === to.layer;
  const x = isWithin ? start.x : (start.x + end.x) / 2, y = isWithin ? start.y - 22 : (start.y + end.y) / 2 - 5;
  return <text class={isNew ? 'value new' : 'value'} x={x} y={y} text-anchor="middle">{shown(value, 4)}</text>;
}

/** The activation, short enough for its unit. */
function activationIn(why: Why, layer: number, unit: number): string {
  const a = why.layers.at(layer - 1)?.a[unit - 1], size = Math.abs(a ?? 0);
  return size < 100 ? fixed(a, size < 10 ? 2 : 1) : rounded(a, 3);
}

export function PathDrawing({ why, stand, weights, theta }: {
  readonly why: Why; readonly stand: Stand | undefined; readonly weights: readonly LayerInfo[];
  readonly theta: Float32Array | undefined;
}) {
  const place = useRef<HTMLDivElement>(null), width = useWidth(place);
  const { shape, find } = useMemo(() => drawnOf(why, width), [why, width]);
  const edges = useMemo(() => edgesOf(shape).filter(({ to }) => to.layer <= weights.length), [shape]);
  const path = stand && why.paths[stand.path], pieces = path === undefined ? [] : piecesOf(why, path.units);
  const lit = pieces.slice(0, stand?.factors), own: Piece = {
    from: { layer: why.layer - 1, unit: why.j ?? 0 }, to: { layer: why.layer, unit: why.i }, factor: 0,
  };
  const deadAt = path?.factors.findIndex(({ value }) => value === 0) ?? -1;
  const weightOf = (layer: number, from: number, to: number): number => {
    const { weights: start = 0, units } = weights[layer - 1];
    return theta?.[start + (from - 1) * units + to - 1] ?? 0;
  };
  const most = weights.map(({ number }) => Math.max(1e-30, ...edges.filter(({ to }) => to.layer === number)
    .map(({ from, to }) => Math.abs(weightOf(number, from.unit, to.unit)))));
  const isNarrow = width < NARROW * weights.length;
  return (
    <div ref={place} class="paths-drawing">
      {shape.picture && <InputPicture place={shape.picture} values={why.layers[0].a} />}
      <svg
        width={shape.width} height={shape.height} role="img"
        aria-label={`The paths from ${why.symbol} to J: ${why.livePaths} of ${why.pathCount} alive`}
        onClick={({ clientX, clientY }) => {
          const box = (place.current as HTMLDivElement).getBoundingClientRect();
          const what = whatIsAt(shape, edges, clientX - box.left, clientY - box.top);
          if (what === undefined) return;
          if ('from' in what) choose({ layer: what.to.layer, i: what.to.unit, j: what.from.unit });
          else if (what.layer > 1 && what.layer <= weights.length) {
            choose({ layer: what.layer, i: what.unit, j: undefined });
          }
        }}
      >
        <g class="faint-edges">
          {edges.map(({ from, to }) => (
            <line
              key={`${from.layer}-${from.unit}-${to.unit}`} x1={from.x} y1={from.y} x2={to.x} y2={to.y}
              stroke-width={0.5 + 2.5 * Math.abs(weightOf(to.layer, from.unit, to.unit)) / most[to.layer - 1]}
            />
          ))}
          {shape.spots.at(-2)?.map((spot) => {
            const [end] = shape.spots.at(-1) ?? [];
            return end && <line key={spot.unit} x1={spot.x} y1={spot.y} x2={end.x} y2={end.y} stroke-width="0.8" />;
          })}
        </g>
        <g class="other-paths">
          {why.paths.map((other, p) => !other.isDead && p !== stand?.path && piecesOf(why, other.units).map((at) => (
            <Line
              key={`${p}-${at.factor}`} at={at} find={find}
              className={other.product < 0 ? 'path low' : 'path high'}
            />
          )))}
        </g>
        <g class="lit">
          {lit.map((at) => {
            const isDead = deadAt >= 0 && at.factor >= deadAt;
            const side = (path?.product ?? 0) < 0 ? 'low' : 'high';
            const kind = isDead ? 'dead' : path?.isDead ? 'passed' : side;
            return <Line key={at.factor} at={at} find={find} className={`path ${kind}`} width={4} />;
          })}
        </g>
        <Line at={own} find={find} className="own" />
        <g class="units">
          {shape.spots.flat().map(({ layer, unit, x, y }) => {
            const isJ = layer > weights.length;
            const isLit = lit.some(({ from, to }) => [from, to].some((at) => at.layer === layer && at.unit === unit));
            return (
              <g key={`${layer}-${unit}`} class={isLit ? 'unit on' : 'unit'}>
                <circle cx={x} cy={y} r={isJ ? shape.radius + 4 : shape.radius} />
                {isJ ? <text class="loss" x={x} y={y + 5} text-anchor="middle">J</text>
                  : shape.radius > 12 &&
                    <text class="inner" x={x} y={y + 3.5} text-anchor="middle">
                      {activationIn(why, layer, unit)}
                    </text>}
              </g>
            );
          })}
        </g>
        <g class="values">
          {lit.map((at) => (
            <Value
              key={at.factor} at={at} find={find} value={path?.factors[at.factor].value ?? 0}
              isNew={at.factor === lit.length - 1}
            />
          ))}
        </g>
        <g class="headings">
          {weights.map(({ number, activation }) => {
            const x = shape.spots[number - 1][0]?.x ?? (shape.picture?.size ?? 0) / 2;
            const name = number === 1 ? 'input' : isNarrow ? `${number}` : activation;
            return (
              <text key={number} x={x} y="13" text-anchor="middle">
                {name}
                {number > 1 && !isNarrow && <tspan class="layer" x={x} dy="1.25em">layer {number}</tspan>}
              </text>
            );
          })}
        </g>
      </svg>
    </div>
  );
}
