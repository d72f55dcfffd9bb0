/**
 * Operators on each element by itself, on one value or on two.
 * @module
 */

import {
  activation, add, average, celu, elu, gelu, leakyRelu, logSoftmax, maximum, minimum, multiply, positionEmbedding,
  prelu, relu, softmax, subtract, type Activation, type Layer,
} from '../../../layers/index.ts';
import { axisOf } from '../fold.ts';
import type { Operator } from '../importer.ts';
import { dimsOf, isConstant, isTraced, productOf, type Constant, type Traced, type Value } from '../values.ts';
import { scaled, shifted } from './scaled.ts';

export type Read = (at: Operator) => readonly Value[];

const number = (value: number): Constant => ({ dims: [], isFloat: true, data: Float32Array.of(value) });

const by = (given: string, isNotNegative = false): Read => (at) => [at.activated(at.traced(0), given, isNotNegative)];
const made = (make: (at: Operator) => Activation, isNotNegative = false): Read => (at) =>
  [at.activated(at.traced(0), make(at), isNotNegative)];

/** min(max(x, low), high) */
function clip(at: Operator): readonly Value[] {
  const bound = (i: number, name: string, standard: number): number => {
    if (at.opset < 11) return at.float(name, standard);
    const given = at.optional(i, name);
    return given === undefined ? standard : given.data[0];
  };
  const low = bound(1, 'min', -Infinity), high = bound(2, 'max', Infinity), x = at.traced(0);
  return [clipped(at, x, low, high)];
}

function clipped(at: Operator, x: Traced, low: number, high: number): Traced {
  if (!(low <= high)) throw at.fail('have a least value that is not above the largest', `${low} and ${high}`);
  if (low === 0 && high < MOST) return at.activated(x, relu({ maxValue: high }), true);
  return atMost(at, atLeast(at, x, low), high);
}

/** Bounds beyond it are none. */
const MOST = 3e38;

/** max(x, low), exactly but where low is above 0: there to within an ulp. */
function atLeast(at: Operator, x: Traced, low: number): Traced {
  if (low < -MOST) return x;
  if (low === 0) return at.activated(x, 'relu', true);
  if (low < 0) return negated(at, atMost(at, negated(at, x), -low));
  const above = at.activated(shifted(at, x, number(-low)), 'relu', true);
  return { ...shifted(at, above, number(low)), isNotNegative: true };
}

/** min(x, high), likewise. */
function atMost(at: Operator, x: Traced, high: number): Traced {
  if (high > MOST) return x;
  if (high < 0) return negated(at, atLeast(at, negated(at, x), -high));
  return at.activated(x, relu({ maxValue: high, negativeSlope: 1 }), x.isNotNegative);
}

const negated = (at: Operator, x: Traced): Traced => scaled(at, x, number(-1));

function hardSigmoid(at: Operator): readonly Value[] {
  const line = scaled(at, at.traced(0), number(at.float('alpha', Math.fround(0.2))));
  return [clipped(at, shifted(at, line, number(at.float('beta', 0.5))), 0, 1)];
}

function selu(at: Operator): readonly Value[] {
  const alpha = at.float('alpha', Math.fround(1.6732632423543772));
  const gamma = at.float('gamma', Math.fround(1.0507009873554805));
  if (Math.abs(alpha - 1.67326324) < 1e-5 && Math.abs(gamma - 1.05070098) < 1e-5) return by('selu')(at);
  return [scaled(at, at.activated(at.traced(0), elu({ alpha })), number(gamma))];
}

/** Before version 13 along axis 1, all later axes flattened. */
function softmaxOf(at: Operator, isLog: boolean): readonly Value[] {
  const x = at.traced(0), rank = x.axes.length, axis = axisOf(at, at.int('axis', at.opset < 13 ? 1 : -1), rank);
  const later = dimsOf(x).slice(axis + 1);
  if (at.opset < 13 && later.some((size) => size !== 1)) throw at.fail('have the last axis', `axis ${axis} of ${rank}`);
  const value = x.flat === undefined ? x : at.settled(x), own = value.axes[axis];
  if (own < 1) throw at.fail('have an axis that is not the batch', `axis ${axis}`);
  const last = value.tensor.shape.length;
  if (!isLog) return [at.activated(value, softmax({ axis: own === last ? -1 : own }), true)];
  if (own !== last) throw at.fail('have the last axis', `axis ${axis} of ${rank}`);
  return [at.activated(value, logSoftmax)];
}

function preluOf(at: Operator): readonly Value[] {
  const x = at.traced(0), slope = at.constant(1, 'a slope'), value = at.settled(x), rank = value.axes.length;
  const dims = [...Array<number>(rank - slope.dims.length).fill(1), ...slope.dims], { shape } = value.tensor;
  if (dims[value.axes.indexOf(0)] !== 1) throw at.fail('have slopes that are the same for each example', `${dims}`);
  const own = dims.filter((_, axis) => value.axes[axis] !== 0), sharedAxes = own.flatMap((size, i) =>
    (size === 1 && shape[i] !== 1 ? [i + 1] : []));
  const layer = prelu(sharedAxes.length === 0 ? {} : { sharedAxes });
  const [tensor] = at.apply(layer, [value.tensor], [at.floats(slope)]);
  return [{ tensor, axes: value.axes }];
}

/** Two or more tensors of the graph, merged. */
function merged(at: Operator, make: () => Layer, values: readonly Traced[]): Traced {
  const [first] = values;
  const isAlike = values.every(({ axes, flat }) => flat === undefined && `${axes}` === `${first.axes}`);
  const all = isAlike ? values : values.map((value) => at.settled(value));
  const places = new Set(all.map(({ axes }) => axes.length - axes.indexOf(0)));
  if (places.size > 1) throw at.fail('have inputs of which the batch is the same axis', 'others');
  const [tensor] = at.apply(make(), all.map((value) => value.tensor));
  const longest = all.reduce((a, b) => (a.axes.length >= b.axes.length ? a : b));
  return { tensor, axes: longest.axes, isNotNegative: values.every((value) => value.isNotNegative === true) };
}

/** Of two inputs, of which one may be constant. */
function binary(
  make: (at: Operator) => Layer, withConstant: (at: Operator, x: Traced, c: Constant, isFirst: boolean) => Traced,
): Read {
  return (at) => {
    const [a, b] = at.inputs;
    if (at.inputs.length !== 2) throw at.fail('have two inputs', `${at.inputs.length}`);
    if (at.opset < 7 && (at.int('broadcast', 0) !== 0)) {
      throw at.fail('broadcast as from version 7 on', 'the older rule');
    }
    if (isTraced(a) && isConstant(b)) return [withConstant(at, a, b, false)];
    if (isConstant(a) && isTraced(b)) return [withConstant(at, b, a, true)];
    if (isTraced(a) && isTraced(b)) return [merged(at, () => make(at), [a, b])];
    throw at.fail('have two inputs', `${at.inputs.length}`);
  };
}

const refused = (what: string) => (at: Operator): never => {
  throw at.fail(`have two inputs that depend on those of the graph, or ${what}`, 'others');
};

const inverse = (c: Constant, of: (number: number) => number): Constant =>
  ({ ...c, data: Float32Array.from(c.data, of) });

/** 1/x, of which binary32 has all places. */
function reciprocal(at: Operator, x: number): number {
  if (Math.abs(x) >= 2 ** -126 && Math.abs(x) <= 2 ** 126) return 1 / x;
  throw at.fail('divide by numbers from 2⁻¹²⁶ to 2¹²⁶', `${x}`);
}

function addConstant(at: Operator, x: Traced, c: Constant): Traced {
  const dims = c.dims.filter((_, axis) => c.dims.slice(0, axis + 1).some((size) => size !== 1)), rank = x.axes.length;
  const last = dimsOf(x)[rank - 1], { withBias } = x;
  if (withBias !== undefined && c.isUniform !== true && dims.length === 1 && dims[0] === last) {
    return withBias(at.floats(c));
  }
  const isTable = c.isUniform !== true && rank === 3 && x.axes[0] === 0 && dims.length === 2;
  if (!isTable) return shifted(at, x, c);
  const value = at.settled(x), [table] = at.apply(
    positionEmbedding({ sequenceLength: dims[0] }), [value.tensor], [at.floats(c)],
  );
  return { tensor: at.apply(add(), [value.tensor, table])[0], axes: value.axes };
}

const addOf = binary(() => add(), (at, x, c) => addConstant(at, x, c));
const sub = binary(() => subtract(), (at, x, c, isFirst) => (isFirst
  ? shifted(at, negated(at, x), c)
  : shifted(at, x, inverse(c, (one) => -one))));
const mul = binary(() => multiply(), (at, x, c) => scaled(at, x, c));
const div = binary(refused('a constant to divide by'), (at, x, c, isFirst) => (isFirst
  ? refused('a constant to divide by')(at) : scaled(at, x, inverse(c, (one) => reciprocal(at, one)))));
const largest = extreme(maximum, (at, x, bound) => clipped(at, x, bound, Infinity));
const smallest = extreme(minimum, (at, x, bound) => clipped(at, x, -Infinity, bound));

/** Of a value and one number, or of any number of values. */
function extreme(make: () => Layer, bounded: (at: Operator, x: Traced, bound: number) => Traced): Read {
  const two = binary(() => make(), (at, x, c) =>
    (productOf(c.dims) === 1 || c.isUniform === true ? bounded(at, x, c.data[0]) : refused('one number')(at)));
  return (at) => (at.inputs.length === 2 ? two(at) : several(make)(at));
}

function several(make: () => Layer): Read {
  return (at) => [at.inputs.length === 1 ? at.traced(0) : merged(at, make, at.inputs.map((_, i) => at.traced(i)))];
}

/** How they are read. */
export const ELEMENTWISE: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['Relu', by('relu', true)], ['Sigmoid', by('sigmoid', true)], ['Tanh', by('tanh')],
  ['Softplus', by('softplus', true)], ['Softsign', by('softsign')], ['Exp', by('exponential', true)],
  ['HardSwish', by('hardSwish')], ['Mish', by('mish')], ['Selu', selu], ['HardSigmoid', hardSigmoid],
  ['Celu', made((at) => celu({ alpha: at.float('alpha', 1) }))],
  ['Elu', made((at) => elu({ alpha: at.float('alpha', 1) }))],
  ['LeakyRelu', made((at) => leakyRelu({ alpha: at.float('alpha', Math.fround(0.01)) }))],
  ['Gelu', made((at) => gelu({ approximate: at.text('approximate', 'none') === 'tanh' }))],
  ['PRelu', preluOf], ['Clip', clip],
  ['Softmax', (at) => softmaxOf(at, false)], ['LogSoftmax', (at) => softmaxOf(at, true)],
  ['Neg', (at) => [negated(at, at.traced(0))]],
  ['Add', addOf], ['Sub', sub], ['Mul', mul], ['Div', div], ['Max', largest], ['Min', smallest],
  ['Sum', several(add)], ['Mean', several(average)],
]);

/** The identity, as a layer. */
export function sameAs(at: Operator, value: Traced): Traced {
  return { ...value, tensor: at.apply(activation('linear'), [value.tensor])[0] };
}
