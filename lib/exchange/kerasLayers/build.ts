/**
 * The graph of layers that a topology says.
 * @module
 */

import { show } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { buildGraph, input, stack, type Graph } from '../../graph/index.ts';
import type { Layer, SymbolicTensor } from '../../layers/index.ts';
import { callLayer } from '../../layers/layer.ts';
import { isList, type Json } from '../../model/description/json.ts';
import { refuse, type Dialect } from './dialect.ts';
import { readLayer } from './readLayer.ts';
import { MASK_OPERATORS, type CallSpec, type LayerSpec, type ModelSpec, type Ref } from './spec.ts';

/** What a reader may be told of inputs whose sizes the file leaves open. */
export interface Shapes {
  /** The shape of one example of each input, in order. */
  readonly inputShapes: readonly Shape[] | undefined;
}

export interface Built {
  readonly graph: Graph;
  /** The layers of a model that is a stack of them; undefined of a graph. */
  readonly stack: readonly Layer[] | undefined;
}

/** A call of a layer, and its number among the calls of that layer. */
type Waiting = readonly [spec: LayerSpec, call: CallSpec, number: number];

class Builder {
  readonly dialect: Dialect;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /** The layer of a spec, made at its first use; `given` goes into its options. */
  layerOf(spec: LayerSpec, isFrozen: boolean, given: Record<string, unknown>, said: CallSpec['said']): Layer {
    if (spec.layer !== undefined) return spec.layer;
    const options = { name: spec.path.join('/'), ...given,
      ...(isFrozen && { trainable: false }), ...calledWith(spec, said) };
    const layer = readLayer(spec.className, spec.config, this.dialect, options);
    if (layer === undefined) {
      refuse(this.dialect.who, `layer ${show(spec.name)} must be known here`, show(spec.className));
    }
    spec.layer = layer;
    return layer;
  }

  /** What a model gives for these tensors. */
  apply(
    model: ModelSpec, given: readonly SymbolicTensor[], isFrozen: boolean, batch: number | undefined,
  ): readonly SymbolicTensor[] {
    if (model.isStack) {
      const layers = model.layers.filter(({ className }) => className !== 'InputLayer');
      return layers.reduce((on, spec) =>
        this.call(spec, { inputs: [], mask: undefined, said: {} }, on, [], isFrozen, batch), given);
    }
    return this.#graph(model, given, isFrozen, batch);
  }

  call(
    spec: LayerSpec, { said }: CallSpec, on: readonly SymbolicTensor[], masks: readonly (SymbolicTensor | undefined)[],
    isFrozen: boolean, batch: number | undefined,
  ): readonly SymbolicTensor[] {
    const { who } = this.dialect;
    if (said['training'] === true) {
      refuse(who, `layer ${show(spec.name)} must not be called with training=true`, 'that');
    }
    const frozen = isFrozen || spec.config['trainable'] === false;
    if (spec.model !== undefined) return this.apply(spec.model, on, frozen, batch);
    const layer = this.layerOf(spec, frozen, batch === undefined ? {} : { batchSize: batch }, said);
    return callLayer(layer, on, {}, masks.length === 0 ? undefined : on.map((_, i) => masks[i] ?? on[i].mask));
  }

  /** Calls run as soon as what they read is there, in the order of the file. */
  #graph(
    model: ModelSpec, given: readonly SymbolicTensor[], isFrozen: boolean, batch: number | undefined,
  ): readonly SymbolicTensor[] {
    const { who } = this.dialect, made = new Map<string, readonly SymbolicTensor[]>();
    const specs = new Map(model.layers.map((spec) => [spec.name, spec])), firstNodes = nodesFrom(model);
    const key = ({ layer, node }: Ref) => `${node - (firstNodes.get(layer) ?? 0)} ${layer}`;
    const tensorOf = (ref: Ref): SymbolicTensor | undefined => {
      if (!specs.has(ref.layer)) refuse(who, 'a call must read layers of its model', show(ref.layer));
      const all = made.get(key(ref));
      if (all !== undefined && ref.tensor >= all.length) {
        refuse(who, `layer ${show(ref.layer)} must have output ${ref.tensor}`, `${all.length} outputs`);
      }
      return all?.[ref.tensor];
    };
    if (given.length !== model.inputs.length) {
      refuse(who, `model ${show(model.name)} must be called on ${model.inputs.length} tensors`, String(given.length));
    }
    const parked = new Map<string, Waiting[]>();
    const finish = (at: string, outputs: readonly SymbolicTensor[], waiting: Waiting[]) => {
      made.set(at, outputs);
      waiting.push(...(parked.get(at) ?? []).reverse());
      parked.delete(at);
    };
    model.inputs.forEach((ref, i) => made.set(key(ref), [given[i]]));
    for (const spec of model.layers.filter((own) => !isMask(own))) {
      for (const [number, call] of spec.calls.entries()) {
        const waiting = [[spec, call, number] as const];
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          const [of, { inputs, mask: given }, at] = next, own = given && isMask(specs.get(given.layer));
          const mask = own === true ? undefined : given, reads = [...inputs, ...(mask === undefined ? [] : [mask])];
          const missing = reads.find((ref) => tensorOf(ref) === undefined);
          if (missing !== undefined) {
            parked.set(key(missing), [...parked.get(key(missing)) ?? [], next]);
            continue;
          }
          const on = inputs.map((ref) => tensorOf(ref) as SymbolicTensor);
          const masks = mask === undefined ? [] : [tensorOf(mask)];
          if (own === true && on[0]?.mask === undefined) {
            refuse(who, `the mask of layer ${show(of.name)} must be one that its input carries`, 'another');
          }
          finish(`${at} ${of.name}`, this.call(of, next[1], on, masks, isFrozen, batch), waiting);
        }
      }
    }
    expectNoneParked(who, parked);
    return model.outputs.map((ref) => tensorOf(ref)
      ?? refuse(who, 'an output must be one that a layer makes', show([ref.layer, ref.node, ref.tensor])));
  }
}

/** Whether it is an operator that makes a mask. */
const isMask = (spec: LayerSpec | undefined): boolean => spec !== undefined && MASK_OPERATORS.includes(spec.className);

/** What Keras says in a call this library says in the layer. */
function calledWith({ className }: LayerSpec, said: CallSpec['said']): Record<string, unknown> {
  if (className !== 'MultiHeadAttention') return {};
  return {
    ...(said['use_causal_mask'] === true && { useCausalMask: true }),
    ...(said['attention_mask'] === true && { useAttentionMask: true }),
    ...(said['return_attention_scores'] === true && { returnAttentionScores: true }),
  };
}

/** The number of each nested model's first call: 1 where it was called when it was made, which the file has not. */
function nodesFrom({ layers, inputs, outputs }: ModelSpec): ReadonlyMap<string, number> {
  const nested = new Map(layers.filter(({ model }) => model !== undefined).map((spec) => [spec.name, spec]));
  const least = new Map<string, number>();
  const see = ({ layer, node }: Ref) => {
    if (nested.has(layer)) least.set(layer, Math.min(node, least.get(layer) ?? Infinity));
  };
  [...inputs, ...outputs].forEach(see);
  for (const { calls } of layers) for (const { inputs: read } of calls) read.forEach(see);
  return new Map([...least].map(([name, node]) => [name, Math.min(node, 1)]));
}

function expectNoneParked(who: string, parked: ReadonlyMap<string, readonly Waiting[]>): void {
  if (parked.size === 0) return;
  const got = [...parked].slice(0, 4).map(([key, calls]) => {
    const [number, ...name] = key.split(' ');
    return `${show(calls[0][0].name)} waits for call ${number} of ${show(name.join(' '))}`;
  });
  refuse(who, 'calls must be in some order in which each reads what others have made', got.join('; '));
}

/** The shape of an example and the size of the batch that a file says; open sizes are those of `given`. */
function shapeOf(
  { who }: Dialect, name: string, said: Json | undefined, given: Shape | undefined,
): { readonly shape: Shape; readonly batch: number | undefined } {
  const sizes = said !== undefined && isList(said) ? said : undefined;
  if (sizes === undefined || !sizes.every((size) => size === null || (typeof size === 'number' && size >= 0))) {
    if (given !== undefined) return { shape: given, batch: undefined };
    return refuse(who, `input ${show(name)} must say its shape, or inputShapes give it`, show(said));
  }
  const [batch, ...own] = sizes as readonly (number | null)[];
  const shape = own.map((size, axis) => size ?? given?.[axis]);
  const isWhole = shape.every((size): size is number => size !== undefined);
  if (!isWhole || (given !== undefined && given.length !== own.length)) {
    return refuse(who, `input ${show(name)} must have a fixed shape: give it in inputShapes, as in `
      + `inputShapes: [[${own.map((size) => size ?? 8).join(', ')}]]`, show(said));
  }
  if (!Number.isSafeInteger(sizeOf(shape))) refuse(who, `input ${show(name)} must have a size below 2⁵³`, show(said));
  return { shape: shape.length === 0 ? [1] : shape, batch: batch ?? undefined };
}

/** What a layer or an input says of its input, batch first. */
function saidShape({ config, model }: LayerSpec): Json | undefined {
  const own = config['batch_shape'] ?? config['batch_input_shape'];
  if (own !== undefined || model === undefined) return own;
  const first = model.isStack ? model.layers[0] : model.layers.find(({ name }) => name === model.inputs[0]?.layer);
  return model.inputShape ?? first?.config['batch_shape'] ?? first?.config['batch_input_shape'];
}

/** The graph of a model. Throws FormatError for shapes that are open or do not fit, and for cycles. */
export function build(model: ModelSpec, dialect: Dialect, { inputShapes }: Shapes): Built {
  const builder = new Builder(dialect), { who } = dialect;
  if (!model.isStack) {
    const ends = model.inputs.map(({ layer }, i) => {
      const spec = model.layers.find(({ name }) => name === layer)
        ?? refuse(who, 'input_layers must be layers of the model', show(layer));
      return { name: spec.name, ...shapeOf(dialect, spec.name, saidShape(spec), inputShapes?.[i]) };
    });
    const inputs = ends.map(({ shape, name }) => input({ shape, name }));
    const outputs = builder.apply(model, inputs, false, ends[0]?.batch);
    const graph = buildGraph(who, inputs, outputs, { ...(model.outputNames && { outputNames: model.outputNames }) });
    return { graph, stack: undefined };
  }
  const [first] = model.layers, own = model.layers.filter(({ className }) => className !== 'InputLayer');
  if (own.length === 0) refuse(who, 'the model must have layers', 'none');
  const said = saidShape(first) ?? model.inputShape ?? first.inputShape;
  const { shape, batch } = shapeOf(dialect, first.name, said, inputShapes?.[0]);
  if (own.some(({ model: inner }) => inner !== undefined)) {
    const on = input({ shape, name: first.className === 'InputLayer' ? first.name : 'input' });
    return { graph: buildGraph(who, [on], builder.apply(model, [on], false, batch)), stack: undefined };
  }
  const layers = own.map((spec, i) => builder.layerOf(
    spec, false, { ...(i === 0 && { inputShape: shape }), ...(batch !== undefined && { batchSize: batch }) }, {},
  ));
  return { graph: stack(who, layers), stack: layers };
}
