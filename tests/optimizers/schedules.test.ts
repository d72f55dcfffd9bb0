import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import * as o from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';

const start = { initialLearningRate: 0.5, decaySteps: 4 };
const EXACT = 1e-15;

/** Rates at steps done, worked out by hand. */
function checkRates(title: string, schedule: o.Schedule, steps: readonly number[], rates: readonly number[]): void {
  test(title, () => assertClose(steps.map((s) => schedule(s)), rates, EXACT));
}

checkRates(
  'exponential: lr·r^(s/N)', o.exponentialDecay({ ...start, decayRate: 0.25 }), [0, 2, 4, 8],
  [1 / 2, 1 / 4, 1 / 8, 1 / 32],
);
checkRates(
  'exponential in a staircase', o.exponentialDecay({ ...start, decayRate: 0.25, staircase: true }), [0, 3, 4, 7, 8],
  [1 / 2, 1 / 2, 1 / 8, 1 / 8, 1 / 32],
);
checkRates(
  'inverse time: lr/(1 + r·s/N)', o.inverseTimeDecay({ ...start, decayRate: 2 }), [0, 2, 4, 6],
  [1 / 2, 1 / 4, 1 / 6, 1 / 8],
);
checkRates(
  'inverse time in a staircase', o.inverseTimeDecay({ ...start, decayRate: 2, staircase: true }), [3, 6],
  [1 / 2, 1 / 6],
);
checkRates(
  'polynomial: falls to the end and stays', o.polynomialDecay({ ...start, endLearningRate: 0.1, power: 2 }),
  [0, 2, 4, 9], [0.5, 0.2, 0.1, 0.1],
);
checkRates(
  'polynomial by default ends at 0.0001, straight', o.polynomialDecay(start), [0, 1, 4], [0.5, 0.375025, 0.0001],
);
checkRates(
  'polynomial with cycle: the span becomes a multiple',
  o.polynomialDecay({ ...start, endLearningRate: 0, cycle: true }), [0, 4, 5, 6, 8, 9],
  [0.5, 0, 3 / 16, 1 / 8, 0, 1 / 8],
);
checkRates(
  'piecewise: a value up to and with each boundary',
  o.piecewiseConstant({ boundaries: [2, 5], values: [1, 0.5, 0.25] }), [0, 2, 3, 5, 6, 99],
  [1, 1, 0.5, 0.5, 0.25, 0.25],
);
checkRates(
  'cosine: lr·((1 − α)·½(1 + cos(π·s/N)) + α)', o.cosineDecay({ ...start, alpha: 0.2 }), [0, 1, 2, 4, 9],
  [0.5, 0.5 * (0.4 * (1 + Math.SQRT1_2) + 0.2), 0.3, 0.1, 0.1],
);
checkRates(
  'cosine with restarts: each period longer and lower',
  o.cosineRestarts({ initialLearningRate: 0.5, firstDecaySteps: 4, tMul: 2, mMul: 0.5 }), [0, 2, 4, 8, 12, 20],
  [0.5, 0.25, 0.25, 0.125, 0.125, 0.0625],
);
checkRates(
  'warm-up: straight up, then what follows from its own first step',
  o.warmUp({ steps: 4, then: o.exponentialDecay({ ...start, decayRate: 0.25 }) }), [0, 1, 4, 6],
  [0, 1 / 8, 1 / 2, 1 / 4],
);
checkRates('warm-up to a number', o.warmUp({ steps: 2, then: 1, from: 0.5 }), [0, 1, 2, 3], [0.5, 0.75, 1, 1]);

test('an optimizer asks for the steps done: 0 at its first', () => {
  const theta = Float32Array.of(0);
  const optimizer = o.sgd({ learningRate: o.piecewiseConstant({ boundaries: [0, 1], values: [1, 2, 4] }) });
  const path = [0, 1, 2].map(() => {
    optimizer.applyGradients(theta, Float32Array.of(-1));
    return theta[0];
  });
  assert.deepEqual(path, [1, 3, 7]);
});

checkRefusals('schedules refuse what does not fit, by name', [
  [
    () => o.exponentialDecay({ ...start, decayRate: -1 }), RangeError,
    /^exponentialDecay: decayRate must be a finite number of at least 0, got -1$/,
  ],
  [
    () => o.inverseTimeDecay({ ...start, decaySteps: 0, decayRate: 1 }), RangeError,
    /^inverseTimeDecay: decaySteps must be a finite number above 0, got 0$/,
  ],
  [
    () => o.inverseTimeDecay({ ...start, decayRate: 1, staircase: 1 as never }), TypeError,
    /^inverseTimeDecay: staircase must be true or false, got 1$/,
  ],
  [() => o.polynomialDecay({ ...start, power: NaN }), RangeError, /^polynomialDecay: power must be/],
  [() => o.cosineDecay({ ...start, alpha: 2 }), RangeError, /^cosineDecay: alpha must be a number from 0 to 1, got 2$/],
  [
    () => o.cosineDecay({ ...start, rate: 2 } as never), TypeError,
    /^cosineDecay: unknown option 'rate'; it takes initialLearningRate, decaySteps, alpha$/,
  ],
  [
    () => o.cosineRestarts({ initialLearningRate: 1, firstDecaySteps: 2, tMul: 0.5 }), RangeError,
    /^cosineRestarts: tMul must be a finite number of at least 1, got 0\.5$/,
  ],
  [
    () => o.piecewiseConstant({ boundaries: [1], values: [1] }), ShapeError,
    /^piecewiseConstant: values must be one more than the 1 boundaries, got 1$/,
  ],
  [
    () => o.piecewiseConstant({ boundaries: [3, 1], values: [1, 2, 3] }), RangeError,
    /^piecewiseConstant: boundaries\[1\] must be a finite number of at least 3, got 1$/,
  ],
  [() => o.warmUp({ steps: 0, then: 1 }), RangeError, /^warmUp: steps must be a positive integer, got 0$/],
  [() => o.warmUp({ steps: 1, then: -1 }), RangeError, /^warmUp: then must be/],
]);

test('what config shows of a schedule is a copy: changing it leaves the rates', () => {
  const schedule = o.piecewiseConstant({ boundaries: [3], values: [1, 0.5] });
  (schedule.config?.values as number[])[1] = 9;
  (schedule.config?.boundaries as number[])[0] = 100;
  assert.equal(schedule(50), 0.5);
});
