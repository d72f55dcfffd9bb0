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
  bind: (k, { width, z, a, da, dz }) => ({
    forward: (batch) => k.softmax(batch, width, z, a),
    backward: (batch) => k.softmaxGradient(batch, width, a, da, dz),
  }),
};
