/**
 * Operators on constants: carried out while the graph is read.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { toConstant } from './tensor.ts';
import type { Operator } from './importer.ts';
import {
  UNKNOWN, dimsOf, isConstant, picked, productOf, resized, stridesOf, transposed, type Constant, type Value,
} from './values.ts';

/** Those of two inputs. */
const PAIRS: readonly string[] = [
  'Gather', 'Reshape', 'Expand', 'Add', 'Sub', 'Mul', 'Div', 'Mod', 'Equal', 'Less', 'LessOrEqual', 'Greater',
  'GreaterOrEqual', 'And', 'Or',
];

/** The constant that an operator gives; undefined where it is no constant. */
export function folded(at: Operator): Constant | undefined {
  const { node: { op } } = at;
  if (op === 'Shape') return shapeOf(at);
  const fold = FOLDS.get(op);
  if (fold === undefined || !at.inputs.every((input) => input === undefined || isConstant(input))) return undefined;
  const least = op === 'Where' ? 3 : op === 'Constant' ? 0 : PAIRS.includes(op) ? 2 : 1;
  const absent = Array.from({ length: least }, (_, i) => at.inputs[i]).indexOf(undefined);
  if (absent >= 0) throw at.fail(`have ${least} inputs`, `none as input ${absent}`);
  const result = fold(at, at.inputs.filter(isConstant));
  if (result.isUniform !== true) at.expectElements(productOf(result.dims), 'a constant');
  return result;
}

const whole = (numbers: readonly number[], dims: readonly number[] = [numbers.length]): Constant =>
  ({ dims, isFloat: false, data: Float64Array.from(numbers) });

/** Sizes, NaN being the batch. */
export function wholeNumbers({ data, dims, isUniform }: Constant): readonly number[] {
  if (!(productOf(dims) < 2 ** 26)) {
    throw new FormatError(`readOnnx: a constant must have fewer than 2²⁶ elements to be read, got ${dims.join(' × ')}`);
  }
  return isUniform === true ? Array<number>(productOf(dims)).fill(data[0]) : [...data];
}

function shapeOf(at: Operator): Constant | undefined {
  const value: Value | undefined = at.inputs[0];
  if (value === undefined) return undefined;
  const dims = dimsOf(value), rank = dims.length;
  const start = at.int('start', 0), end = at.int('end', rank);
  return whole(dims.slice(start, end));
}

/** An axis counted from 0. */
export function axisOf(at: Operator, axis: number, rank: number): number {
  const from0 = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(from0) && from0 >= 0 && from0 < rank) return from0;
  throw at.fail(`have an axis from ${-rank} to ${rank - 1}`, `${axis}`);
}

/** Axes of an attribute, or of an input in later versions. */
export function axesGiven(at: Operator, since: number): readonly number[] | undefined {
  if (at.opset < since) return at.ints('axes');
  const given = at.optional(1, 'axes');
  return given && wholeNumbers(given);
}

function unsqueezed(at: Operator, from: Constant): Constant {
  const axes = axesGiven(at, 13) ?? [], rank = from.dims.length + axes.length;
  const where = new Set(axes.map((axis) => axisOf(at, axis, rank))), left = [...from.dims];
  return resized(from, Array.from({ length: rank }, (_, axis) => (where.has(axis) ? 1 : left.shift() ?? 1)));
}

function squeezed(at: Operator, from: Constant): Constant {
  const { dims } = from, axes = axesGiven(at, 13)?.map((axis) => axisOf(at, axis, dims.length));
  const isGone = (size: number, axis: number): boolean => (axes === undefined ? size === 1 : axes.includes(axis));
  if (dims.some((size, axis) => isGone(size, axis) && size !== 1)) throw at.fail('squeeze axes of size 1', `${dims}`);
  return resized(from, dims.filter((size, axis) => !isGone(size, axis)));
}

function gathered(at: Operator, [from, indices]: readonly Constant[]): Constant {
  const axis = axisOf(at, at.int('axis', 0), from.dims.length), strides = stridesOf(from.dims);
  const length = from.dims[axis];
  const rank = indices.dims.length, numbers = wholeNumbers(indices), steps = stridesOf(indices.dims);
  if (numbers.some((index) => !(index >= -length && index < length))) throw at.fail('have indices in range', 'others');
  const dims = [...from.dims.slice(0, axis), ...indices.dims, ...from.dims.slice(axis + 1)];
  return picked(from, dims, (place) => {
    let index = 0, sum = 0;
    place.forEach((p, i) => {
      if (i < axis) sum += p * strides[i];
      else if (i < axis + rank) index += p * steps[i - axis];
      else sum += p * strides[i - rank + 1];
    });
    const picks = numbers[index];
    return sum + (picks < 0 ? picks + length : picks) * strides[axis];
  });
}

/** Where a slice begins and ends along each axis, with a step of 1. */
export function rangesOf(at: Operator, dims: readonly number[]): readonly (readonly [number, number])[] {
  const list = (i: number, name: string): readonly number[] | undefined => {
    if (at.opset < 10) return at.ints(name);
    const given = at.optional(i, name);
    return given && wholeNumbers(given);
  };
  const starts = list(1, 'starts') ?? [], ends = list(2, 'ends') ?? [];
  const axes = (list(3, 'axes') ?? starts.map((_, i) => i)).map((axis) => axisOf(at, axis, dims.length));
  const steps = at.opset < 10 ? undefined : list(4, 'steps');
  if (steps?.some((step) => step !== 1)) throw at.fail('have steps of 1', `${steps}`);
  return dims.map((size, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return [0, size] as const;
    if (size === UNKNOWN || starts[i] === UNKNOWN || ends[i] === UNKNOWN) {
      throw at.fail('begin and end where it is known', 'a place that depends on the batch');
    }
    if (Number.isNaN(size)) {
      if (starts[i] === 0 && !(ends[i] < 2 ** 31 - 1)) return [0, size] as const;
      throw at.fail('leave the batch whole', `${starts[i]} to ${ends[i]}`);
    }
    const clamp = (place: number): number => Math.min(Math.max(place < 0 ? place + size : place, 0), size);
    const start = clamp(starts[i]);
    return [start, Math.max(clamp(ends[i]), start)] as const;
  });
}

function sliced(at: Operator, from: Constant): Constant {
  const ranges = rangesOf(at, from.dims), strides = stridesOf(from.dims);
  return picked(from, ranges.map(([start, end]) => end - start), (place) =>
    place.reduce((sum, p, axis) => sum + (p + ranges[axis][0]) * strides[axis], 0));
}

function concatenated(at: Operator, all: readonly Constant[]): Constant {
  const { dims, isFloat } = all[0], axis = axisOf(at, at.int('axis', 0), dims.length);
  const length = all.reduce((sum, each) => sum + each.dims[axis], 0);
  if (all.some((each) => each.isUniform === true && Number.isNaN(productOf(each.dims)))) {
    const [{ data }] = all;
    if (all.every((each) => each.isUniform === true && each.data[0] === data[0])) {
      return { dims: dims.map((size, i) => (i === axis ? length : size)), isFloat, data, isUniform: true };
    }
    throw at.fail('have inputs of known size', 'one as large as the batch');
  }
  const outer = productOf(dims.slice(0, axis)), total = dims.map((size, i) => (i === axis ? length : size));
  const inner = productOf(total.slice(axis));
  const data = isFloat ? new Float32Array(outer * inner) : new Float64Array(outer * inner);
  at.expectElements(outer * inner, 'a constant');
  let at0 = 0;
  for (const each of all) {
    const own = productOf(each.dims.slice(axis)), numbers = each.isUniform === true ? wholeNumbers(each) : each.data;
    if (numbers.length !== outer * own) throw at.fail('have inputs that differ along its axis only', `${each.dims}`);
    for (let row = 0; row < outer; row++) {
      for (let i = 0; i < own; i++) data[row * inner + at0 + i] = numbers[row * own + i];
    }
    at0 += own;
  }
  return { dims: total, isFloat, data };
}

/** The sizes of a reshape, its 0 and −1 filled in. */
function reshaped(at: Operator, [from, shape]: readonly Constant[]): Constant {
  const asked = wholeNumbers(shape), copies = at.int('allowzero', 0) === 0;
  const dims = asked.map((size, i) => (size === 0 && copies ? from.dims[i] : size));
  const known = productOf(dims.filter((size) => size !== -1)), count = productOf(from.dims);
  const result = dims.map((size) => (size === -1 ? count / known : size));
  if (Object.is(productOf(result), count) && result.every((size) => Number.isNaN(size) || size >= 0)) {
    return resized(from, result);
  }
  throw at.fail(`keep ${count} elements`, `sizes ${asked.join(' × ')}`);
}

/** Sizes of several under the rules of broadcasting. */
export function broadcast(at: Operator, all: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...all.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = all.map((dims) => dims[axis - rank + dims.length] ?? 1), isBatch = sizes.some(Number.isNaN);
    const large = isBatch ? NaN : sizes.find((size) => size !== 1) ?? 1;
    if (sizes.every((size) => size === 1 || Object.is(size, large) || (isBatch && size === at.batch))) return large;
    throw at.fail('have inputs whose sizes are equal or 1', all.map((dims) => dims.join(' × ')).join(' and '));
  });
}

/** Along axes of size 1 the same element again. */
export function expanded(from: Constant, dims: readonly number[]): Constant {
  if (from.dims.length === dims.length && from.dims.every((size, i) => Object.is(size, dims[i]))) return from;
  const strides = stridesOf(from.dims), shift = dims.length - from.dims.length;
  return picked(from, dims, (place) => from.dims.reduce((sum, size, i) =>
    sum + (size === 1 ? 0 : place[i + shift] * strides[i]), 0));
}

/** An expansion to the size of the batch keeps 1 there, which is the same to whoever broadcasts it. */
function expandedTo(at: Operator, [from, shape]: readonly Constant[]): Constant {
  const dims = broadcast(at, [from.dims, wholeNumbers(shape)]);
  if (from.isUniform === true || productOf(from.dims) === 1) {
    return { dims, isFloat: from.isFloat, data: from.data.slice(0, 1), isUniform: true };
  }
  const finite = dims.map((size) => (Number.isNaN(size) ? 1 : size));
  at.expectElements(productOf(finite), 'a constant');
  return expanded(from, finite);
}

function each(of: (...numbers: number[]) => number, isTruth = false) {
  return (at: Operator, all: readonly Constant[]): Constant => {
    const dims = broadcast(at, all.map((one) => one.dims)), isFloat = !isTruth && all[all.length - 1].isFloat;
    const isUniform = all.every((one) => one.isUniform === true || productOf(one.dims) === 1);
    const wanted = isUniform ? [1] : dims;
    at.expectElements(productOf(wanted), 'a constant');
    const lists = all.map((one) => (isUniform ? one.data : expanded(one, wanted).data));
    const uniform = all.map((one) => !isUniform && one.isUniform === true), count = productOf(wanted);
    const data = isFloat ? new Float32Array(count) : new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const operands = lists.map((list, j) => list[uniform[j] ? 0 : i]), number = of(...operands);
      data[i] = isFloat || isTruth ? number : toWhole(at.node.op, number, operands);
    }
    return isUniform && productOf(dims) !== 1 ? { dims, isFloat, data, isUniform } : { dims, isFloat, data };
  };
}

/** Beside it the other operand stays what it is; on the left too where sides may change. */
const NEUTRAL: ReadonlyMap<string, number> = new Map([['Add', 0], ['Sub', 0], ['Mul', 1], ['Div', 1]]);

/** Cut off, without a sign of 0. NaN is the size of the batch: what is computed of it is another, and unknown. */
function toWhole(op: string, number: number, operands: readonly number[]): number {
  if (Number.isFinite(number)) return Math.trunc(number) + 0;
  const [a, b] = operands, neutral = NEUTRAL.get(op), isEither = op === 'Add' || op === 'Mul';
  const isKept = op === 'Where' || (neutral !== undefined && (b === neutral || (isEither && a === neutral)));
  return Number.isNaN(number) && isKept ? number : UNKNOWN;
}

/** y where a factor is 1, else −0, which adds nothing. */
export function chosen(at: Operator, factors: Constant, y: Constant): Constant {
  return each((factor, number) => (factor === 0 ? -0 : number))(at, [factors, y]);
}

function filled(at: Operator, [shape]: readonly Constant[]): Constant {
  const tensor = at.node.attributes.get('value')?.tensor, dims = wholeNumbers(shape);
  if (dims.some((size) => size < 0)) throw at.fail('have sizes from 0', `${dims}`);
  const value = tensor && toConstant(tensor, undefined);
  const data = value === undefined ? Float32Array.of(0) : value.data.slice(0, 1);
  return { dims, isFloat: value?.isFloat ?? true, data, isUniform: true };
}

function given(at: Operator): Constant {
  const { attributes } = at.node, tensor = attributes.get('value')?.tensor;
  if (tensor !== undefined) return toConstant(tensor, undefined);
  const float = attributes.get('value_float'), floats = attributes.get('value_floats');
  if (float !== undefined) return { dims: [], isFloat: true, data: Float32Array.of(float.float) };
  if (floats !== undefined) {
    return { dims: [floats.floats.length], isFloat: true, data: Float32Array.from(floats.floats) };
  }
  const int = attributes.get('value_int'), ints = attributes.get('value_ints');
  if (int !== undefined) return whole([int.int], []);
  if (ints !== undefined) return whole(ints.ints);
  throw at.fail('have a value of numbers', 'none');
}

/** What lies above or below a diagonal. */
function triangle(at: Operator, [from, shift]: readonly Constant[]): Constant {
  const { dims } = from, rank = dims.length, by = shift === undefined ? 0 : shift.data[0];
  const isUpper = at.int('upper', 1) !== 0, strides = stridesOf(dims);
  at.expectElements(productOf(dims), 'a constant');
  const all = picked({ ...from, data: at.floats(from), isUniform: false }, dims, (place) => {
    const apart = place[rank - 1] - place[rank - 2] - by;
    return apart === 0 || apart > 0 === isUpper ? place.reduce((sum, p, i) => sum + p * strides[i], 0) : -1;
  });
  return { ...all, data: all.data.map((one) => (Number.isNaN(one) ? 0 : one)) };
}

const FLOATS: readonly number[] = [1, 10, 11, 16];

function cast(at: Operator, [from]: readonly Constant[]): Constant {
  const isFloat = FLOATS.includes(at.int('to', 1));
  if (isFloat === from.isFloat) return from;
  if (isFloat && from.data.includes(UNKNOWN)) throw at.fail('have sizes that are known', 'others');
  return { ...from, isFloat, data: isFloat ? Float32Array.from(from.data) : Float64Array.from(from.data, Math.trunc) };
}

const FOLDS: ReadonlyMap<string, (at: Operator, inputs: readonly Constant[]) => Constant> = new Map([
  ['Constant', given], ['ConstantOfShape', filled], ['Identity', (_at: Operator, [from]: readonly Constant[]) => from],
  ['Cast', cast], ['Unsqueeze', (at: Operator, [from]: readonly Constant[]) => unsqueezed(at, from)],
  ['Squeeze', (at: Operator, [from]: readonly Constant[]) => squeezed(at, from)], ['Gather', gathered],
  ['Slice', (at: Operator, [from]: readonly Constant[]) => sliced(at, from)], ['Concat', concatenated],
  ['Reshape', reshaped], ['Expand', expandedTo],
  ['Transpose', (at: Operator, [from]: readonly Constant[]) =>
    transposed(from, at.ints('perm') ?? from.dims.map((_, i) => from.dims.length - 1 - i))],
  ['Add', each((a, b) => a + b)], ['Sub', each((a, b) => a - b)], ['Mul', each((a, b) => a * b)],
  ['Div', each((a, b) => a / b)], ['Neg', each((a) => -a)], ['Mod', each((a, b) => a - b * Math.floor(a / b))],
  ['Trilu', triangle], ['Sqrt', each(Math.sqrt)],
  ['Equal', each((a, b) => (a === b ? 1 : 0), true)], ['Less', each((a, b) => (a < b ? 1 : 0), true)],
  ['LessOrEqual', each((a, b) => (a <= b ? 1 : 0), true)], ['Greater', each((a, b) => (a > b ? 1 : 0), true)],
  ['GreaterOrEqual', each((a, b) => (a >= b ? 1 : 0), true)], ['Not', each((a) => (a === 0 ? 1 : 0), true)],
  ['And', each((a, b) => a * b, true)], ['Or', each((a, b) => Math.max(a, b), true)],
  ['Where', each((test, a, b) => (test !== 0 ? a : b))],
]);

/** The operators that are carried out on constants alone. */
export const FOLDED: readonly string[] = ['Shape', ...FOLDS.keys()];
