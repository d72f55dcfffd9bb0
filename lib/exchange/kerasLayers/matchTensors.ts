/**
 * Which tensor of a file is which of the model.
 * @module
 */

import { show } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { Philox } from '../../random/index.ts';
import type { Network, NetworkLayer } from '../../plan/index.ts';
import { refuse } from './dialect.ts';
import type { LayerSpec } from './spec.ts';
import { placesOf, type Placed } from './tensorsOf.ts';

/** A tensor as a file has it. */
export interface FileTensor {
  readonly shape: Shape;
  readonly values: Float32Array;
}

export type FileTensors = ReadonlyMap<string, FileTensor>;

/** What is no weight of a layer here: what randomness elsewhere goes on from, and what was counted. */
const NO_WEIGHT = /(^|\/)(seed_generator\w*|seed_generator_state)(\/|:|$)/;

/** The weights of a model in its order, and their names in the file; undefined for what the file has not. */
export interface Matched {
  readonly weights: readonly Float32Array[];
  readonly names: readonly (string | undefined)[];
}

/** A tensor of the model, and the layer that the file says it of. */
interface Wanted {
  readonly spec: LayerSpec;
  readonly placed: Placed;
  readonly shape: Shape;
  readonly what: string;
}

/**
 * The weights of a model, as `weights` of its options takes them, of the tensors of a file. They are found by place,
 * layers/dense_1/vars/0, if `isPlaced`, else by names: the layer with most of its path in the tensor's name, then the
 * tensor's own. Throws FormatError, with both lists, where one is missing, is left over or has another shape.
 */
export function matchTensors(
  who: string, network: Network, specs: readonly LayerSpec[], tensors: FileTensors, isPlaced: boolean,
): Matched {
  const bySpec = new Map(specs.map((spec) => [spec.layer, spec]));
  const byLayer = isPlaced ? undefined : namesByLayer(who, specs, tensors), used = new Set<string>();
  const missing: string[] = [], names: (string | undefined)[] = [];
  const weights = network.layers.flatMap((own) => {
    const spec = bySpec.get(own.layer);
    if (spec === undefined) throw new Error('kerasLayers: a layer of the model is not one of the file');
    const all = [...own.parameters, ...own.state], places = placesOf(own.layer, all.map(({ name }) => name));
    return all.map(({ name, shape }, i) => {
      const placed = places[i], what = `${spec.path.join('/')}/${placed?.name ?? name}`;
      const isOptional = placed === undefined || own.layer.kind === 'normalization';
      const at = placed && (byLayer === undefined ? `${spec.place}/${placed.place}`
        : nameOf(who, { spec, placed, shape, what }, i, byLayer.get(spec) ?? []));
      const found = at === undefined ? undefined : tensors.get(at);
      names.push(found && at);
      if (found === undefined || at === undefined) {
        if (!isOptional) missing.push(`${at ?? what} ${formatShape(shape)}`);
        return firstState(own, i - own.parameters.length, shape);
      }
      used.add(at);
      return shaped(who, at, found, shape);
    });
  });
  const left = [...tensors.keys()].filter((name) => !used.has(name) && !isCount(name, specs) && !NO_WEIGHT.test(name));
  if (missing.length === 0 && left.length === 0) return { weights, names };
  const some = (list: readonly string[]) => list.slice(0, 12).map((name) => show(name)).join(', ') || 'none';
  const wanted = `every weight must be in the file and every tensor be a weight; without tensor: ${some(missing)}`;
  return refuse(who, wanted, `without weight: ${some(left)}`);
}

/** The values that a state begins with. */
function firstState({ layer, inputShape }: NetworkLayer, i: number, shape: Shape): Float32Array {
  const values = new Float32Array(i < 0 ? 0 : sizeOf(shape));
  if (i >= 0) layer.state(inputShape)[i]?.initializer(values, shape, new Philox(0, 0));
  return values;
}

/** How many examples a normalization has seen. */
function isCount(name: string, specs: readonly LayerSpec[]): boolean {
  return specs.some(({ layer, place, path }) => layer?.kind === 'normalization'
    && (name === `${place}/vars/2` || name.replace(/:0$/, '').endsWith(`${path.at(-1)}/count`)));
}

function shaped(who: string, name: string, { shape, values }: FileTensor, wanted: Shape): Float32Array {
  const own = formatShape(shape), other = formatShape(wanted);
  if (own !== other) refuse(who, `tensor ${show(name)} must have shape ${other}`, own);
  return values;
}

/** Names of tensors by their layer: that of which most of the path stands in the name, in order. */
function namesByLayer(
  who: string, specs: readonly LayerSpec[], tensors: FileTensors,
): ReadonlyMap<LayerSpec, readonly string[]> {
  const found = new Map<LayerSpec, string[]>();
  const byName = new Map<string, LayerSpec[]>();
  for (const spec of specs) {
    for (const name of new Set(spec.path)) byName.set(name, [...byName.get(name) ?? [], spec]);
  }
  for (const name of tensors.keys()) {
    const parts = name.split('/').slice(0, -1);
    const near = new Set(pathsIn(name, parts).flatMap((part) => byName.get(part) ?? []));
    const scored = [...near].map((spec) => ({ spec, score: scoreOf(spec.path, name) }))
      .filter(({ score }) => score > 0);
    const best = Math.max(0, ...scored.map(({ score }) => score)), own = scored.filter(({ score }) => score === best);
    if (own.length > 1) {
      const layers = own.map(({ spec }) => show(spec.path.join('/'))).join(' and ');
      refuse(who, `tensor ${show(name)} must be of one layer`, `one that may be of ${layers}`);
    }
    if (own.length === 1) found.set(own[0].spec, [...found.get(own[0].spec) ?? [], name]);
  }
  return found;
}

/** All runs of neighbouring parts, since the name of a layer may have slashes. */
function pathsIn(name: string, parts: readonly string[]): string[] {
  const most = 64;
  if (parts.length > most) return [name];
  return parts.flatMap((_, from) => parts.slice(from).map((_part, i) => parts.slice(from, from + i + 1).join('/')));
}

/** How many names of a layer's path stand in the name, in order, its own among them; its own last counts for more. */
function scoreOf(path: readonly string[], name: string): number {
  const text = `/${name}`, own = `/${path.at(-1)}/`, last = text.lastIndexOf(own);
  if (last < 0) return 0;
  let score = 1 + last / (text.length + 1), at = 0;
  for (const part of path.slice(0, -1)) {
    const next = text.indexOf(`/${part}/`, at);
    if (next < 0 || next > last) return score;
    score += 1;
    at = next;
  }
  return score;
}

/** Of the names of a layer the one that means this tensor. */
function nameOf(
  who: string, { placed: { name, part }, what, spec }: Wanted, i: number, names: readonly string[],
): string | undefined {
  const wanted = new Set([name, ...(name.endsWith('_kernel') && name.startsWith('depthwise') ? ['kernel'] : [])]);
  const found = names.filter((each) => {
    const parts = each.replace(/:0$/, '').split('/'), last = parts.at(-1) ?? '', before = parts.slice(0, -1);
    return wanted.has(last) && (part === '' || before.some((own) => own === part || own.startsWith(`${part}_`)));
  });
  const exact = found.filter((each) => each.replace(/:0$/, '').endsWith(`/${name}`));
  const own = exact.length > 0 ? exact : found;
  if (own.length > 1) refuse(who, `${what} must be one tensor`, own.map(show).join(', '));
  return own[0] ?? names.find((each) => each.endsWith(`/${spec.path.at(-1)}/vars/${i}`));
}
