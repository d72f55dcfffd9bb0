/**
 * Tensors of any file into a model.
 * @module
 */

import {
  FormatError, expectFloat32Array, expectKnownOptions, expectOneOf, expectPlainObject, expectString, show, typeError,
} from '../../core/errors.ts';
import type { Parameter } from '../../core/parameter.ts';
import { expectShape, formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { Value } from '../../graph/graph.ts';
import { Flatten, type Layer } from '../../layers/index.ts';
import type { Model } from '../../model/index.ts';
import { expectModel } from '../../model/expectModel.ts';
import type { NetworkLayer } from '../../plan/index.ts';
import { modulesOf, pairModules } from './modules.ts';
import { PYTORCH_KINDS, takingsOf, type Taking } from './pytorch.ts';
import { tensorsOf } from './tensorsOf.ts';

/** A tensor of a file, as `readSafetensors` and others give it. */
export interface LoadedTensor {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** What `loadTensors` takes. */
export interface LoadTensorsOptions {
  /**
   * 'pytorch': names and layouts are those of a state_dict, module by module. Default: names are `layer/parameter`, and
   * layouts ours, which are those of Keras.
   */
  readonly convention?: 'pytorch';
  /**
   * What the file calls what is called so here: by `layer/parameter` the name of a tensor, with a convention by layer
   * the name of a module, such as { hidden: 'features.0' } and, of a layer of stacked recurrences, { top: 'lstm_l1' }.
   * Default: the same.
   */
  readonly names?: Readonly<Record<string, string>>;
}

/** What became of a tensor of the model. */
export interface LoadedPair {
  /** `layer/parameter` */
  readonly to: string;
  /** The file's names. */
  readonly from: readonly string[];
  /** 'as it is', 'axes 1, 0', 'the sum of both' and so on. */
  readonly how: string;
}

const WHO = 'loadTensors';

/**
 * Takes tensors by name into a model of those layers, and says what became of each:
 *
 *     const { tensors } = readSafetensors(bytes);
 *     loadTensors(model, tensors, { names: { 'dense/w': 'fc.kernel' } });
 *     loadTensors(model, tensors, { convention: 'pytorch' });
 *
 * With the convention of PyTorch the layers take modules of equal shapes: that of `names`, that of the layer's own
 * name, or the only one that fits; of several alike the first for the first layer where their names differ in numbers
 * only. weight (out, in) is transposed, kernels go from (out, in, h, w) to (h, w, in, out), a dense layer behind a
 * flatten of images gets its inputs from (c, h, w) to (h, w, c), the gates of GRU from r, z, n to z, r, h, and the two
 * biases of LSTM and RNN become their sum. `module.` and `_orig_mod.` before all names, and num_batches_tracked, are
 * passed over. States that a recurrence keeps stay as they are.
 *
 * Throws FormatError, and changes nothing, where a tensor is missing, is left over, is of another shape, or where which
 * is which is open: with the names on both sides. Throws TypeError for a layer that PyTorch has not as one module.
 *
 * Source: PyTorch 2.13.0 (`torch.nn`); Keras 3 for our layouts.
 */
export function loadTensors(
  model: Model, tensors: ReadonlyMap<string, LoadedTensor>, options: LoadTensorsOptions = {},
): readonly LoadedPair[] {
  expectModel(WHO, model);
  expectTensors(tensors);
  expectKnownOptions(WHO, options, ['convention', 'names']);
  const { convention, names = {} } = options;
  if (convention !== undefined) expectOneOf(WHO, 'convention', convention, ['pytorch']);
  expectPlainObject(WHO, 'names', names);
  const given = new Map(Object.entries(names));
  given.forEach((name, own) => expectString(WHO, `names.${own}`, name));
  expectOwnNames(given, convention === undefined ? tensorsOf(model.network).map(({ name }) => name)
    : model.network.layers.map(({ name }) => name));
  return convention === undefined ? takeByName(model, tensors, given) : takeModules(model, tensors, given);
}

function expectTensors(tensors: unknown): asserts tensors is ReadonlyMap<string, LoadedTensor> {
  if (!(tensors instanceof Map)) {
    throw typeError(`${WHO}: tensors must be a Map of tensors by name, got ${show(tensors)}`);
  }
  for (const [name, tensor] of tensors as Map<unknown, unknown>) {
    expectString(WHO, 'a name of tensors', name);
    expectPlainObject(WHO, `tensors.${name}`, tensor);
    const { shape, values } = tensor as Partial<LoadedTensor>;
    const isFew = Array.isArray(shape) && (shape.length === 0 || shape.includes(0)); // one number, or none
    if (!isFew) expectShape(WHO, `tensors.${name}.shape`, shape);
    expectFloat32Array(WHO, `tensors.${name}.values`, values, sizeOf(shape as Shape));
  }
}

function expectOwnNames(names: ReadonlyMap<string, string>, known: readonly string[]): void {
  const wrong = [...names.keys()].find((own) => !known.includes(own));
  if (wrong === undefined) return;
  throw typeError(`${WHO}: names must be of ${known.map(show).join(', ')}, got ${show(wrong)}`);
}

function takeByName(
  model: Model, tensors: ReadonlyMap<string, LoadedTensor>, names: ReadonlyMap<string, string>,
): readonly LoadedPair[] {
  const places = tensorsOf(model.network).map(({ name, tensor }) => ({ name, tensor, file: names.get(name) ?? name }));
  const wanted = new Set(places.map(({ file }) => file)), missing = [...wanted].filter((name) => !tensors.has(name));
  const left = [...tensors.keys()].filter((name) => !wanted.has(name));
  if (missing.length > 0 || left.length > 0) {
    throw new FormatError(`${WHO}: tensors must have each of the model's and no other, got none for `
      + `${missing.map(show).join(', ') || 'none'}, and ${left.map(show).join(', ') || 'no other'} left over; `
      + 'names can say which is which');
  }
  const values = places.map(({ file, tensor }) => fitting(file, tensors.get(file), tensor.shape).values);
  model.setWeights(values);
  return places.map(({ name, file }) => ({ to: name, from: [file], how: 'as it is' }));
}

function fitting(name: string, tensor: LoadedTensor | undefined, shape: Shape): LoadedTensor {
  if (tensor !== undefined && formatShape(tensor.shape) === formatShape(shape)) return tensor;
  const got = tensor === undefined ? 'none' : formatShape(tensor.shape);
  throw new FormatError(`${WHO}: tensors must have shape ${formatShape(shape)} for ${show(name)}, got ${got}`);
}

function takeModules(
  model: Model, tensors: ReadonlyMap<string, LoadedTensor>, names: ReadonlyMap<string, string>,
): readonly LoadedPair[] {
  const { layers } = model.network, weights = model.getWeights();
  const places = tensorsOf(model.network);
  const wanting = layers.filter(({ parameters, state }) => parameters.length + state.length > 0).map((layer) => {
    const takings = takingsOf(layer, flattenedBefore(model, layer));
    if (takings === undefined) throw unknownTo(layer.name, layer.layer);
    return { layer: layer.name, takings, wants: new Map(takings.flatMap(({ from }) => from)) };
  });
  const pairs = pairModules(WHO, wanting, modulesOf(tensors), names);
  const loaded = wanting.flatMap(({ layer, takings, wants }) => {
    const { name: module, tensors: own } = pairs.get(layer) ?? unpaired(layer);
    const left = [...own.keys()].filter((name) => !wants.has(name));
    if (left.length > 0) {
      const only = [...wants.keys()].join(', ');
      const wanted = `have ${only} only in ${show(module)}, which is ${show(layer)}`;
      throw new FormatError(`${WHO}: tensors must ${wanted}, got ${left.join(', ')} too`);
    }
    return takings.map((taking) => take(layer, module, taking, own, (to) => placeOf(places, layer, to)));
  });
  for (const { at, values } of loaded) weights[at] = values;
  model.setWeights(weights);
  return loaded.map(({ pair }) => pair);
}

function take(
  layer: string, module: string, { to, from, make, how }: Taking,
  own: ReadonlyMap<string, { readonly file: string; readonly tensor: LoadedTensor }>, placeIn: (to: string) => number,
) {
  const given = from.map(([name, shape]) => fitting(`${module}.${name}`, own.get(name)?.tensor, shape).values);
  const files = from.map(([name]) => own.get(name)?.file ?? name);
  return { at: placeIn(to), values: make(...given), pair: { to: `${layer}/${to}`, from: files, how } };
}

function placeOf(places: readonly { readonly tensor: Parameter }[], layer: string, to: string): number {
  return places.findIndex(({ tensor }) => tensor.layer === layer && tensor.name === to);
}

function unpaired(layer: string): never {
  throw new Error(`${WHO}: ${layer} has no module`);
}

function unknownTo(name: string, { kind }: Layer): TypeError {
  const wanted = `layers that PyTorch has as one module, ${PYTORCH_KINDS.join(', ')}`;
  return typeError(`${WHO}: model must have ${wanted}, got ${show(name)}, ${kind}`);
}

/** Whose outputs PyTorch has channels first, sequences too. */
const CHANNELS_FIRST = /conv|pooling/i;
/** Whose outputs it has steps first. */
const STEPS_FIRST = /lstm|gru|rnn|bidirectional|dense|attention/i;

/**
 * What a flatten before a layer made one axis of, where layers of that width lie between at most and PyTorch has its
 * channels first: images, and sequences that come of a convolution or a pooling.
 */
function flattenedBefore({ network: { graph } }: Model, { name }: NetworkLayer): Shape | undefined {
  const node = graph.nodes.find(({ of, part }) => of.name === name && part === 'layer');
  let value: Value | undefined = node?.inputs[0];
  while (value?.from !== undefined) {
    const { of: { layer }, inputs }: NonNullable<Value['from']> = value.from, [input] = inputs;
    if (layer instanceof Flatten) return input.shape.length > 2 || isConvolved(input) ? input.shape : undefined;
    if (formatShape(input.shape) !== formatShape(value.shape)) return undefined;
    value = input;
  }
  return undefined;
}

/** Whether a sequence comes of a convolution or a pooling, with layers that keep its shape behind it at most. */
function isConvolved(sequence: Value): boolean {
  let value = sequence;
  while (value.shape.length === 2 && value.from !== undefined) {
    const { of: { layer }, inputs: [input] } = value.from;
    if (CHANNELS_FIRST.test(layer.kind)) return true;
    if (formatShape(input.shape) !== formatShape(value.shape) || STEPS_FIRST.test(layer.kind)) return false;
    value = input;
  }
  return false;
}
