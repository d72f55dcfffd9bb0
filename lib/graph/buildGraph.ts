/**
 * A graph from what was written down.
 * @module
 */

import { formatShape } from '../core/shape.ts';
import { ShapeError, StateError, rangeError, typeError } from '../core/errors.ts';
import type { LayerCall, SymbolicTensor } from '../layers/index.ts';
import type { Graph, GraphLayer, GraphNode, Value } from './graph.ts';
import { uniqueNames } from './names.ts';
import { expectIdsGiven } from './wholeNumbers.ts';

/**
 * The graph from `inputs` to `outputs`: all calls that outputs depend on, in the order in which they were written down.
 *
 * Throws, as `who`, StateError for an output that depends on another input, and for an input that no output depends on;
 * TypeError for a cycle, and where two layers, two inputs or two outputs were given one name; RangeError for an input
 * that stands twice; ShapeError where the calls of one layer are on inputs of different shapes.
 *
 * `inputNames` and `outputNames` go before the names that inputs were given, and those of the layers that make outputs.
 */
export function buildGraph(
  who: string, inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[],
  { inputNames, outputNames }: Partial<Pick<Graph, 'inputNames' | 'outputNames'>> = {},
): Graph {
  const calls = callsBetween(who, inputs, outputs), layers = new Map<object, GraphLayer>();
  const first = new Map<object, LayerCall>();
  for (const call of calls) if (!first.has(call.owner)) first.set(call.owner, call);
  const own = [...first.values()];
  uniqueNames(who, 'layer', own.map(({ name, layer: { kind } }) => ({ name, kind }))).forEach((name, i) => {
    const { layer, owner, first: values, inputs: given, outputs: made } = own[i];
    const shapes = { inputShapes: given.map(shapeOf), outputShapes: made.map(shapeOf) };
    layers.set(owner, { layer, owner, name, first: values, ...shapes });
  });
  for (const call of calls) expectShapesOf(who, found(layers.get(call.owner)), call);
  const values =
    new Map<SymbolicTensor, Value>(inputs.map((input) => [input, { shape: input.shape, from: undefined }]));
  const valueOf = (tensor: SymbolicTensor): Value => found(values.get(tensor));
  const maskOf = (mask: SymbolicTensor | undefined): Value | undefined => mask && valueOf(mask);
  const nodes = calls.flatMap((call, number) => {
    const of = found(layers.get(call.owner));
    const made = nodesOf(of, call, { number, inputs: call.inputs.map(valueOf), masks: call.masks.map(maskOf) });
    for (const { part, outputs: results } of made) { // those of an activation instead of its layer's
      const tensors = part === 'mask' ? [found(call.mask)] : call.outputs;
      results.forEach((value, i) => values.set(tensors[i], value));
    }
    return made;
  });
  expectIdsGiven(who, nodes);
  const ownNames = inputNames ?? inputs.map(({ name }) => name);
  const endNames = outputNames ?? outputs.map(() => undefined);
  const makers = outputs.map((output) => nameOf(output, layers));
  return {
    inputs: inputs.map(valueOf), outputs: outputs.map(valueOf), nodes, layers: [...layers.values()],
    outputMasks: outputs.map(({ mask }) => maskOf(mask)),
    inputNames: uniqueNames(who, 'input', ownNames.map((name) => ({ name, kind: 'input' }))),
    outputNames: uniqueNames(who, 'output', endNames.map((name, i) => ({ name, kind: makers[i] }))),
  };
}

/** The name of the layer that makes an output, or of an input that is one. */
function nameOf({ call, name = 'input' }: SymbolicTensor, layers: ReadonlyMap<object, GraphLayer>): string {
  return call === undefined ? name : found(layers.get(call.owner)).name;
}

const shapeOf = ({ shape }: SymbolicTensor) => shape;

/**
 * Throws ShapeError for a further call of a layer on inputs of other shapes, since its parameters are those
 * of the first.
 */
function expectShapesOf(who: string, { name, inputShapes }: GraphLayer, { inputs }: LayerCall): void {
  const wanted = inputShapes.map(formatShape).join(', ');
  const got = inputs.map(({ shape }) => formatShape(shape)).join(', ');
  if (wanted === got) return;
  throw new ShapeError(`${who}: layer '${name}' must be called on inputs of shape ${wanted}, as at first, got ${got}`);
}

/** Every tensor on the way has been met, and every owner. */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('graph: a tensor or a layer is used before it is made');
  return value;
}

/** The node of a layer's call, the one of its activation, and the one of its mask. */
function nodesOf(
  of: GraphLayer, { outputs, mask, areMasksGiven }: LayerCall, on: Pick<GraphNode, 'number' | 'inputs' | 'masks'>,
): GraphNode[] {
  const nodes = [nodeOf({ of, part: 'layer', ...on, areMasksGiven }, outputs)];
  const activated = { number: on.number, inputs: nodes[0].outputs, masks: [], areMasksGiven: false };
  if (of.layer.activation !== undefined) nodes.push(nodeOf({ of, part: 'activation', ...activated }, outputs));
  if (mask !== undefined) nodes.push(nodeOf({ of, part: 'mask', ...on, areMasksGiven }, [mask]));
  return nodes;
}

function nodeOf(about: Omit<GraphNode, 'outputs'>, made: readonly SymbolicTensor[]): GraphNode {
  const outputs: Value[] = [], node = { ...about, outputs };
  for (const { shape } of made) outputs.push({ shape, from: node });
  return node;
}

/** Throws StateError for what leads elsewhere, and TypeError for a cycle. */
function callsBetween(who: string, inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): LayerCall[] {
  const twice = inputs.findIndex((input, i) => inputs.indexOf(input) < i);
  if (twice >= 0) {
    throw rangeError(`${who}: inputs[${twice}] must be another than those before it, got one of them again`);
  }
  const known = new Set(inputs), used = new Set<SymbolicTensor>(), calls = new Set<LayerCall>();
  const waiting = [...outputs];
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    used.add(tensor);
    const { call } = tensor;
    if (known.has(tensor) || (call !== undefined && calls.has(call))) continue;
    if (call === undefined) {
      throw new StateError(`${who}: outputs must depend on inputs only, got an input of shape `
        + `${formatShape(tensor.shape)} that is not among inputs`);
    }
    calls.add(call);
    for (const input of [...call.inputs, ...call.masks.filter((mask) => mask !== undefined)]) {
      if (input.call !== undefined && input.call.order >= call.order) {
        throw typeError(
          `${who}: a graph must have no cycle, got one through layer '${call.layer.name ?? call.layer.kind}'`,
        );
      }
      waiting.push(input);
    }
  }
  const unused = inputs.findIndex((input) => !used.has(input));
  if (unused >= 0) {
    throw new StateError(`${who}: inputs[${unused}] must lead to an output, got one of shape `
      + `${formatShape(inputs[unused].shape)} that leads to none`);
  }
  return [...calls].sort((a, b) => a.order - b.order);
}
