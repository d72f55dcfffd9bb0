/**
 * Operators that repeat elements: Resize, Upsample and Tile; and Where, which chooses.
 * @module
 */

import { add, repeatVector, reshape, upSampling1D, upSampling2D } from '../../../layers/index.ts';
import { chosen, wholeNumbers } from '../fold.ts';
import type { Operator } from '../importer.ts';
import { dimsOf, isConstant, isTraced, productOf, type Constant, type Traced, type Value } from '../values.ts';
import { scaled, shifted } from './scaled.ts';
import { imageOf } from './windows.ts';

/** How many times larger each axis of the image becomes. */
function scalesOf(at: Operator, x: Traced): readonly number[] {
  const dims = dimsOf(x), at0 = at.node.op === 'Upsample' ? 1 : at.opset < 11 ? 1 : 2;
  const given = at.opset < 9 ? at.node.attributes.get('scales')?.floats : undefined;
  const scales = at.optional(at0, 'scales'), sizes = at.optional(3, 'sizes');
  if (given !== undefined) return given;
  if (scales !== undefined && productOf(scales.dims) === dims.length) return wholeNumbers(scales);
  if (sizes === undefined) throw at.fail('say scales or sizes', 'none');
  return wholeNumbers(sizes).map((size, axis) => (axis < 2 ? 1 : size / dims[axis]));
}

/** Whole numbers of times, at the places where the layers have the pixels. */
export function resize(at: Operator): readonly Value[] {
  const { x, image, order } = imageOf(at), scales = scalesOf(at, x), mode = at.text('mode', 'nearest');
  const place = at.text('coordinate_transformation_mode', at.node.op === 'Upsample' ? 'asymmetric' : 'half_pixel');
  const nearest = at.text('nearest_mode', 'round_prefer_floor'), [one, two, ...size] = scales;
  const isWhole = one === 1 && two === 1 && size.every((scale) => Number.isInteger(scale) && scale >= 1);
  if (!isWhole) throw at.fail('make images larger by whole numbers', scales.join(' × '));
  const isRepeat = mode === 'nearest'
    && (place === 'asymmetric' ? nearest === 'floor' || at.opset < 11
      : /half_pixel/.test(place) && /round/.test(nearest));
  const isLinear = mode === 'linear' && /half_pixel$/.test(place) && size.length === 2;
  if (!isRepeat && !isLinear) throw at.fail('be nearest, or linear of half_pixel', `${mode}, ${place}, ${nearest}`);
  size.forEach((scale, i) => at.expectElements(scale * image.shape[i], 'an axis'));
  const layer = size.length === 1 ? upSampling1D({ size: size[0] })
    : upSampling2D({ size: [size[0], size[1]], interpolation: isLinear ? 'bilinear' : 'nearest' });
  return [{ tensor: at.apply(layer, [image])[0], axes: order, isNotNegative: x.isNotNegative === true }];
}

/** One axis of size 1, repeated. */
export function tile(at: Operator): readonly Value[] {
  const value = at.settled(at.traced(0)), { axes, tensor: { shape } } = value;
  const counts = wholeNumbers(at.constant(1, 'counts'));
  const grown = counts.flatMap((count, axis) => (count === 1 ? [] : [axis])), [axis] = grown, dims = dimsOf(value);
  if (grown.length === 0) return [value];
  if (grown.length > 1 || counts.length !== axes.length || dims[axis] !== 1) {
    throw at.fail('repeat one axis of size 1', `${counts.join(' × ')} of ${dims.join(' × ')}`);
  }
  const own = axes[axis], rest = shape.filter((_, i) => i + 1 !== own), n = counts[axis];
  at.expectElements(n, 'an axis');
  const [flat] = at.apply(reshape({ targetShape: [productOf(rest)] }), [value.tensor]);
  const [rows] = at.apply(repeatVector({ n }), [flat]);
  const [tensor] = at.apply(reshape({ targetShape: [n, ...rest] }), [rows]);
  return [{ tensor, axes: axes.map((one) => (one === own ? 1 : one !== 0 && one < own ? one + 1 : one)) }];
}

/** By a condition that is known: what is not chosen is multiplied by 0, or −∞ is added. */
export function where(at: Operator): readonly Value[] {
  const condition = at.constant(0, 'a condition'), [, yes, no] = at.inputs;
  const factors = (isTrue: boolean): Constant => ({
    ...condition, isFloat: true, data: Float32Array.from(condition.data, (one) => ((one !== 0) === isTrue ? 1 : 0)),
  });
  const withConstant = (x: Traced, y: Constant, isTrue: boolean): Traced => {
    const offset = chosen(at, factors(!isTrue), y), isFinite = offset.data.every((one) => Number.isFinite(one));
    const kept = isFinite ? scaled(at, x, factors(isTrue)) : x;
    return offset.data.every((one) => one === 0) ? kept : shifted(at, kept, offset);
  };
  if (isTraced(yes) && isConstant(no)) return [withConstant(yes, no, true)];
  if (isConstant(yes) && isTraced(no)) return [withConstant(no, yes, false)];
  const both = [[yes, true] as const, [no, false] as const].map(([value, isTrue]) => {
    if (!isTraced(value)) throw at.fail('have two values', 'fewer');
    return at.settled(scaled(at, value, factors(isTrue)));
  });
  if (`${both[0].axes}` !== `${both[1].axes}`) throw at.fail('have values of as many axes', 'others');
  return [{ tensor: at.apply(add(), both.map(({ tensor }) => tensor))[0], axes: both[0].axes }];
}
