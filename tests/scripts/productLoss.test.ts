/**
 * The report's notebook A, each number worked out here once more, in binary64.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descend, methods } from '../../scripts/productLoss/descents.ts';
import { assertClose } from '../helpers/close.ts';

/** Roundings of θ, near 1 to 4, over some steps of binary32. */
const TOLERANCE = 2e-6;

const product = (theta: readonly number[]): number => theta.reduce((p, t) => p * t, 1);
const gradient = (theta: readonly number[]): number[] => theta.map((_, i) => product(theta.filter((_t, j) => j !== i)));

/** RMSProp as the notebook or as the text has it, as it is written there. */
function byHand(start: readonly number[], steps: number, rate: (r: number) => number) {
  let theta = [...start], r = start.map(() => 0);
  return Array.from({ length: steps }, () => {
    const g = gradient(theta);
    r = r.map((v, i) => 0.9 * v + 0.1 * g[i] * g[i]);
    const rates = r.map(rate);
    theta = theta.map((v, i) => v - rates[i] * g[i]);
    return { loss: product(theta), theta, r, rates };
  });
}

const [descent, notebook, text] = methods;

test('gradient descent from (1, 1): θ is multiplied by 0.999 in each of the five iterations', () => {
  const places = descend(descent, [1, 1], 5);
  assertClose(places.map(({ loss }) => loss), [0, 1, 2, 3, 4, 5].map((step) => 0.999 ** (2 * step)), TOLERANCE);
  assertClose(places[5].theta, [0.999 ** 5, 0.999 ** 5], TOLERANCE);
  assert.equal(places[5].rates, undefined);
});

test('the first step of RMSProp: r = 0.1 · 1², and the rates are 0.001/(√0.1 + 10⁻⁶) and 0.001/√(10⁻⁶ + 0.1)', () => {
  const [first, other] = [notebook, text].map((method) => descend(method, [1, 1], 1)[1]);
  assertClose(first.r ?? [], [0.1, 0.1], 1e-7);
  const ones = [1, 1]; // shares, for the two differ in the sixth digit only
  assertClose((first.rates ?? []).map((rate) => rate / 0.0031622676602), ones, 5e-7); // 0.001/0.316228766
  assertClose((other.rates ?? []).map((rate) => rate / 0.0031622618489), ones, 5e-7); // 0.001/0.316229347
});

for (const start of [[1, 1], [2, 3, 4]]) {
  test(`from (${start.join(', ')}), J, θ, r and the vector of rates are the notebook's, iteration by iteration`, () => {
    for (const [method, rate] of [
      [notebook, (r: number) => 0.001 / (Math.sqrt(r) + 1e-6)], [text, (r: number) => 0.001 / Math.sqrt(1e-6 + r)],
    ] as const) {
      const places = descend(method, start, 5).slice(1), wanted = byHand(start, 5, rate);
      assert.equal(places.length, 5);
      places.forEach(({ loss, theta, r = [], rates = [] }, i) => {
        const hand = wanted[i];
        assertClose([loss, ...theta, ...r], [hand.loss, ...hand.theta, ...hand.r], TOLERANCE, `step ${i + 1}`);
        assertClose(rates.map((own, d) => own / hand.rates[d]), start.map(() => 1), 5e-7, `rates of step ${i + 1}`);
      });
    }
  });
}

test('which method leads depends on the start: RMSProp from (1, 1), gradient descent from (2, 3, 4)', () => {
  for (const [start, leads] of [[[1, 1], true], [[2, 3, 4], false]] as const) {
    for (const steps of [5, 100]) {
      const [plain, ...others] = methods.map((method) => descend(method, start, steps)[steps].loss);
      for (const loss of others) assert.equal(loss < plain, leads);
    }
  }
});
