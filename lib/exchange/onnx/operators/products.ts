/**
 * Gemm and MatMul: dense layers, or products of two tensors.
 * @module
 */

import {
  add, concatenate, dense, dot, reshape, type Reshape, type SymbolicTensor,
} from '../../../layers/index.ts';
import type { Operator } from '../importer.ts';
import { times } from './scaled.ts';
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

/** Of rows, which may be along several axes. */
export function gemm(at: Operator, rank = 2): readonly Value[] {
  const alpha = at.float('alpha', 1), beta = at.float('beta', 1), [a] = at.inputs;
  if (!isTraced(a)) throw at.fail('have a first input that depends on those of the graph', 'a constant');
  const isTurned = at.int('transA', 0) !== 0;
  if (a.axes.length !== rank || (isTurned && rank > 2)) throw at.fail('have an input of two axes', `${a.axes.length}`);
  const x: Traced = isTurned ? { ...a, axes: [a.axes[1], a.axes[0]] } : a;
  const b = at.constant(1, 'weights'), [, , c] = at.inputs;
  const turned = at.int('transB', 0) === 0 ? b : transposed(b, [1, 0]);
  if (turned.dims.length !== 2) throw at.fail('have weights of two axes', `${turned.dims.length}`);
  const [inputs, units] = turned.dims, kernel = at.floats(turned).map((weight) => weight * alpha);
  const weights: Constant = { dims: [inputs, units], isFloat: true, data: kernel };
  if (c === undefined || beta === 0) return [denseOf(at, x, weights)];
  if (isConstant(c)) return [denseOf(at, x, weights, biasOf(at, c, units).map((one) => one * beta))];
  const y = at.settled(denseOf(at, x, weights)), more = at.settled(at.traced(2));
  const part = beta === 1 ? more.tensor : at.apply(times(beta), [more.tensor])[0];
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

function reshapeTo(targetShape: readonly number[]): Reshape {
  return reshape({ targetShape });
}
