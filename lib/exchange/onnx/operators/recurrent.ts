/**
 * LSTM, GRU and RNN: recurrent layers, gates in their order.
 * @module
 */

import {
  bidirectional, concatenate, gru, lstm, reshape, simpleRNN, type Layer, type LayerOptions, type SymbolicTensor,
} from '../../../layers/index.ts';
import { wholeNumbers } from '../fold.ts';
import type { Operator } from '../importer.ts';
import { along } from './shapes.ts';
import { NONE, isConstant, isTraced, transposed, type Constant, type Traced, type Value } from '../values.ts';

/** The blocks of our gates among those of the file, and its activations. */
interface Kind {
  readonly gates: readonly number[];
  readonly activations: readonly string[];
  readonly states: number;
}

/** i o f c of the file are i f c o of ours; z r h are the same. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['LSTM', { gates: [0, 2, 3, 1], activations: ['Sigmoid', 'Tanh', 'Tanh'], states: 2 }],
  ['GRU', { gates: [0, 1, 2], activations: ['Sigmoid', 'Tanh'], states: 1 }],
  ['RNN', { gates: [0], activations: ['Tanh'], states: 1 }],
]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ['sigmoid', 'sigmoid'], ['tanh', 'tanh'], ['relu', 'relu'], ['softsign', 'softsign'], ['softplus', 'softplus'],
  ['hardsigmoid', 'hardSigmoid'], ['affine', 'linear'],
]);

/** Those with two numbers, which must be these. */
const NUMBERS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['hardSigmoid', [0.2, 0.5]], ['linear', [1, 0]],
]);

/** What both directions have in common. */
interface Parts {
  readonly kind: Kind;
  readonly units: number;
  readonly directions: number;
  readonly w: Constant;
  readonly r: Constant;
  readonly b: Constant | undefined;
}

/** Blocks of rows of one direction, in our order. */
function blocks(
  from: Float32Array, direction: number, { kind: { gates }, units }: Parts, width: number, extra = 1,
): Float32Array {
  const size = units * width, whole = gates.length * size, out = new Float32Array(whole);
  gates.forEach((gate, i) => {
    const start = (direction * extra) * whole + gate * size;
    out.set(from.subarray(start, start + size), i * size);
  });
  return out;
}

/** w (inputs, gates · units), r and b of one direction. */
function weightsOf(at: Operator, direction: number, parts: Parts): Float32Array[] {
  const { w, r, b, units, kind: { gates } } = parts, columns = gates.length * units;
  const turned = (from: Constant, width: number): Float32Array => at.floats(transposed(
    { dims: [columns, width], isFloat: true, data: blocks(at.floats(from), direction, parts, width) }, [1, 0],
  ));
  const weights = [turned(w, w.dims[2]), turned(r, units)];
  if (b === undefined) return weights;
  const both = at.floats(b), own = both.subarray(direction * 2 * columns, (direction + 1) * 2 * columns);
  const input = blocks(own, 0, parts, 1), state = blocks(own.subarray(columns), 0, parts, 1);
  if (isResetAfter(at)) return [...weights, Float32Array.from([...input, ...state])];
  return [...weights, input.map((one, i) => one + state[i])];
}

const isResetAfter = (at: Operator): boolean => at.node.op === 'GRU' && at.int('linear_before_reset', 0) !== 0;

function partsOf(at: Operator, kind: Kind, inputs: number): Parts {
  const w = at.constant(1, 'weights'), r = at.constant(2, 'weights of the state'), b = at.optional(3, 'a bias');
  const direction = at.text('direction', 'forward'), directions = direction === 'bidirectional' ? 2 : 1;
  const units = r.dims[2] ?? 0, columns = kind.gates.length * units;
  const wanted: readonly (readonly [string, Constant | undefined, readonly number[]])[] = [
    ['W', w, [directions, columns, inputs]], ['R', r, [directions, columns, units]],
    ['B', b, [directions, 2 * columns]],
  ];
  for (const [name, given, dims] of wanted) {
    if (given === undefined || (units > 0 && `${given.dims}` === `${dims}`)) continue;
    throw at.fail(`have ${name} of shape ${dims.join(' × ')}`, given.dims.join(' × '));
  }
  return { kind, units, directions, w, r, b };
}

/** Attributes and inputs that no layer has. */
function expectPlain(at: Operator, { states }: Kind, steps: number): void {
  const { attributes } = at.node;
  if (attributes.has('clip')) throw at.fail('have no clip', 'one');
  if (at.int('input_forget', 0) !== 0) throw at.fail('have input_forget 0', '1');
  if (at.inputs[7] !== undefined && !isZero(at.inputs[7])) throw at.fail('have peepholes P that are 0', 'others');
  const lengths = at.inputs[4];
  const isWhole = lengths === undefined || (isConstant(lengths)
    && (lengths.isUniform === true ? lengths.data[0] === steps : wholeNumbers(lengths).every((one) => one === steps)));
  if (!isWhole) throw at.fail('have sequences of full length', 'sequence_lens');
  if (states < 2 && at.inputs[6] !== undefined) throw at.fail('have 6 inputs', '7');
}

function activationsOf(at: Operator, { activations }: Kind, directions: number): readonly string[] {
  const given = at.node.attributes.get('activations')?.texts ?? [], own = given.length === 0 ? activations : given;
  const wanted = given.length === 0 ? activations.length : activations.length * directions;
  const names = own.map((name) => NAMES.get(name.toLowerCase()) ?? '');
  expectNumbers(at, names);
  const first = names.slice(0, activations.length), second = names.slice(activations.length);
  if (own.length !== wanted || names.includes('') || (second.length > 0 && `${second}` !== `${first}`)) {
    throw at.fail(`have activations among ${[...NAMES.values()].join(', ')}, the same both ways`, `${given}`);
  }
  if (first.length === 3 && first[1] !== first[2]) throw at.fail('have the same activation for c and h', `${given}`);
  return first;
}

/** Numbers of activations stand in lists, of those that have some. */
function expectNumbers(at: Operator, names: readonly string[]): void {
  const numbered = names.flatMap((name) => NUMBERS.get(name)?.length === 2 ? [NUMBERS.get(name) ?? []] : []);
  for (const [i, list] of ['activation_alpha', 'activation_beta'].entries()) {
    const given = at.node.attributes.get(list)?.floats ?? [];
    if (given.every((one, at0) => Math.abs(one - (numbered[at0]?.[i] ?? NaN)) < 1e-6)) continue;
    throw at.fail(`have ${numbered.map((both) => both[i]).join(', ') || 'nothing'} in ${list}`, `${given}`);
  }
}

const isZero = (value: Value): boolean => isConstant(value) && value.data.every((one) => one === 0);

/** States that are known must be 0: the layers begin so. */
function initialOf(at: Operator, { states }: Kind, directions: number, units: number): SymbolicTensor[] {
  const given = [at.inputs[5], at.inputs[6]].slice(0, states);
  if (given.every((value) => value === undefined || isZero(value))) return [];
  const tensors = given.map((value) => {
    if (!isTraced(value)) throw at.fail('have initial states that are 0, or all of them of the graph', 'others');
    const batch = at.int('layout', 0) === 0 ? 1 : 0;
    const { tensor, axes } = at.settled(value);
    if (axes.indexOf(0) !== batch || `${tensor.shape}` !== `${[directions, units]}`) {
      throw at.fail(`have states of ${units} units`, 'others');
    }
    return tensor;
  });
  return Array.from({ length: directions }, (_, i) => tensors.map((tensor) => {
    const { tensor: own } = along(at, { tensor, axes: [1, 0, 2] }, 0, [i, i + 1]);
    return at.apply(reshape({ targetShape: [units] }), [own])[0];
  })).flat();
}

export function recurrent(at: Operator): readonly Value[] {
  const kind = KINDS.get(at.node.op), isBatchFirst = at.int('layout', 0) === 1;
  if (kind === undefined) throw at.fail('be LSTM, GRU or RNN', at.node.op);
  const x = at.traced(0), [steps, batch] = isBatchFirst ? [1, 0] : [0, 1];
  if (x.axes.length !== 3 || x.axes[batch] !== 0) {
    throw at.fail(`have the batch as axis ${batch} of three`, `${x.axes}`);
  }
  const { tensor } = at.settled(x), parts = partsOf(at, kind, tensor.shape[1]), { units, directions } = parts;
  expectPlain(at, kind, tensor.shape[0]);
  const isReverse = at.text('direction', 'forward') === 'reverse', [wantsAll = false, ...wantsStates] = at.isUsed;
  if (isReverse && wantsAll) throw at.fail('give its last state where it reads backwards', 'all steps');
  const names = activationsOf(at, kind, directions), returnState = wantsStates.some((isUsed) => isUsed);
  const options = {
    units, returnSequences: wantsAll, returnState, goBackwards: isReverse, useBias: parts.b !== undefined,
    activation: names[names.length - 1],
  };
  const cell = cellOf(at, options, names[0]);
  const layer: Layer = directions === 2 ? bidirectional({ layer: cell }) : cell;
  const first = Array.from({ length: directions }, (_, i) => weightsOf(at, i, parts)).flat();
  const outputs = at.apply(layer, [tensor, ...initialOf(at, kind, directions, units)], first);
  return [
    ...(wantsAll ? [all(at, outputs[0], { parts, isBatchFirst, steps: x.axes[steps] })] : [outputValue(outputs[0])]),
    ...(returnState ? statesOf(at, outputs.slice(1), parts, isBatchFirst) : []),
  ];
}

type Cell = ReturnType<typeof lstm> | ReturnType<typeof gru> | ReturnType<typeof simpleRNN>;

function cellOf(at: Operator, options: LayerOptions & { units: number; activation: string }, gates: string): Cell {
  const { activation, ...rest } = options, own = { ...rest, activation: activation as 'tanh' };
  const recurrentActivation = gates as 'sigmoid';
  switch (at.node.op) {
    case 'LSTM': return lstm({ ...own, recurrentActivation, unitForgetBias: false });
    case 'GRU': return gru({ ...own, recurrentActivation, resetAfter: isResetAfter(at) });
    default: return simpleRNN(own);
  }
}

/** The output that nobody reads. */
const outputValue = (tensor: SymbolicTensor): Traced => ({ tensor, axes: [0, 1] });

/** Y: steps, directions, batch, units. */
function all(
  at: Operator, tensor: SymbolicTensor,
  { parts: { directions, units }, isBatchFirst }: { parts: Parts; isBatchFirst: boolean; steps: number },
): Traced {
  if (directions === 1) return { tensor, axes: isBatchFirst ? [0, 1, NONE, 2] : [1, NONE, 0, 2] };
  const [apart] = at.apply(reshape({ targetShape: [tensor.shape[0], 2, units] }), [tensor]);
  return { tensor: apart, axes: isBatchFirst ? [0, 1, 2, 3] : [1, 2, 0, 3] };
}

/** Y_h and Y_c: directions, batch, units. */
function statesOf(
  at: Operator, outputs: readonly SymbolicTensor[], { directions, units, kind: { states } }: Parts,
  isBatchFirst: boolean,
): Traced[] {
  return Array.from({ length: states }, (_, i) => {
    if (directions === 1) return { tensor: outputs[i], axes: isBatchFirst ? [0, NONE, 1] : [NONE, 0, 1] };
    const [joined] = at.apply(concatenate(), [outputs[i], outputs[states + i]]);
    const [tensor] = at.apply(reshape({ targetShape: [2, units] }), [joined]);
    return { tensor, axes: isBatchFirst ? [0, 1, 2] : [1, 0, 2] };
  });
}
