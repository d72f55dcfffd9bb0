import { expectKnownOptions } from '../../core/errors.ts';
import { madeBy } from '../../core/madeBy.ts';
import { sizeOf } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { Arrangement, axesOf, expectAxis } from '../axes.ts';
import type { Activation, ActivationLists, ActivationNode } from './activation.ts';

/** What {@link softmax} takes. */
export interface SoftmaxOptions {
  /** The axis whose elements add up to 1, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: number;
}

const standard: Activation = madeBy('activations/softmax', {}, {
  name: 'softmax',
  bind: ({ rows, width, z, a, da, dz }: ActivationNode): ActivationLists => ({
    forward: [k.softmax(perExample(rows), width, z, a)],
    backward: [k.softmaxGradient(perExample(rows), width, a, da, dz)],
  }),
  derivative: (a: string, other: string) => (a === other ? `${a}·(1 − ${a})` : `−${a}·${other}`),
});

/** z, then da and dz, in rows that run along the axis, and a likewise. */
function bindAlong(axis: number, node: ActivationNode): ActivationLists {
  const { shape, z, a, da, dz, cache } = node;
  const arrangement = new Arrangement(shape, axesOf('softmax', 'axis', axis, shape));
  if (arrangement.isInPlace) return standard.bind(node);
  const m = perExample(arrangement.rows), { width } = arrangement, size = perExample(sizeOf(shape));
  const rows = cache('rows', size), aRows = cache('aRows', size);
  return {
    forward: [
      ...arrangement.toRows(z, rows),
      k.softmax(m, width, rows, aRows),
      ...arrangement.fromRows(aRows, a),
    ],
    backward: [
      ...arrangement.toRows(da, rows),
      k.softmaxGradient(m, width, aRows, rows, rows),
      ...arrangement.fromRows(rows, dz),
    ],
  };
}

/**
 * softmax over each row: aⱼ = exp(zⱼ − max z) / Σ; dz = a·(da − Σ da·a). A row runs along `axis`.
 *
 * Where a loss that knows it follows, plan and loss work on z at once and this pass backward is not used.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for an axis that is 0 or no integer.
 * Where it is used, throws ShapeError for an axis that is not there.
 *
 * Formula: exp(zⱼ − max z)/Σ exp(z − max z)
 * Default: axis −1
 * Source: Bridle 1990; Keras 2.2.4.
 */
export function softmax(options: SoftmaxOptions = {}): Activation {
  expectKnownOptions('softmax', options, ['axis']);
  const { axis = -1 } = options;
  expectAxis('softmax', 'axis', axis);
  if (axis === -1) return standard;
  return madeBy('activations/softmax', { axis }, {
    name: `softmax(axis ${axis})`, bind: (node: ActivationNode) => bindAlong(axis, node),
  });
}
