/**
 * softmaxGradient: the adjoint of softmax.
 * @module
 */

import { dot32, dot64 } from './dot.ts';
import { inLanes, perRow } from './operations.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';

/**
 * dz ← a ⊗ (da ⊖ Σ), Σ = Σⱼ daⱼ ⊗ aⱼ of the row as `dot` adds it up: the adjoint of `softmax` at its result a.
 * dz may be da.
 */
export type SoftmaxGradient<A extends FloatArray> = (m: number, n: number, a: A, da: A, dz: A) => void;

const loop32: SoftmaxGradient<Float32Array> = (m, n, a, da, dz) => {
  for (let i = 0; i < m; i++) {
    const total = dot32(n, da, i * n, 1, a, i * n, 1);
    for (let j = i * n; j < (i + 1) * n; j++) dz[j] = a[j] * Math.fround(da[j] - total);
  }
};

const loop64: SoftmaxGradient<Float64Array> = (m, n, a, da, dz) => {
  for (let i = 0; i < m; i++) {
    const total = dot64(n, da, i * n, 1, a, i * n, 1);
    for (let j = i * n; j < (i + 1) * n; j++) dz[j] = a[j] * (da[j] - total);
  }
};

function tangent<A extends FloatArray>(
  table: { readonly softmaxGradient: SoftmaxGradient<A> }, rate: (array: A) => A,
  ...[m, n, a, da, dz]: Parameters<SoftmaxGradient<A>>
): void {
  const aRate = rate(a), daRate = rate(da), dzRate = rate(dz);
  for (let start = 0; start < m * n; start += n) {
    let sum = 0, sumRate = 0;
    for (let e = start; e < start + n; e++) {
      sum += a[e] * da[e];
      sumRate += aRate[e] * da[e] + a[e] * daRate[e];
    }
    for (let e = start; e < start + n; e++) dzRate[e] = aRate[e] * (da[e] - sum) + a[e] * (daRate[e] - sumRate);
  }
  table.softmaxGradient(m, n, a, da, dz);
}

export const routine: Routine = {
  name: 'softmaxGradient',
  parameters: [
    ...sizes('m', 'n'), whole('a', 'reads', 'm', 'n'), whole('da', 'reads', 'm', 'n'),
    whole('dz', 'writes', 'm', 'n', { mayBe: ['da'] }),
  ],
  loop32, loop64, tangent,
  sharesRows: true,
  elements(o, { sizes: { n }, operands: { a, da } }) {
    const totalOf = perRow((i) => {
      o.aim('dz', i);
      return inLanes(o, n, (j) => o.mul(da.at(i, j), a.at(i, j)));
    });
    return {
      dz(i, j) {
        const total = totalOf(i);
        o.aim('dz', i, j);
        return o.mul(a.at(i, j), o.sub(da.at(i, j), total));
      },
    };
  },
};
