/**
 * softmaxCrossentropy: softmax of each row and its cross-entropy with a label.
 * @module
 */

import { crossentropy64, exponentials64, largest64 } from '../float64/softmaxRows.ts';
import { LinkedProgram } from '../reference/elementwise.ts';
import { crossentropy } from '../softmaxFormulas.ts';
import { perRow } from './operations.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { divideBySum, exponentials, exponentiate, shift } from './softmax.ts';
import type { SoftmaxGradient } from './softmaxGradient.ts';
import { sum32 } from './sum.ts';

/**
 * softmax of each row of z into a, and the row's cross-entropy with its label y: losses[i] ← log Σ ⊖ (z_y ⊖ max z).
 * Labels are whole numbers below n, held as floats. a may be z.
 */
export type SoftmaxCrossentropy<A extends FloatArray> =
  (m: number, n: number, z: A, labels: A, a: A, losses: A) => void;

/** Sums of the rows that are worked on. */
const totals = new Float32Array(256);
let linked: LinkedProgram | undefined;

const loop32: SoftmaxCrossentropy<Float32Array> = (m, n, z, labels, a, losses) => {
  linked ??= new LinkedProgram(crossentropy);
  shift(m, n, z, a);
  for (let i = 0; i < m; i++) losses[i] = a[i * n + labels[i]];
  exponentiate(m * n, a);
  for (let first = 0; first < m; first += totals.length) {
    const rows = Math.min(totals.length, m - first);
    for (let r = 0; r < rows; r++) totals[r] = sum32(n, a, (first + r) * n, 1);
    linked.run(rows, [totals, losses.subarray(first)]);
  }
  divideBySum(m, n, a);
};

const loop64: SoftmaxCrossentropy<Float64Array> = (m, n, z, labels, a, losses) => {
  for (let i = 0; i < m; i++) {
    const start = i * n, largest = largest64(start, n, z), shifted = z[start + labels[i]] - largest;
    const total = exponentials64(start, n, z, largest, a), scale = 1 / total;
    losses[i] = crossentropy64(total, shifted);
    for (let j = start; j < start + n; j++) a[j] *= scale;
  }
};

function tangent<A extends FloatArray>(
  table: { readonly softmaxCrossentropy: SoftmaxCrossentropy<A>; readonly softmaxGradient: SoftmaxGradient<A> },
  rate: (array: A) => A, ...[m, n, z, labels, a, losses]: Parameters<SoftmaxCrossentropy<A>>
): void {
  const zRate = rate(z), lossRates = rate(losses);
  table.softmaxCrossentropy(m, n, z, labels, a, losses);
  for (let i = 0; i < m; i++) {
    let mean = 0;
    for (let e = i * n; e < (i + 1) * n; e++) mean += a[e] * zRate[e];
    lossRates[i] = mean - zRate[i * n + labels[i]];
  }
  table.softmaxGradient(m, n, a, zRate, rate(a));
}

export const routine: Routine = {
  name: 'softmaxCrossentropy',
  parameters: [
    ...sizes('m', 'n'), whole('z', 'reads', 'm', 'n'), whole('labels', 'reads', 'm', 1, { below: 'n' }),
    whole('a', 'writes', 'm', 'n', { mayBe: ['z'] }), whole('losses', 'writes', 'm'),
  ],
  loop32, loop64, tangent,
  sharesRows: true,
  elements(o, { sizes: { n }, operands: { z, labels } }) {
    const row = perRow((i) => exponentials(o, n, z, i));
    return {
      losses(i) {
        const { shifted, total } = row(i);
        o.aim('losses', i);
        return o.through(crossentropy, total, shifted[o.number(labels.at(i))]);
      },
      a(i, j) {
        const { powers, total } = row(i);
        o.aim('a', i, j);
        return o.div(powers[j], total);
      },
    };
  },
};
