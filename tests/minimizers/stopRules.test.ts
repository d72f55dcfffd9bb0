/** Every minimizer through the same table of rules by which a search ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bfgs, dampedNewton, finiteDifferences, gradientDescent, lbfgs, levenbergMarquardt, newton, newtonCg, trustRegion,
  type MinimizerOptions, type MinimizerResult, type Progress,
} from '../../lib/minimizers/index.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';
import { problems, toObjective, type Problem } from './problems.ts';

type Run = (problem: Problem, options?: MinimizerOptions) => MinimizerResult;

const minimizers: Readonly<Record<string, Run>> = {
  bfgs: (p, options) => bfgs(toObjective(p), p.start, options),
  lbfgs: (p, options) => lbfgs(toObjective(p), p.start, options),
  gradientDescent: (p, options) => gradientDescent(toObjective(p), p.start, options),
  'gradientDescent, learningRate': (p, options) =>
    gradientDescent(toObjective(p), p.start, { ...options, learningRate: 5e-5 }),
  newton: (p, options) => newton(toObjective(p), p.start, options),
  dampedNewton: (p, options) => dampedNewton(toObjective(p), p.start, options),
  newtonCg: (p, options) => newtonCg(toObjective(p), p.start, options),
  trustRegion: (p, options) => trustRegion(toObjective(p), p.start, options),
  'trustRegion, cg': (p, options) => trustRegion(toObjective(p), p.start, { ...options, subproblem: 'cg' }),
  levenbergMarquardt: (p, options) => levenbergMarquardt(p, p.start, options),
  'lbfgs, bounds': (p, options) => lbfgs(toObjective(p), p.start, { ...options, bounds: { lower: -3.5, upper: 6 } }),
  'levenbergMarquardt, bounds': (p, options) =>
    levenbergMarquardt(p, p.start, { ...options, bounds: { lower: -3.5, upper: 6 } }),
  'lbfgs, finiteDifferences': (p, options) =>
    lbfgs(finiteDifferences(toObjective(p), { method: 'central' }), p.start, options),
};

/** f is not 0 at the minimum of it, and no method is there in 3 steps. */
const [valley] = problems.filter(({ name }) => name === 'Kowalik and Osborne');
const [wood] = problems.filter(({ name }) => name === 'Wood');
/** No saddle lies on the way, which some would leave though ∇f is small there. */
const [broyden] = problems.filter(({ name }) => name === 'Broyden tridiagonal 10');
const off: MinimizerOptions = { gradientTolerance: 0, maxIterations: 5000 };

interface Step extends Progress {
  readonly step: number;
  readonly decrease: number;
}

/** The steps of a search, and its end. */
function steps(run: Run, problem: Problem, options: MinimizerOptions): [Step[], MinimizerResult] {
  const start = { x: Float64Array.from(problem.start), value: run(problem, { maxIterations: 0 }).value };
  const told: Step[] = [];
  const result = run(problem, { ...options, onIteration: (progress) => {
    const before = told.at(-1) ?? start;
    told.push({
      ...progress, step: Math.hypot(...progress.x.map((v, i) => v - before.x[i])),
      decrease: Math.abs(before.value - progress.value),
    });
  } });
  return [told, result];
}

/** Fails unless the search ends at the first step that `isEnough`, with that reason. */
function checkFirst(
  name: string, problem: Problem, options: MinimizerOptions, reason: string, isEnough: (step: Step) => boolean,
): void {
  const [told, result] = steps(minimizers[name], problem, options);
  const because = `${name}: ${result.message}`;
  assert.deepEqual([result.reason, result.converged], [reason, true], because);
  assert.equal(told.findIndex(isEnough), told.length - 1, because);
}

for (const [name, run] of Object.entries(minimizers)) {
  test(`${name} ends at the first step that meets a relative tolerance`, () => {
    const near = (bound: number): number => bound * (1 + 1e-9);
    checkFirst(name, valley, { ...off, relativeStepTolerance: 0.05 }, 'step', ({ step, x }) =>
      step <= near(0.05 * Math.hypot(...x)));
    checkFirst(name, valley, { ...off, relativeValueTolerance: 0.01 }, 'value', ({ decrease, value }) =>
      decrease <= near(0.01 * (value + decrease)));
    let largest = run(broyden, { maxIterations: 0 }).gradientNorm;
    checkFirst(name, broyden, { relativeGradientTolerance: 0.1 }, 'gradient', (step) => {
      largest = Math.max(largest, step.gradientNorm);
      return step.gradientNorm <= near(0.1 * largest);
    });
  });

  test(`${name} ends where onIteration returns true or 'stop', at no other answer, with the best point`, () => {
    for (const answer of [true, 'stop'] as const) {
      const told: Progress[] = [];
      const result = run(wood, { ...off, onIteration: (progress) => told.push(progress) === 3 && answer });
      assert.deepEqual([result.reason, result.converged, result.iterations, told.length], ['stopped', false, 3, 3]);
      assert.match(result.message, /^onIteration asked to stop; ‖∇f‖ = [\d.]/);
      const best = told.reduce((least, next) => (next.value < least.value ? next : least));
      assert.ok(result.value <= best.value && result.value < run(wood, { maxIterations: 0 }).value);
      if (result.value === best.value) assert.deepEqual(result.x, best.x);
    }
    for (const answer of [1, 'no', {}, false, undefined]) {
      assert.deepEqual(run(wood, { ...off, maxIterations: 5, onIteration: () => answer }),
        run(wood, { ...off, maxIterations: 5 }));
    }
  });

  test(`${name} ends where the signal is aborted, before the first step too, with the best point`, () => {
    const control = new AbortController();
    const { signal } = control;
    const stopped = run(wood, { ...off, onIteration: ({ iteration }) => iteration === 3 && 'stop' });
    const result = run(wood, { ...off, signal, onIteration: ({ iteration }) => {
      if (iteration === 3) control.abort();
    } });
    assert.deepEqual([result.reason, result.converged, result.iterations], ['aborted', false, 3]);
    assert.deepEqual({ ...result, reason: 0, message: 0 }, { ...stopped, reason: 0, message: 0 });
    const none = run(wood, { ...off, signal });
    const once = run(wood, { maxIterations: 0 }).evaluations.values;
    assert.deepEqual([none.reason, none.iterations, none.evaluations.values, [...none.x]],
      ['aborted', 0, once, [...wood.start]]);
    assert.match(none.message, /^the signal was aborted; /);
    assert.deepEqual(run(wood, { maxIterations: 4, signal: new AbortController().signal }),
      run(wood, { maxIterations: 4 }));
  });

  const who = name.split(',')[0];
  checkRefusals(`${name} refuses rules that are none, by name`, [
    ...['relativeGradientTolerance', 'relativeStepTolerance', 'relativeValueTolerance', 'stepTolerance',
      'valueTolerance'].flatMap((option): Refusal[] => [
      [() => run(wood, { [option]: -1 }), RangeError,
        new RegExp(`^${who}: ${option} must be a finite number of at least 0, got -1$`)],
      [() => run(wood, { [option]: NaN }), RangeError, new RegExp(`^${who}: ${option} must be .*, got NaN$`)],
      [() => run(wood, { [option]: '1' }), TypeError, new RegExp(`^${who}: ${option} must be .*, got '1'$`)],
    ]),
    ...[5, null, {}, { aborted: 'no' }, new AbortController()].map((signal): Refusal => [
      () => run(wood, { signal: signal as never }), TypeError,
      new RegExp(`^${who}: signal must be an AbortSignal, such as the \`signal\` of an AbortController, got `),
    ]),
  ]);
}

test('an absolute tolerance and a relative one together: whichever is met first', () => {
  const count = (options: MinimizerOptions): number => bfgs(toObjective(wood), wood.start, options).iterations;
  for (const [absolute, relative] of [
    [{ valueTolerance: 1e-3 }, { relativeValueTolerance: 1e-2 }],
    [{ stepTolerance: 1e-3 }, { relativeStepTolerance: 1e-2 }],
    [{ gradientTolerance: 1e-3 }, { relativeGradientTolerance: 1e-2 }],
  ] as const) {
    assert.ok(count(absolute) > count(relative));
    assert.equal(count({ ...absolute, ...relative }), count(relative));
    const [least, tiny] = [absolute, relative].map((given) =>
      Object.fromEntries(Object.keys(given).map((name) => [name, 1e-300])));
    assert.equal(count({ ...tiny, ...absolute }), count(absolute));
    assert.equal(count({ ...least, ...relative }), count(relative));
  }
});

test('a relative tolerance of ∇f alone leaves the default of the absolute one out', () => {
  const { gradientNorm, reason } = bfgs(toObjective(wood), wood.start, { relativeGradientTolerance: 1e-12 });
  assert.ok(reason === 'gradient' && gradientNorm < 1e-7, `${reason} ${gradientNorm}`);
});
