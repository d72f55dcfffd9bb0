import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Evaluator } from '../../lib/minimizers/evaluator.ts';
import { lineSearch, type LineSearchOptions } from '../../lib/minimizers/lineSearch.ts';
import { pointAt, type Point } from '../../lib/minimizers/point.ts';
import type { Objective } from '../../lib/minimizers/objective.ts';
import type { Reason } from '../../lib/minimizers/result.ts';

/** φ and φ′. */
type Curve = (alpha: number) => readonly [number, number];

interface Searched {
  readonly end: Point | Reason;
  readonly alpha: number;
  readonly trials: readonly (readonly [alpha: number, value: number])[];
  readonly evaluations: Evaluator['evaluations'];
}

/** Searches φ from 0 along the line of two variables where each moves by −2 and 0.5 for 1 of α. */
function search(phi: Curve, first: number, options?: LineSearchOptions): Searched {
  const trials: [number, number][] = [];
  const objective: Objective = {
    value(x) {
      const value = phi(0 - x[0] / 2)[0];
      trials.push([0 - x[0] / 2, value]);
      return value;
    },
    gradient: (x, out) => out.set([phi(0 - x[0] / 2)[1] / -2, 0]),
  };
  const evaluator = new Evaluator('test', objective, 2), x = new Float64Array(2);
  const from = pointAt(evaluator, x, evaluator.value(x));
  assert.ok(from);
  const found = lineSearch(evaluator, from, Float64Array.of(-2, 0.5), first, options);
  const end = 'reason' in found ? found.reason : found;
  const finite = trials.filter(([alpha, value]) => Number.isFinite(value) && Number.isFinite(phi(alpha)[1]));
  if (typeof end !== 'string') {
    assert.ok(finite.every(([, value]) => value >= end.value), 'a trial was lower than the end');
  }
  return { end, alpha: typeof end === 'string' ? 0 : 0 - end.x[0] / 2, trials, evaluations: evaluator.evaluations };
}

const gamma = (b: number): number => Math.sqrt(1 + b * b) - b;
const yanai = (b1: number, b2: number): Curve => (a) => {
  const p = Math.sqrt((1 - a) ** 2 + b2 * b2), q = Math.sqrt(a * a + b1 * b1);
  return [gamma(b1) * p + gamma(b2) * q, gamma(b1) * (a - 1) / p + gamma(b2) * a / q];
};
const waves: Curve = (a) => {
  const b = 0.01, l = 39, sine = 2 * (1 - b) / (l * Math.PI) * Math.sin(l * Math.PI / 2 * a);
  const slope = (1 - b) * Math.cos(l * Math.PI / 2 * a);
  if (a <= 1 - b) return [1 - a + sine, -1 + slope];
  if (a >= 1 + b) return [a - 1 + sine, 1 + slope];
  return [(a - 1) ** 2 / (2 * b) + b / 2 + sine, (a - 1) / b + slope];
};

/**
 * Moré and Thuente, "Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20(3), 1994,
 * with their constants.
 */
const curves: readonly (readonly [name: string, curve: Curve, c1: number, c2: number])[] = [
  ['concave', (a) => [-a / (a * a + 2), (a * a - 2) / (a * a + 2) ** 2], 1e-3, 0.1],
  ['flat', (a) => [(a + 0.004) ** 5 - 2 * (a + 0.004) ** 4, 5 * (a + 0.004) ** 4 - 8 * (a + 0.004) ** 3], 0.1, 0.1],
  ['waves', waves, 0.1, 0.1],
  ['Yanai 1', yanai(0.001, 0.001), 1e-3, 1e-3],
  ['Yanai 2', yanai(0.01, 0.001), 1e-3, 1e-3],
  ['Yanai 3', yanai(0.001, 0.01), 1e-3, 1e-3],
];

for (const [name, curve, c1, c2] of curves) {
  test(`Moré and Thuente's ${name} function: the strong Wolfe conditions hold at the end, from first steps of 1e-3 to `
    + '1e3', () => {
    for (const first of [1e-3, 1e-1, 1e1, 1e3]) {
      const { end, alpha, evaluations } = search(curve, first, { c1, c2 });
      const [value0, slope0] = curve(0), [value, slope] = curve(alpha);
      assert.ok(typeof end !== 'string' && alpha > 0);
      assert.ok(value <= value0 + c1 * alpha * slope0, `first ${first}: φ(${alpha}) = ${value}`);
      assert.ok(
        Math.abs(slope) <= c2 * Math.abs(slope0) * (1 + 1e-12),
        `first ${first}: φ′(${alpha}) = ${slope}, φ′(0) = ${slope0}`,
      );
      assert.ok(
        evaluations.values <= 21 && evaluations.gradients <= evaluations.values,
        `first ${first}: ${evaluations.values} values`,
      );
    }
  });
}

test('a first step that meets the conditions is taken as it is, for one value and one gradient', () => {
  const { alpha, evaluations } = search((a) => [(a - 1) * (a - 1), 2 * (a - 1)], 1.5);
  assert.deepEqual([alpha, evaluations.values, evaluations.gradients], [1.5, 2, 2]);
});

test('the minimum of a parabola comes by one interpolation, from above and from below', () => {
  assert.deepEqual(search((a) => [(a - 1) * (a - 1), 2 * (a - 1)], 4, { c2: 1e-3 }).trials.map(([a]) => a), [0, 4, 1]);
  assert.deepEqual(
    search((a) => [(a - 1) * (a - 1), 2 * (a - 1)], 0.25, { c2: 1e-3 }).trials.map(([a]) => a), [0, 0.25, 1],
  );
});

test('with c2 Infinity the decrease is enough', () => {
  assert.equal(search((a) => [(a - 1) * (a - 1), 2 * (a - 1)], 2 ** -20, { c2: Infinity }).alpha, 2 ** -20);
});

test('the step shrinks where f or its gradient is not finite, and the minimum before that is found', () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    for (const first of [0.75, 1e3, 1e30]) {
      const inValue = search((a) => (a < 0.5 ? [(a - 0.375) ** 2, 2 * (a - 0.375)] : [bad, 1]), first, { c2: 1e-2 });
      const inSlope =
        search((a) => [(a - 0.375) ** 2 - Number(a >= 0.5), a < 0.5 ? 2 * (a - 0.375) : bad], first, { c2: 1e-2 });
      for (const { alpha } of [inValue, inSlope]) {
        assert.ok(Math.abs(alpha - 0.375) < 0.375 / 90, `${bad} from ${first}: ${alpha}`);
      }
    }
  }
});

test('where f only falls, the step grows until the trials are spent; the end is the lowest, and finite', () => {
  const { end, alpha, trials } = search((a) => [-a, -1], 1, { c2: 0.5 });
  assert.ok(typeof end !== 'string' && alpha > 1e40 && Number.isFinite(end.value) && trials.length <= 61);
});

test('where f falls towards what is not finite, the end is the lowest, and finite', () => {
  const { end, alpha } = search((a) => (a < 1 ? [-1 / (1 - a), -1 / (1 - a) ** 2] : [-Infinity, NaN]), 64);
  assert.ok(typeof end !== 'string' && alpha > 0 && alpha < 1 && end.value < -1);
});

test('where nothing is lower, it says so, and whether f was finite at all, or x another', () => {
  assert.equal(search((a) => [-a, -1], 1e-400).end, 'step');
  assert.equal(search((a) => [-a, a === 0 ? -1 : NaN], 1).end, 'notFinite');
  assert.equal(search((a) => [Math.abs(a), -1], 1).end, 'lineSearch');
  assert.equal(search((a) => [a === 0 ? 0 : NaN, -1], 1).end, 'notFinite');
  assert.equal(search((a) => [a === 0 ? 0 : -Infinity, -1], 1).end, 'notFinite');
});

test('a trial that is lower than all but too long for its decrease is not lost', () => {
  const pit: Curve = (a) => (Math.abs(a - 4) < 0.5 ? [-0.5, 0.25] : [-a + 0.75 * a * a, -1 + 1.5 * a]);
  const { end, alpha } = search(pit, 4, { c1: 0.2, c2: 0.1 });
  assert.ok(typeof end !== 'string' && alpha === 4 && end.value === -0.5);
});

test('a step that is too long is not taken for its small slope, where a shorter one was lower', () => {
  const valley: Curve = (a) => (a <= 1 ? [-a, -1] : a < 2 ? [2 * (a - 1.25) ** 2 - 1.125, 4 * (a - 1.25)] : [-0.5, 0]);
  const { alpha, trials } = search(valley, 1, { c2: 0.25 });
  assert.ok(trials[2][0] > 2 && Math.abs(alpha - 1.25) <= 0.25 / 4, `${alpha}`);
});
