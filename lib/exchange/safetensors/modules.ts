/**
 * The tensors of a PyTorch file by module, and which module is which layer.
 * @module
 */

import { FormatError, show } from '../../core/errors.ts';
import { formatShape, type Shape } from '../../core/shape.ts';

/** What is looked at of a tensor of a file. */
export interface Shaped {
  readonly shape: Shape;
}

/** By the names within a module, with the names that the file has for them. */
type Tensors<T> = ReadonlyMap<string, { readonly file: string; readonly tensor: T }>;

/** A module by its name, such as 'features.0' or, of a stacked recurrence, 'lstm_l1'. */
export interface Module<T extends Shaped> {
  readonly name: string;
  readonly tensors: Tensors<T>;
}

/** A layer that wants a module: its name, and the shapes of the tensors of the module, by name. */
export interface Wanting {
  readonly layer: string;
  readonly wants: ReadonlyMap<string, Shape>;
}

/** What wrappers put before every name. */
const WRAPPERS = ['module.', '_orig_mod.'];
/** Counters, which no layer has. */
const COUNTER = 'num_batches_tracked';
const RECURRENT = /^((?:weight|bias)_(?:ih|hh))_l(\d+)(_reverse)?$/;

/** The modules of a file, in the order of their names, numbers in names as numbers. */
export function modulesOf<T extends Shaped>(tensors: ReadonlyMap<string, T>): Module<T>[] {
  const names = [...tensors.keys()], wrapper = wrapperOf(names);
  const modules = new Map<string, Tensors<T>>();
  for (const [file, tensor] of tensors) {
    const name = file.slice(wrapper.length), dot = name.lastIndexOf('.'), own = name.slice(dot + 1);
    if (own === COUNTER) continue;
    const recurrent = RECURRENT.exec(own), before = dot < 0 ? '' : name.slice(0, dot);
    const module = recurrent === null ? before : `${before}_l${recurrent[2]}`;
    const within: Tensors<T> = modules.get(module) ?? new Map();
    const inner = recurrent === null ? own : recurrent[1] + (recurrent[3] ?? '');
    modules.set(module, new Map([...within, [inner, { file, tensor }]]));
  }
  return [...modules].map(([name, found]) => ({ name, tensors: found })).sort((a, b) => inOrder(a.name, b.name));
}

/** What stands before all names, one wrapper within another. */
function wrapperOf(names: readonly string[]): string {
  const found = WRAPPERS.find((wrapper) => names.length > 0 && names.every((name) => name.startsWith(wrapper)));
  return found === undefined ? '' : found + wrapperOf(names.map((name) => name.slice(found.length)));
}

/** 'a.2' before 'a.10'. */
function inOrder(a: string, b: string): number {
  const left = a.split(/(\d+)/), right = b.split(/(\d+)/), i = left.findIndex((part, at) => part !== right[at]);
  if (i < 0 || right[i] === undefined) return left.length - right.length;
  return i % 2 === 1 ? Number(left[i]) - Number(right[i]) : left[i] < right[i] ? -1 : 1;
}

const signature = (shapes: ReadonlyMap<string, Shape>): string =>
  [...shapes].map(([name, shape]) => `${name} ${formatShape(shape)}`).sort().join(', ');

const shapesOf = ({ tensors }: Module<Shaped>): ReadonlyMap<string, Shape> =>
  new Map([...tensors].map(([name, { tensor }]) => [name, tensor.shape]));

/**
 * The module of each layer: that of `names`, which may be one of several layers, then that of the layer's own name,
 * then by the shapes: the only one that fits, or of several the first for the first layer where their names differ in
 * numbers only. Throws FormatError, with both lists, where that leaves a layer without a module, a module without a
 * layer, or a choice.
 */
export function pairModules<T extends Shaped>(
  who: string, layers: readonly Wanting[], modules: readonly Module<T>[], names: ReadonlyMap<string, string>,
): ReadonlyMap<string, Module<T>> {
  const pairs = new Map<string, Module<T>>(), byName = new Map(modules.map((module) => [module.name, module]));
  for (const { layer } of layers) {
    const given = names.get(layer), found = byName.get(given ?? layer);
    if (found !== undefined) pairs.set(layer, found);
    else if (given !== undefined) throw refusal(who, `have the module ${show(given)} of names`, layers, modules);
  }
  const open = layers.filter(({ layer }) => !pairs.has(layer));
  for (const key of new Set(open.map(({ wants }) => signature(wants)))) {
    const taken = new Set(pairs.values()), wanting = open.filter(({ wants }) => signature(wants) === key);
    const fitting = modules.filter((module) => !taken.has(module) && signature(shapesOf(module)) === key);
    const patterns = new Set(fitting.map(({ name }) => name.replace(/\d+/g, '#')));
    if (fitting.length !== wanting.length || patterns.size > 1) {
      const these = wanting.map(({ layer }) => show(layer)).join(', ');
      throw refusal(who, `have one module each for ${these}`, layers, modules);
    }
    wanting.forEach(({ layer }, i) => pairs.set(layer, fitting[i]));
  }
  const used = new Set(pairs.values()), left = modules.filter((module) => !used.has(module));
  if (left.length === 0) return pairs;
  const others = left.map(({ name }) => show(name)).join(', ');
  throw refusal(who, `have no module but those of layers, got ${others}`, layers, modules);
}

function refusal(
  who: string, wanted: string, layers: readonly Wanting[], modules: readonly Module<Shaped>[],
): FormatError {
  const ours = layers.map(({ layer, wants }) => `${layer} (${signature(wants)})`).join('; ');
  const theirs = modules.map((module) => `${module.name} (${signature(shapesOf(module))})`).join('; ');
  return new FormatError(`${who}: tensors must ${wanted}; names can say which is which: layers: ${ours || 'none'}; `
    + `modules: ${theirs || 'none'}`);
}
