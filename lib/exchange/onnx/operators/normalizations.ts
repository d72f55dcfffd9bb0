/**
 * BatchNormalization and LayerNormalization.
 * @module
 */

import { batchNormalization, layerNormalization, rmsNormalization } from '../../../layers/index.ts';
import { axisOf } from '../fold.ts';
import type { Operator } from '../importer.ts';
import { productOf, type Value } from '../values.ts';

export function batchNormalizationOf(at: Operator): readonly Value[] {
  at.only(1);
  if (at.int('training_mode', 0) !== 0 || (at.opset < 7 && at.int('is_test', 0) === 0)) {
    throw at.fail('be that of inference', 'training mode');
  }
  if (at.opset < 9 && at.int('spatial', 1) !== 1) throw at.fail('be spatial', 'spatial 0');
  const x = at.traced(0), value = x.flat === undefined ? x : at.settled(x), [batch, axis] = value.axes;
  if (batch !== 0 || !(axis > 0)) throw at.fail('have the batch first and channels second', `${value.axes.join(', ')}`);
  const [gamma, beta, mean, variance] = ['a scale', 'B', 'a mean', 'a variance'].map((what, i) =>
    at.floats(at.constant(i + 1, what)));
  const momentum = at.float('momentum', Math.fround(0.9)), epsilon = at.float('epsilon', Math.fround(1e-5));
  const last = value.tensor.shape.length;
  const layer = batchNormalization({ axis: axis === last ? -1 : axis, epsilon, momentum });
  return [{ tensor: at.apply(layer, [value.tensor], [gamma, beta, mean, variance])[0], axes: value.axes }];
}

export function layerNormalizationOf(at: Operator): readonly Value[] {
  at.only(1);
  const x = at.traced(0), rank = x.axes.length, from = axisOf(at, at.int('axis', -1), rank);
  const epsilon = at.float('epsilon', Math.fround(1e-5)), scale = at.optional(1, 'a scale');
  const bias = at.optional(2, 'a bias');
  const value = at.settled(x), { axes, tensor: { shape } } = value, own = axes.slice(from);
  if (own.includes(0)) throw at.fail('leave the batch apart', `axis ${from}`);
  const size = productOf(own.map((axis) => shape[axis - 1]));
  for (const each of [scale, bias]) {
    if (each !== undefined && productOf(each.dims) !== size) {
      throw at.fail(`have ${size} numbers to scale by`, `${productOf(each.dims)}`);
    }
  }
  const axis = own.length === 1 && own[0] === shape.length ? -1 : own;
  const layer = layerNormalization({ axis, epsilon, center: bias !== undefined, scale: scale !== undefined });
  const first = [scale, bias].flatMap((each) => (each === undefined ? [] : [at.floats(each)]));
  return [{ tensor: at.apply(layer, [value.tensor], first)[0], axes }];
}

export function rmsNormalizationOf(at: Operator): readonly Value[] {
  const x = at.traced(0), rank = x.axes.length, from = axisOf(at, at.int('axis', -1), rank);
  const scale = at.constant(1, 'a scale'), value = at.settled(x), { axes, tensor: { shape } } = value;
  const own = axes.slice(from);
  if (own.includes(0)) throw at.fail('leave the batch apart', `axis ${from}`);
  const axis = own.length === 1 && own[0] === shape.length ? -1 : own;
  const layer = rmsNormalization({ axis, epsilon: at.float('epsilon', Math.fround(1e-5)) });
  return [{ tensor: at.apply(layer, [value.tensor], [at.floats(scale)])[0], axes }];
}

/** Noise of training: left out. A second output says what stayed, which is all. */
export function dropoutOf(at: Operator): readonly Value[] {
  at.only(1);
  const training = at.opset < 12 ? undefined : at.optional(2, 'a training mode');
  if (training !== undefined && training.data[0] !== 0) throw at.fail('be that of inference', 'training mode');
  const value = at.traced(0);
  return [value];
}
