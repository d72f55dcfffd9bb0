/**
 * Gemm and MatMul: dense layers, or products of two tensors.
 * @module
 */

import {
  add, concatenate, dense, dot, permute, rescaling, reshape, type Reshape, type SymbolicTensor,
} from '../../../layers/index.ts';
import type { Operator } from '../importer.ts';
import { along } from './shapes.ts';
import {
  NONE, dimsOf, isConstant, isTraced, productOf, stridesOf, transposed, type Constant, type Traced, type Value,
} from '../values.ts';

/** The rows of a kernel in the order of an example of ours that was flattened. */
function rowsAsOurs(kernel: Float32Array, width: number, { flat }: Traced): Float32Array {
  if (flat === undefined) return kernel;
  const { shape, order } = flat, ours = stridesOf(shape), theirs = order.map((axis) => shape[axis - 1]);
  const out = new Float32Array(kernel.length), place = theirs.map(() => 0);
  for (let row = 0; row < productOf(shape); row++) {
    const to = order.reduce((sum, axis, i) => sum + ours[axis - 1] * place[i], 0);
    out.set(kernel.subarray(row * width, (row + 1) * width), to * width);
    for (let i = theirs.length - 1; i >= 0 && ++place[i] === theirs[i]; i--) place[i] = 0;
  }
  return out;
}

/** x · kernel along the last axis, and bias. */
function denseOf(at: Operator, x: Traced, { dims, data }: Constant, bias?: Float32Array): Traced {
  const [inputs, units] = dims, last = x.axes[x.axes.length - 1];
  const inPlace = last === x.tensor.shape.length && (x.flat === undefined || x.axes.length === 2);
  const value = inPlace ? x : at.settled(x), { axes } = value;
  if (axes[axes.length - 1] === 0) {
    throw at.fail('multiply along an axis other than the batch', 'the batch as the last');
  }
  const size = value.tensor.shape[value.tensor.shape.length - 1];
  if (size !== inputs || last === NONE) throw at.fail(`have ${inputs} numbers along the last axis`, `${size}`);
  const kernel = rowsAsOurs(Float32Array.from(data), units, value);
  const layer = dense({ units, useBias: bias !== undefined });
  const [tensor] = at.apply(layer, [value.tensor], bias === undefined ? [kernel] : [kernel, bias]);
  return { tensor, axes };
}

export function gemm(at: Operator): readonly Value[] {
  const alpha = at.float('alpha', 1), beta = at.float('beta', 1), [a] = at.inputs;
  if (!isTraced(a)) throw at.fail('have a first input that depends on those of the graph', 'a constant');
  if (a.axes.length !== 2) throw at.fail('have an input of two axes', `${a.axes.length}`);
  const x: Traced = at.int('transA', 0) === 0 ? a : { ...a, axes: [a.axes[1], a.axes[0]] };
  const b = at.constant(1, 'weights'), [, , c] = at.inputs;
  const turned = at.int('transB', 0) === 0 ? b : transposed(b, [1, 0]);
  if (turned.dims.length !== 2) throw at.fail('have weights of two axes', `${turned.dims.length}`);
  const [inputs, units] = turned.dims, kernel = at.floats(turned).map((weight) => weight * alpha);
  const weights: Constant = { dims: [inputs, units], isFloat: true, data: kernel };
  if (c === undefined || beta === 0) return [denseOf(at, x, weights)];
  if (!isTraced(c)) return [denseOf(at, x, weights, biasOf(at, c, units).map((one) => one * beta))];
  const y = at.settled(denseOf(at, x, weights)), more = at.settled(c);
  const part = beta === 1 ? more.tensor : at.apply(rescaling({ scale: beta }), [more.tensor])[0];
  if (`${more.axes}` !== `${y.axes}`) throw at.fail('have a third input with the axes of its output', 'another');
  return [{ tensor: at.apply(add(), [y.tensor, part])[0], axes: y.axes }];
}

/** One number a unit, of a constant that is the same for each example. */
function biasOf(at: Operator, c: Constant, units: number): Float32Array {
  const { dims } = c, last = dims.length === 0 ? 1 : dims[dims.length - 1], count = productOf(dims);
  const isSame = c.isUniform === true || count === last;
  if (!isSame || (last !== 1 && last !== units)) {
    throw at.fail(`have a bias of ${units} numbers`, `${dims.join(' × ')}`);
  }
  return last === 1 || c.isUniform === true ? new Float32Array(units).fill(c.data[0]) : at.floats(c);
}

export function matMul(at: Operator): readonly Value[] {
  const [a, b] = at.inputs;
  if (isTraced(a) && isConstant(b)) {
    if (b.dims.length !== 2) throw at.fail('have weights of two axes', `${b.dims.length}`);
    const kernel: Constant = { dims: b.dims, isFloat: true, data: at.floats(b) };
    return [{
      ...denseOf(at, a, kernel), withBias: (bias) => denseOf(at, a, kernel, bias),
    }];
  }
  if (!isTraced(a) || !isTraced(b)) {
    throw at.fail('have a first input that depends on those of the graph', 'a constant');
  }
  const [left, right] = [at.settled(a), at.settled(b)];
  if (left.axes.length === 4 && right.axes.length === 4 && left.axes[0] === 0 && right.axes[0] === 0) {
    return [eachHead(at, left, right)];
  }
  if (left.axes.length !== 3 || right.axes.length !== 3 || left.axes[0] !== 0 || right.axes[0] !== 0) {
    const got = [a, b].map((value) => dimsOf(value).join(' × ')).join(' and ');
    throw at.fail('multiply a tensor and weights, or two tensors of three axes, the batch first', got);
  }
  const [tensor] = at.apply(dot({ axes: [2, 1] }), [left.tensor, right.tensor]);
  return [{ tensor, axes: [0, 1, 2] }];
}

const MOST_HEADS = 256;

/** Of heads, such as attention has, each by itself. */
function eachHead(at: Operator, left: Traced, right: Traced): Traced {
  const [heads] = left.tensor.shape;
  if (heads !== right.tensor.shape[0] || heads > MOST_HEADS) {
    throw at.fail(`have at most ${MOST_HEADS} heads, the same in both`, `${heads} and ${right.tensor.shape[0]}`);
  }
  const part = (value: Traced, i: number): SymbolicTensor => {
    const { tensor } = along(at, value, 1, [i, i + 1]);
    return at.apply(reshapeTo(value.tensor.shape.slice(1)), [tensor])[0];
  };
  const parts = Array.from({ length: heads }, (_, i) => {
    const [product] = at.apply(dot({ axes: [2, 1] }), [part(left, i), part(right, i)]);
    return at.apply(reshapeTo([1, ...product.shape]), [product])[0];
  });
  const [tensor] = heads === 1 ? parts : at.apply(concatenate({ axis: 1 }), parts);
  return { tensor, axes: [0, 1, 2, 3] };
}

/** With axes of size 1 in front. */
function widened(at: Operator, value: Traced, rank: number): Traced {
  const more = rank - value.axes.length;
  if (more === 0) return value;
  const settled = at.settled(value);
  return { ...settled, axes: [...Array<number>(more).fill(NONE), ...settled.axes] };
}

/** A value times numbers, plus numbers: constants that are the same for each example. */
export function scaled(at: Operator, value: Traced, scale: Constant | undefined, offset: Constant | undefined): Traced {
  const given = scale ?? offset;
  if (given === undefined) return value;
  const rank = Math.max(value.axes.length, given.dims.length), wide = widened(at, value, rank);
  const dims = [...Array<number>(rank - given.dims.length).fill(1), ...given.dims];
  const varied = dims.flatMap((size, axis) => (size === 1 || given.isUniform === true ? [] : [axis]));
  const ones = dimsOf(wide);
  const fits = (size: number, axis: number): boolean => size === 1 || Number.isNaN(size)
    || size === ones[axis] || Number.isNaN(ones[axis]);
  if (!dims.every(fits)) {
    throw at.fail(`have constants that fit ${ones.join(' × ')}`, dims.join(' × '));
  }
  if (varied.length === 0) {
    const number = finite(given.data[0]), [tensor] = at.apply(
      rescaling(scale === undefined ? { scale: 1, offset: number } : { scale: number }), [wide.tensor],
    );
    return { tensor, axes: wide.axes, ...(wide.flat && { flat: wide.flat }) };
  }
  if (varied.some((axis) => wide.axes[axis] === 0)) {
    throw at.fail('have constants that are the same for each example', 'others');
  }
  return alongAxes(at, wide, varied, { given, isScale: scale !== undefined });
}

const MOST_NUMBERS = 65_536, LARGEST = 3.4028234663852886e38;

/** For −∞, by which what attention does not see is written, the least number: layers have finite ones. */
const finite = (number: number): number => (number === -Infinity ? -LARGEST : number);

/** By numbers that differ along some axes, which are brought to the end. */
function alongAxes(
  at: Operator, value: Traced, varied: readonly number[],
  { given, isScale }: { readonly given: Constant; readonly isScale: boolean },
): Traced {
  const isLast = varied.length === 1 && value.flat === undefined
    && value.axes[varied[0]] === value.tensor.shape.length;
  const { tensor, axes } = isLast ? value : at.settled(value), numbers = Array.from(at.floats(given), finite);
  const { shape } = tensor;
  if (numbers.length > MOST_NUMBERS) {
    throw at.fail(`have at most ${MOST_NUMBERS} numbers to scale by`, `${numbers.length}`);
  }
  const own = varied.map((axis) => axes[axis]);
  const others = shape.map((_, i) => i + 1).filter((axis) => !own.includes(axis));
  const dims = [...others, ...own], isMoved = dims.some((axis, i) => axis !== i + 1);
  const [turned] = isMoved ? at.apply(permute({ dims }), [tensor]) : [tensor];
  const sizes = dims.map((axis) => shape[axis - 1]), count = own.length;
  const [packed] = count === 1 ? [turned]
    : at.apply(reshapeTo([...sizes.slice(0, -count), numbers.length]), [turned]);
  const [done] = at.apply(rescaling(isScale ? { scale: numbers } : { scale: 1, offset: numbers }), [packed]);
  const [result] = count === 1 ? [done] : at.apply(reshapeTo(sizes), [done]);
  return { tensor: result, axes: axes.map((axis) => (axis > 0 ? dims.indexOf(axis) + 1 : axis)) };
}

function reshapeTo(targetShape: readonly number[]): Reshape {
  return reshape({ targetShape });
}
