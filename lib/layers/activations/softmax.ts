import { perExample } from '../../kernels/index.ts';
import type { Activation } from './activation.ts';

/**
 * softmax over each row: aⱼ = exp(zⱼ − max z) / Σ; dz = a·(da − Σ da·a).
 *
 * Where a loss that knows it follows, plan and loss work on z at once and this pass backward is not used.
 *
 * Formula: exp(zⱼ − max z)/Σ exp(z − max z)
 * Source: Bridle 1990; Keras 2.2.4.
 */
export const softmax: Activation = {
  name: 'softmax',
  bind: ({ k, rows, width, z, a, da, dz }) => ({
    forward: [k.softmax(perExample(rows), width, z, a)],
    backward: [k.softmaxGradient(perExample(rows), width, a, da, dz)],
  }),
  derivative: (a, other) => (a === other ? `${a}·(1 − ${a})` : `−${a}·${other}`),
};
