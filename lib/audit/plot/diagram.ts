/**
 * A model as boxes and edges, before anything has a place.
 * @module
 */

import { formatShape } from '../../core/shape.ts';
import type { GraphLayer, GraphNode, Value } from '../../graph/index.ts';
import type { Model } from '../../model/index.ts';
import type { NetworkLayer } from '../../plan/index.ts';

/** An input, a call of a layer with its activation, or an output. */
export interface Box {
  readonly role: 'input' | 'layer' | 'output';
  readonly title: string;
  readonly lines: readonly string[];
  /** Whether its parameters are frozen. */
  readonly isFrozen: boolean;
  /** How many tensors it takes, and how many it gives. */
  readonly inputs: number;
  readonly outputs: number;
}

/** A tensor on its way from an output of one box to an input of another, all by number. */
export interface Edge {
  readonly from: number;
  readonly output: number;
  readonly to: number;
  readonly input: number;
}

/** What a picture of a model shows. */
export interface Diagram {
  /** The model's name. */
  readonly title: string;
  /** Each after those that it depends on. */
  readonly boxes: readonly Box[];
  /** The tensors between the boxes. */
  readonly edges: readonly Edge[];
  /** How many parameters there are in all. */
  readonly total: string;
}

type Source = Pick<Edge, 'from' | 'output'>;

/** See {@link Diagram}. Throws StateError for a model that has no layers yet. */
export function diagramOf({ network: { graph, layers }, name = 'model' }: Model): Diagram {
  const boxes: Box[] = [], edges: Edge[] = [], sources = new Map<Value, Source>();
  const own = new Map(graph.layers.map((of, i) => [of, layers[i]])), met = new Map<GraphLayer, number>();
  const calls = callsOf(graph.nodes);
  const read = (values: readonly Value[]): void => values.forEach((value, input) => {
    const source = sources.get(value);
    if (source !== undefined) edges.push({ ...source, to: boxes.length, input });
  });
  const write = (values: readonly Value[]): void =>
    values.forEach((value, output) => sources.set(value, { from: boxes.length, output }));

  graph.inputs.forEach((value, i) => {
    write([value]);
    boxes.push(endOf('input', graph.inputNames[i], value));
  });
  for (const node of graph.nodes) {
    const { of, part, inputs, masks, areMasksGiven, outputs } = node, layer = own.get(of);
    if (part !== 'layer' || layer === undefined) { // in the box of its layer, the last one
      outputs.forEach((value, output) => sources.set(value, { from: boxes.length - 1, output }));
      continue;
    }
    const call = (met.get(of) ?? 0) + 1, all = calls.get(of) ?? 1;
    met.set(of, call);
    read([...inputs, ...(areMasksGiven ? masks.filter((mask) => mask !== undefined) : [])]);
    write(outputs);
    boxes.push(callOf(node, layer, all === 1 ? '' : `call ${call} of ${all}`));
  }
  graph.outputs.forEach((value, i) => {
    read([value]);
    boxes.push(endOf('output', graph.outputNames[i], value));
  });
  const counts = layers.map(countOf), sum = (of: keyof Count): number =>
    counts.reduce((total, count) => total + count[of], 0);
  const total = inWords({ parameters: sum('parameters'), frozen: sum('frozen'), beside: sum('beside') });
  return { title: name, boxes, edges, total };
}

/** How often each layer is called. */
function callsOf(nodes: readonly GraphNode[]): ReadonlyMap<GraphLayer, number> {
  const calls = new Map<GraphLayer, number>();
  for (const { of, part } of nodes) if (part === 'layer') calls.set(of, (calls.get(of) ?? 0) + 1);
  return calls;
}

function endOf(role: 'input' | 'output', title: string, { shape }: Value): Box {
  const isInput = role === 'input';
  return {
    role, title, lines: [role, formatShape(shape)], isFrozen: false,
    inputs: isInput ? 0 : 1, outputs: isInput ? 1 : 0,
  };
}

function callOf({ inputs, outputs }: GraphNode, layer: NetworkLayer, call: string): Box {
  const { layer: { kind, activation }, name } = layer, count = countOf(layer);
  return {
    role: 'layer', title: name, isFrozen: count.frozen > 0, inputs: inputs.length, outputs: outputs.length,
    lines: [
      [kind, ...(activation === undefined ? [] : [activation.name])].join(', '),
      outputs.map(({ shape }) => formatShape(shape)).join(', '),
      ...(count.parameters + count.beside === 0 ? [] : [inWords(count)]), ...(call === '' ? [] : [call]),
    ],
  };
}

/** Elements of θ that a layer has, of which some are frozen, and of what it keeps beside them. */
interface Count {
  readonly parameters: number;
  readonly frozen: number;
  readonly beside: number;
}

function countOf({ layer: { trainable }, parameters, state }: NetworkLayer): Count {
  const [own, beside] = [parameters, state].map((tensors) => tensors.reduce((sum, { length }) => sum + length, 0));
  return { parameters: own, frozen: trainable ? 0 : own, beside };
}

/** As in a summary. */
function inWords({ parameters, frozen, beside }: Count): string {
  const isAll = frozen === parameters, split = isAll ? ', frozen' : `, of which ${frozen} are frozen`;
  const count = `${parameters} parameter${parameters === 1 ? '' : 's'}${frozen === 0 ? '' : split}`;
  return beside === 0 ? count : `${count}, and ${beside} beside them`;
}
