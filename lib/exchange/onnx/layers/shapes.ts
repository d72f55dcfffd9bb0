/**
 * Layers that move elements, and those that merge several tensors.
 * @module
 */

import { sizeOf, type Shape } from '../../../core/shape.ts';
import { axesOf } from '../../../layers/axes.ts';
import {
  Add, Average, Concatenate, Cropping1D, Cropping2D, Dot, Flatten, GLU, Maximum, Minimum, Multiply, Permute,
  RepeatVector, Reshape, Subtract, ZeroPadding1D, ZeroPadding2D,
} from '../../../layers/index.ts';
import { plainOut, type Exporter, type Out } from '../exporter.ts';
import { unit } from './basic.ts';
import { row, type Call, type Write } from './row.ts';

const reshape: Write = (e, _layer, { inputs: [x], outputShapes: [to] }) =>
  [plainOut(e.reshaped(e.plain(x), to), to)];

/** Nothing is moved before somebody wants it. */
function permute(_e: Exporter, { dims }: Permute, { inputs: [x] }: Call): readonly Out[] {
  return [{ name: x.name, order: x.order.map((axis) => (axis === 0 ? 0 : dims.indexOf(axis) + 1)) }];
}

function repeatVector(
  e: Exporter, { n }: RepeatVector, { inputs: [x], inputShapes: [[size]], outputShapes: [to] }: Call,
): readonly Out[] {
  return [plainOut(e.op('Tile', [e.reshaped(e.plain(x), [1, size]), e.ints([1, n, 1])]), to)];
}

function cropping(
  e: Exporter, { margins }: Cropping1D | Cropping2D, { inputs: [x], inputShapes: [shape], outputShapes: [to] }: Call,
): readonly Out[] {
  const starts = margins.map(([before]) => before), ends = margins.map(([, after], i) => shape[i] - after);
  const axes = margins.map((_, i) => i + 1);
  return [plainOut(e.op('Slice', [e.plain(x), e.ints(starts), e.ints(ends), e.ints(axes)]), to)];
}

function zeroPadding(
  e: Exporter, { margins }: ZeroPadding1D | ZeroPadding2D, { inputs: [x], outputShapes: [to] }: Call,
): readonly Out[] {
  const pads = [0, ...margins.map(([before]) => before), 0, 0, ...margins.map(([, after]) => after), 0];
  return [plainOut(e.op('Pad', [e.plain(x), e.ints(pads)], { mode: 'constant' }), to)];
}

function glu(e: Exporter, layer: GLU, { inputs: [x], inputShapes: [shape], outputShapes: [to] }: Call): readonly Out[] {
  const [axis] = axesOf('glu', 'axis', layer.axis, shape), halves = [e.fresh('half'), e.fresh('half')];
  e.ops('Split', [e.plain(x)], halves, { axis: axis + 1 });
  return [plainOut(e.op('Mul', [halves[0], e.op('Sigmoid', [halves[1]])]), to)];
}

/** Tensors that an operator broadcasts as the layer does: axes of size 1 in front of those that an example lacks. */
function aligned(
  e: Exporter, { inputs, inputShapes, outputShapes: [to] }: Call,
): { names: string[]; order: readonly number[] } {
  const [{ order }] = inputs;
  const isAlike = inputs.every((x, i) => `${x.order}` === `${order}` && `${inputShapes[i]}` === `${to}`);
  if (isAlike) return { names: inputs.map(({ name }) => name), order };
  const names = inputs.map((x, i) => {
    const missing = to.length - inputShapes[i].length;
    return missing === 0 ? e.plain(x) : e.reshaped(e.plain(x), [...Array<number>(missing).fill(1), ...inputShapes[i]]);
  });
  return { names, order: plainOut('', to).order };
}

/** One operator for all, or from the first to the last. */
const merge = (type: string, isPairwise = false): Write => (e, _layer, call) => {
  const { names: [first, ...others], order } = aligned(e, call);
  const name = isPairwise ? others.reduce((sum, other) => e.op(type, [sum, other]), first)
    : e.op(type, [first, ...others]);
  return [{ name, order }];
};

function concatenate(
  e: Exporter, layer: Concatenate, { inputs, inputShapes: [shape], outputShapes: [to] }: Call,
): readonly Out[] {
  const [axis] = axesOf('concatenate', 'axis', layer.axis, shape), [{ order }] = inputs;
  const isAlike = inputs.every((x) => `${x.order}` === `${order}`);
  if (!isAlike) return [plainOut(e.op('Concat', inputs.map((x) => e.plain(x)), { axis: axis + 1 }), to)];
  return [{ name: e.op('Concat', inputs.map(({ name }) => name), { axis: order.indexOf(axis + 1) }), order }];
}

/** Both as matrices whose rows run along the axis that is summed. */
function dot(
  e: Exporter, { axes: given, normalize }: Dot, { inputs, inputShapes, outputShapes: [to] }: Call,
): readonly Out[] {
  const pair = typeof given === 'number' ? [given, given] : given;
  const [left, right] = inputs.map((x, i) => {
    const shape = inputShapes[i], [axis] = axesOf('dot', 'axes', pair[i], shape), others = otherAxes(shape, axis + 1);
    const name = e.reshaped(e.ordered(x, [0, ...others, axis + 1]), [sizeOf(shape) / shape[axis], shape[axis]]);
    return normalize ? unit(e, name, [2]) : name;
  });
  return [plainOut(e.reshaped(e.op('MatMul', [left, e.op('Transpose', [right], { perm: [0, 2, 1] })]), to), to)];
}

const otherAxes = (shape: Shape, axis: number): number[] =>
  shape.map((_, i) => i + 1).filter((one) => one !== axis);

export const SHAPES: readonly (readonly [string, Write])[] = [
  row('flatten', Flatten, reshape), row('reshape', Reshape, reshape), row('permute', Permute, permute),
  row('repeatVector', RepeatVector, repeatVector), row('cropping1D', Cropping1D, cropping),
  row('cropping2D', Cropping2D, cropping), row('zeroPadding1D', ZeroPadding1D, zeroPadding),
  row('zeroPadding2D', ZeroPadding2D, zeroPadding), row('glu', GLU, glu),
  row('add', Add, merge('Add', true)), row('subtract', Subtract, merge('Sub', true)),
  row('multiply', Multiply, merge('Mul', true)), row('average', Average, merge('Mean')),
  row('maximum', Maximum, merge('Max')), row('minimum', Minimum, merge('Min')),
  row('concatenate', Concatenate, concatenate), row('dot', Dot, dot),
];
