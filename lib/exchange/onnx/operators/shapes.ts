/**
 * Operators that move elements: most only say anew which axis of the file is which one of ours.
 * @module
 */

import {
  concatenate, cropping1D, embedding, flatten, globalAveragePooling1D, globalMaxPooling1D, permute, reshape,
  zeroPadding1D, zeroPadding2D,
} from '../../../layers/index.ts';
import { axesGiven, axisOf, rangesOf, wholeNumbers } from '../fold.ts';
import type { Operator } from '../importer.ts';
import { times } from './scaled.ts';
import {
  NONE, UNKNOWN, dimsOf, isMerged, isTraced, plainAxes, productOf, type Merged, type Traced, type Value,
} from '../values.ts';

export const identity = (at: Operator): readonly Value[] => [at.traced(0)];

export function transpose(at: Operator): readonly Value[] {
  const x = at.traced(0), rank = x.axes.length;
  const order = at.ints('perm') ?? x.axes.map((_, i) => rank - 1 - i);
  const isOrder = order.length === rank && new Set(order).size === rank
    && order.every((axis) => x.axes[axis] !== undefined);
  if (!isOrder) throw at.fail(`name each of ${rank} axes once`, `${order}`);
  const { withBias: _, ...same } = x;
  return [{ ...same, axes: order.map((axis) => x.axes[axis]) }];
}

export function unsqueeze(at: Operator): readonly Value[] {
  const x = at.traced(0), given = axesGiven(at, 13) ?? [], rank = x.axes.length + given.length, left = [...x.axes];
  const where = new Set(given.map((axis) => axisOf(at, axis, rank)));
  if (where.size !== given.length) throw at.fail('name each axis once', `${given}`);
  const { tensor, isNotNegative = false } = x.flat === undefined ? x : at.settled(x);
  return [{
    tensor, isNotNegative,
    axes: Array.from({ length: rank }, (_, axis) => (where.has(axis) ? NONE : left.shift() ?? NONE)),
  }];
}

export function squeeze(at: Operator): readonly Value[] {
  const x = at.traced(0), dims = dimsOf(x);
  const axes = axesGiven(at, 13)?.map((axis) => axisOf(at, axis, dims.length));
  const gone = dims.flatMap((size, axis) => ((axes === undefined ? size === 1 : axes.includes(axis)) ? [axis] : []));
  const wrong = gone.find((axis) => dims[axis] !== 1);
  if (wrong !== undefined) throw at.fail('squeeze axes of size 1 that are not the batch', `axis ${wrong}`);
  return [{ tensor: x.tensor, axes: x.axes.filter((_, axis) => !gone.includes(axis)) }];
}

/** An example as one axis; its elements keep our order until somebody wants the file's. */
function flattened(at: Operator, x: Traced): Traced {
  const { shape } = x.tensor, order = x.axes.filter((axis) => axis > 0);
  const isTurned = x.flat === undefined && order.length === shape.length && order.some((axis, i) => axis !== i + 1);
  if (!isTurned) {
    const { tensor } = at.settled(x);
    return { tensor: tensor.shape.length === 1 ? tensor : at.apply(flatten(), [tensor])[0], axes: [0, 1] };
  }
  return { tensor: at.apply(flatten(), [x.tensor])[0], axes: [0, 1], flat: { shape, order } };
}

export function flattenOf(at: Operator): readonly Value[] {
  const x = at.traced(0), rank = x.axes.length, axis = at.int('axis', 1), from = axis < 0 ? axis + rank : axis;
  const before = dimsOf(x).slice(0, from), after = productOf(dimsOf(x).slice(from)), rows = productOf(before.slice(1));
  if (x.axes[0] !== 0 || from < 1) throw at.fail('have the batch first, and not alone behind', `axis ${axis}`);
  if (rows > 1) return [mergedBy(at, x, [UNKNOWN, after], { count: rows * after, before: 1 })];
  return [{ ...flattened(at, x), isNotNegative: x.isNotNegative === true }];
}

export function reshapeOf(at: Operator): readonly Value[] {
  const [from] = at.inputs, x = isMerged(from) ? from.inner : at.traced(0), dims = dimsOf(x), batch = x.axes.indexOf(0);
  const sizesBefore = isMerged(from) ? dimsOf(from) : dims;
  const given = at.opset < 5 ? at.ints('shape') ?? [] : wholeNumbers(at.constant(1, 'sizes'));
  const copies = at.int('allowzero', 0) === 0;
  const asked = given.map((size, i) => (size === 0 && copies ? sizesBefore[i] ?? 0 : size));
  const count = productOf(dims.filter((_, i) => i !== batch)), before = productOf(dims.slice(0, batch));
  const fits = asked.flatMap((size, at0) => {
    const isBatch = Number.isNaN(size) || size === -1 || size === UNKNOWN || size === at.batch;
    const others = asked.filter((_, i) => i !== at0), known = productOf(others.filter((one) => one !== -1));
    const hole = others.includes(-1) ? count / known : 1;
    const sizes = others.map((one) => (one === -1 ? hole : one));
    const isRight = isBatch && productOf(sizes) === count && sizes.every((one) => Number.isInteger(one) && one >= 1)
      && productOf(sizes.slice(0, at0)) === before;
    return isRight ? [{ at0, sizes, isSure: Number.isNaN(size) }] : [];
  });
  const fit = fits.find(({ isSure }) => isSure) ?? fits[0];
  if (fit === undefined) return [mergedBy(at, x, asked, { count, before })];
  const { at0, sizes } = fit, isNotNegative = x.isNotNegative === true;
  if (at0 === 0 && sizes.length === 1) return [{ ...flattened(at, x), isNotNegative }];
  const { tensor } = at.settled(x), targetShape = sizes.length === 0 ? [1] : sizes;
  const isSame = `${targetShape}` === `${tensor.shape}`;
  const [reshaped] = isSame ? [tensor] : at.apply(reshape({ targetShape }), [tensor]);
  return [{ tensor: reshaped, axes: plainAxes(sizes.length + 1, at0), isNotNegative }];
}

/** Under sizes of which one is the batch's times another. */
function mergedBy(
  at: Operator, x: Traced, asked: readonly number[],
  { count, before }: { readonly count: number; readonly before: number },
): Merged {
  for (const [pair, size] of asked.entries()) {
    const outer = productOf(asked.slice(0, pair)), inner = productOf(asked.slice(pair + 1));
    const other = count / (outer * inner), isFirst = before === outer;
    // of a batch of 1 nobody knows which axis it is in
    const isDeclared = at.batch !== undefined && at.batch > 1 && size === at.batch * other;
    const isOpen = size === -1 || size === UNKNOWN || isDeclared;
    if (!isOpen || !Number.isInteger(other) || other < 2 || !(isFirst || before === outer * other)) continue;
    const { tensor } = at.settled(x), targetShape = [...asked.slice(0, pair), other, ...asked.slice(pair + 1)];
    const [apart] = at.apply(reshape({ targetShape }), [tensor]);
    const axes = plainAxes(asked.length + 1, isFirst ? pair : pair + 1);
    return { inner: { tensor: apart, axes, isNotNegative: x.isNotNegative === true }, pair };
  }
  const got = `${dimsOf(x).join(' × ').replace('NaN', 'batch')} to ${asked.join(' × ')}`;
  throw at.fail('keep the batch apart, or with the axis beside it as one', got);
}

export function concat(at: Operator): readonly Value[] {
  const all = at.inputs.map((_, i) => at.traced(i)), [first] = all;
  const axis = axisOf(at, at.int('axis', 1), first.axes.length);
  const isAlike = all.every(({ axes, flat, tensor }) => flat === undefined && `${axes}` === `${first.axes}`
    && tensor.shape.length === first.tensor.shape.length) && first.axes[axis] > 0;
  const values = isAlike ? all : all.map((value) => at.settled(value)), own = values[0].axes[axis];
  if (own === 0) throw at.fail('join along an axis that is not the batch', `axis ${axis}`);
  if (values.some(({ axes }) => `${axes}` !== `${values[0].axes}`)) {
    throw at.fail('have inputs of as many axes', 'others');
  }
  if (values.length === 1) return [values[0]];
  const [tensor] = at.apply(concatenate({ axis: own }), values.map((value) => value.tensor));
  return [{ tensor, axes: values[0].axes, isNotNegative: all.every((value) => value.isNotNegative === true) }];
}

/** Some places along one of our axes, in rows before and behind it. */
export function along(at: Operator, value: Traced, axis: number, [start, end]: readonly [number, number]): Traced {
  const { tensor: { shape } } = value, own = value.axes[axis], size = shape[own - 1];
  if (start === 0 && end === size) return value;
  const dims = [own, ...shape.map((_, i) => i + 1).filter((one) => one !== own)], isMoved = own !== 1;
  const [turned] = isMoved ? at.apply(permute({ dims }), [value.tensor]) : [value.tensor];
  const [rows] = at.apply(reshape({ targetShape: [size, productOf(shape) / size] }), [turned]);
  const [kept] = at.apply(cropping1D({ cropping: [start, size - end] }), [rows]);
  const sizes = dims.map((one) => (one === own ? end - start : shape[one - 1]));
  const [tensor] = at.apply(reshape({ targetShape: sizes }), [kept]);
  return { tensor, axes: value.axes.map((one) => (one > 0 ? dims.indexOf(one) + 1 : one)) };
}

export function slice(at: Operator): readonly Value[] {
  let value = at.settled(at.traced(0));
  const dims = dimsOf(value), ranges = rangesOf(at, dims);
  ranges.forEach((range, axis) => {
    if (Number.isNaN(range[1])) return;
    if (range[0] >= range[1]) throw at.fail('leave something', `${range[0]} to ${range[1]}`);
    value = along(at, value, axis, range);
  });
  return [value];
}

/** Rows of a table by ids, or one place along an axis. */
export function gather(at: Operator): readonly Value[] {
  const [data, indices] = at.inputs;
  if (!isTraced(data) && isTraced(indices)) {
    const table = at.constant(0, 'a table'), axis = axisOf(at, at.int('axis', 0), table.dims.length);
    if (axis !== 0) throw at.fail('look up along axis 0', `${axis}`);
    const [inputDim, ...row] = table.dims, outputDim = productOf(row), ids = at.settled(indices);
    const [vectors] = at.apply(embedding({ inputDim, outputDim }), [ids.tensor], [at.floats(table)]);
    const shape = [...dimsOf(ids).filter((size) => !Number.isNaN(size)), ...row], rank = ids.axes.length + row.length;
    const isSame = `${shape}` === `${vectors.shape}`;
    const [tensor] = isSame ? [vectors] : at.apply(reshape({ targetShape: shape }), [vectors]);
    return [{ tensor, axes: plainAxes(rank, ids.axes.indexOf(0)) }];
  }
  const value = at.settled(at.traced(0)), index = at.constant(1, 'an index');
  const axis = axisOf(at, at.int('axis', 0), value.axes.length), size = dimsOf(value)[axis];
  if (productOf(index.dims) !== 1 || !(size >= 1)) {
    throw at.fail('take one place along an axis', `${index.dims.join(' × ')}`);
  }
  const [given] = index.data, place = given < 0 ? given + size : given;
  if (!(place >= 0 && place < size)) throw at.fail(`take a place from 0 to ${size - 1}`, `${given}`);
  const one = along(at, value, axis, [place, place + 1]), isKept = index.dims.length > 0;
  return [{ tensor: one.tensor, axes: one.axes.filter((_, i) => isKept || i !== axis) }];
}

/** Zeros around the last axes but the channels', wherever these are. */
export function pad(at: Operator): readonly Value[] {
  const x = at.traced(0), rank = x.axes.length, mode = at.text('mode', 'constant');
  if (mode !== 'constant') throw at.fail('pad by zeros', `mode ${mode}`);
  const pads = at.opset < 11 ? at.ints('pads') ?? [] : wholeNumbers(at.constant(1, 'pads'));
  const value = at.opset < 11 ? at.float('value', 0) : at.optional(2, 'a value')?.data[0] ?? 0;
  if (value !== 0) throw at.fail('pad by zeros', `${value}`);
  if (pads.length !== 2 * rank || pads.some((size) => !(size >= 0))) {
    throw at.fail(`have ${2 * rank} pads from 0`, `${pads}`);
  }
  const padded = x.axes.flatMap((_, axis) => (pads[axis] + pads[axis + rank] > 0 ? [axis] : []));
  if (padded.length === 0) return [x];
  padded.forEach((axis) => at.expectElements(pads[axis] + pads[axis + rank], 'an axis'));
  const settled = x.axes.includes(NONE) || x.flat !== undefined ? at.settled(x) : x;
  const { axes, tensor: { shape } } = settled;
  const own = padded.map((axis) => axes[axis]).sort((a, b) => a - b);
  if (own[0] < 1 || own.length > 2) throw at.fail('pad one or two axes that are not the batch', `axes ${padded}`);
  const rest = shape.map((_, i) => i + 1).filter((axis) => !own.includes(axis)), dims = [...own, ...rest];
  const isMoved = dims.some((axis, i) => axis !== i + 1);
  const [turned] = isMoved ? at.apply(permute({ dims }), [settled.tensor]) : [settled.tensor];
  const sizes = own.map((axis) => shape[axis - 1]), others = rest.map((axis) => shape[axis - 1]);
  const [packed] = at.apply(reshape({ targetShape: [...sizes, productOf(others)] }), [turned]);
  const margins = own.map((axis): [number, number] => {
    const at0 = axes.indexOf(axis);
    return [pads[at0], pads[at0 + rank]];
  });
  const layer = margins.length === 1 ? zeroPadding1D({ padding: margins[0] })
    : zeroPadding2D({ padding: [margins[0], margins[1]] });
  const [wide] = at.apply(layer, [packed]), grown = sizes.map((size, i) => size + margins[i][0] + margins[i][1]);
  const [tensor] = at.apply(reshape({ targetShape: [...grown, ...others] }), [wide]);
  return [{ tensor, axes: axes.map((axis) => (axis > 0 ? dims.indexOf(axis) + 1 : axis)) }];
}

/** A mean, a sum (so many means) or the largest along some axes: steps and channels of a pool over the whole. */
export function reduce(at: Operator, kind: 'mean' | 'max' | 'sum'): readonly Value[] {
  const x = at.traced(0), rank = x.axes.length, given = axesGiven(at, kind === 'sum' ? 13 : 18);
  if (given === undefined || given.length === 0) throw at.fail('name the axes that it reduces', 'none');
  const gone = [...new Set(given.map((axis) => axisOf(at, axis, rank)))].sort((a, b) => a - b);
  const { axes, tensor } = x.flat === undefined && !x.axes.includes(NONE) ? x : at.settled(x), { shape } = tensor;
  if (gone.some((axis) => axes[axis] === 0)) throw at.fail('leave the batch apart', `axes ${given}`);
  const own = gone.map((axis) => axes[axis]), rest = shape.map((_, i) => i + 1).filter((axis) => !own.includes(axis));
  const dims = [...own, ...rest], isMoved = dims.some((axis, i) => axis !== i + 1);
  const [turned] = isMoved ? at.apply(permute({ dims }), [tensor]) : [tensor];
  const steps = productOf(own.map((axis) => shape[axis - 1])), left = rest.map((axis) => shape[axis - 1]);
  const [rows] = at.apply(reshape({ targetShape: [steps, productOf(left)] }), [turned]);
  const [reduced] = at.apply(kind === 'max' ? globalMaxPooling1D() : globalAveragePooling1D(), [rows]);
  const [summed] = kind === 'sum' ? at.apply(times(steps), [reduced]) : [reduced];
  const [result] = left.length < 2 ? [summed] : at.apply(reshape({ targetShape: left }), [summed]);
  const kept = axes.map((axis, i) => (gone.includes(i) ? NONE : axis === 0 ? 0 : rest.indexOf(axis) + 1));
  const keeps = at.int('keepdims', 1) !== 0;
  const reduced0 = kept.filter((_, i) => keeps || !gone.includes(i));
  return [{ tensor: result, axes: reduced0, isNotNegative: x.isNotNegative === true }];
}
