/**
 * softmaxCrossentropyGradient: the gradient of softmax and its cross-entropy at once.
 * @module
 */

import { scalar, sizes, whole, type FloatArray, type Routine } from './routine.ts';

/** dz ← (a ⊖ [j = y]) ⊗ scale: the gradient of scale·`softmaxCrossentropy` at its result a. dz may be a. */
export type SoftmaxCrossentropyGradient<A extends FloatArray> =
  (m: number, n: number, a: A, labels: A, scale: number, dz: A) => void;

const { fround } = Math;

const loop32: SoftmaxCrossentropyGradient<Float32Array> = (m, n, a, labels, scale, dz) => {
  const scale32 = fround(scale);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const error = j === labels[i] ? fround(a[i * n + j] - 1) : a[i * n + j];
      dz[i * n + j] = error * scale32;
    }
  }
};

const loop64: SoftmaxCrossentropyGradient<Float64Array> = (m, n, a, labels, scale, dz) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) dz[i * n + j] = (a[i * n + j] - Number(j === labels[i])) * scale;
  }
};

function tangent<A extends FloatArray>(
  table: { readonly softmaxCrossentropyGradient: SoftmaxCrossentropyGradient<A> }, rate: (array: A) => A,
  ...[m, n, a, labels, scale, dz]: Parameters<SoftmaxCrossentropyGradient<A>>
): void {
  const aRate = rate(a), dzRate = rate(dz);
  table.softmaxCrossentropyGradient(m, n, a, labels, scale, dz);
  for (let e = 0; e < m * n; e++) dzRate[e] = aRate[e] * scale;
}

export const routine: Routine = {
  name: 'softmaxCrossentropyGradient',
  parameters: [
    ...sizes('m', 'n'), whole('a', 'reads', 'm', 'n'), whole('labels', 'reads', 'm', 1, { below: 'n' }),
    scalar('scale'), whole('dz', 'writes', 'm', 'n', { mayBe: ['a'] }),
  ],
  loop32, loop64, tangent,
  elements: (o, { scalars: { scale }, operands: { a, labels } }) => ({
    dz(i, j) {
      const error = j === o.number(labels.at(i)) ? o.sub(a.at(i, j), o.constant(1)) : a.at(i, j);
      return o.mul(error, o.scalar('scale', scale));
    },
  }),
};
