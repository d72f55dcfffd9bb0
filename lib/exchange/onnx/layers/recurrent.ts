/**
 * Recurrent layers: LSTM, GRU and RNN, gates in the order of ONNX, time first.
 * @module
 */

import type { Activation } from '../../../layers/index.ts';
import { Bidirectional, GRU, LSTM, SimpleRNN } from '../../../layers/index.ts';
import { plainOut, type Attributes, type Exporter, type Out } from '../exporter.ts';
import { transposed } from '../values.ts';
import { row, type Call, type Weight, type Write } from './row.ts';

type Cell = LSTM | GRU | SimpleRNN;

/** Which of our gates stands at each place of the file: i f c o as i o f c. */
const GATES: ReadonlyMap<string, readonly number[]> = new Map([
  ['lstm', [0, 3, 1, 2]], ['gru', [0, 1, 2]], ['simpleRNN', [0]],
]);
const TYPES: ReadonlyMap<string, string> = new Map([['lstm', 'LSTM'], ['gru', 'GRU'], ['simpleRNN', 'RNN']]);

/** What ONNX calls an activation of a cell, with its two numbers. */
const ACTIVATIONS: ReadonlyMap<string, readonly [string, number, number]> = new Map([
  ['sigmoid', ['Sigmoid', 0, 0]], ['tanh', ['Tanh', 0, 0]], ['relu', ['Relu', 0, 0]], ['softsign', ['Softsign', 0, 0]],
  ['softplus', ['Softplus', 0, 0]], ['hardSigmoid', ['HardSigmoid', 0.2, 0.5]], ['linear', ['Affine', 1, 0]],
]);

function activationOf(e: Exporter, activation: Activation | undefined): readonly [string, number, number] {
  const name = activation?.name ?? 'linear', found = ACTIVATIONS.get(name);
  if (found !== undefined) return found;
  throw e.fail(`have an activation among ${[...ACTIVATIONS.keys()].join(', ')}`, `'${name}'`);
}

/** Columns of gates as rows, in the order of the file. */
function rowsOf({ shape: [inputs, columns], data }: Weight, gates: readonly number[]): Float32Array {
  const { data: turned } = transposed({ dims: [inputs, columns], isFloat: true, data }, [1, 0]);
  return blocks(turned, gates);
}

function blocks(data: ArrayLike<number>, gates: readonly number[]): Float32Array {
  const from = Float32Array.from(data), size = from.length / gates.length, out = new Float32Array(from.length);
  gates.forEach((gate, i) => out.set(from.subarray(gate * size, (gate + 1) * size), i * size));
  return out;
}

/** Of the input and of the state; the second is 0 where there is one for both. */
function biasRows(layer: Cell, { data }: Weight, gates: readonly number[]): Float32Array {
  const isTwo = layer instanceof GRU && layer.resetAfter, half = isTwo ? data.length / 2 : data.length;
  const first = blocks(data.subarray(0, half), gates);
  const second = isTwo ? blocks(data.subarray(half), gates) : new Float32Array(half);
  return Float32Array.from([...first, ...second]);
}

interface Written {
  /** Steps, directions, batch, units. */
  readonly all: string;
  /** Directions, batch, units, for each state. */
  readonly last: readonly string[];
}

function recurrence(
  e: Exporter, layer: Cell, call: Call,
  { prefixes, direction }: { readonly prefixes: readonly string[]; readonly direction: string },
): Written {
  const { kind, units, carried } = layer, gates = GATES.get(kind) ?? [], count = prefixes.length;
  const rows = gates.length * units;
  if (layer.stateful) throw e.fail('begin each batch at 0', 'a stateful one');
  const { inputs: [x, ...initial], inputShapes: [[, width]] } = call;
  const joined = (of: (prefix: string) => Float32Array): number[] => prefixes.flatMap((prefix) => [...of(prefix)]);
  const weight = (name: string): Weight => {
    const found = call.weight(name);
    if (found === undefined) throw new Error(`writeOnnx: a layer has no ${name}`);
    return found;
  };
  const w = e.floats('w', [count, rows, width], joined((prefix) => rowsOf(weight(`${prefix}w`), gates)));
  const r = e.floats('r', [count, rows, units], joined((prefix) => rowsOf(weight(`${prefix}r`), gates)));
  const b = layer.useBias
    ? e.floats('b', [count, 2 * rows], joined((prefix) => biasRows(layer, weight(`${prefix}b`), gates))) : '';
  const states = carried.map((_, i) => {
    const own = prefixes.flatMap((_prefix, d) => (initial.length === 0 ? [] : [initial[d * carried.length + i]]));
    const parts = own.map((state) => e.op('Unsqueeze', [e.plain(state), e.ints([0])]));
    return parts.length > 1 ? e.op('Concat', parts, { axis: 0 }) : parts[0] ?? '';
  });
  const outputs = [e.fresh('Y'), ...carried.map((name) => e.fresh(`Y_${name}`))];
  e.ops(TYPES.get(kind) ?? '', [e.ordered(x, [1, 0, 2]), w, r, b, '', ...states], outputs, {
    hidden_size: units, direction, ...activationsOf(e, layer, count),
    ...(layer instanceof GRU && { linear_before_reset: layer.resetAfter ? 1 : 0 }),
  });
  return { all: outputs[0], last: outputs.slice(1) };
}

function activationsOf(e: Exporter, layer: Cell, directions: number): Attributes {
  const cell = activationOf(e, layer.cellActivation);
  const gates = layer instanceof SimpleRNN ? [] : [activationOf(e, layer.recurrentActivation)];
  const own = [...gates, cell, ...(layer instanceof LSTM ? [cell] : [])];
  const all = Array.from({ length: directions }, () => own).flat();
  const numbered = all.filter(([, alpha, beta]) => alpha !== 0 || beta !== 0);
  return {
    activations: all.map(([name]) => name),
    ...(numbered.length > 0 && {
      activation_alpha: { reals: numbered.map(([, alpha]) => alpha) },
      activation_beta: { reals: numbered.map(([, , beta]) => beta) },
    }),
  };
}

/** One direction: outputs of all steps in the order of reading, or the last. */
function cell(e: Exporter, layer: Cell, call: Call): readonly Out[] {
  const { returnSequences, returnState, goBackwards } = layer, { outputShapes: [to] } = call;
  const { all, last } = recurrence(e, layer, call, { prefixes: [''], direction: goBackwards ? 'reverse' : 'forward' });
  const squeezed = (name: string, axis: number): string => e.op('Squeeze', [name, e.ints([axis])]);
  let output = plainOut(squeezed(returnSequences ? all : last[0], returnSequences ? 1 : 0), to);
  if (returnSequences) output = { name: goBackwards ? reversed(e, output.name) : output.name, order: [1, 0, 2] };
  return [output, ...(returnState ? last.map((name) => plainOut(squeezed(name, 0), [layer.units])) : [])];
}

/** The first axis from its end. */
function reversed(e: Exporter, name: string): string {
  return e.op('Slice', [name, e.ints([-1]), e.ints([-(2 ** 31)]), e.ints([0]), e.ints([-1])]);
}

const JOINS: ReadonlyMap<string, string> = new Map([
  ['sum', 'ReduceSum'], ['mul', 'ReduceProd'], ['ave', 'ReduceMean'],
]);

/** Both directions, the second one's steps in the order of the first. */
function bidirectional(e: Exporter, layer: Bidirectional, call: Call): readonly Out[] {
  const { mergeMode, directions: [first] } = layer, { outputShapes: [to] } = call;
  if (!(first instanceof LSTM || first instanceof GRU || first instanceof SimpleRNN)) {
    throw e.fail('hold lstm, gru or simpleRNN', `'${first.kind}'`);
  }
  if (first.goBackwards) throw e.fail('hold a layer that reads forwards', 'goBackwards');
  const { all, last } = recurrence(e, first, call, { prefixes: ['forward_', 'backward_'], direction: 'bidirectional' });
  const isLong = first.returnSequences, name = isLong ? all : last[0], axis = isLong ? 1 : 0;
  const one = (from: string, at: number, i: number): string => e.op('Gather', [from, index(e, i)], { axis: at });
  const order = isLong ? [1, 0, 2] : [0, 1], join = JOINS.get(String(mergeMode));
  const states = !first.returnState ? []
    : [0, 1].flatMap((i) => last.map((state) => plainOut(one(state, 0, i), [first.units])));
  if (mergeMode === null) return [...[0, 1].map((i) => ({ name: one(name, axis, i), order })), ...states];
  if (join !== undefined) {
    const joined = join === 'ReduceSum' ? e.op(join, [name, e.ints([axis])], { keepdims: 0 })
      : e.op(join, [name], { axes: [axis], keepdims: 0 });
    return [{ name: joined, order }, ...states];
  }
  const turned = e.op('Transpose', [name], { perm: isLong ? [2, 0, 1, 3] : [1, 0, 2] });
  return [plainOut(e.reshaped(turned, to), to), ...states];
}

/** A whole number of no axes. */
function index(e: Exporter, i: number): string {
  return e.op('Squeeze', [e.ints([i]), e.ints([0])]);
}

export const RECURRENT: readonly (readonly [string, Write])[] = [
  row('lstm', LSTM, cell), row('gru', GRU, cell), row('simpleRNN', SimpleRNN, cell),
  row('bidirectional', Bidirectional, bidirectional),
];

