import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newtonRoot, newtonRootSystem, type SystemFunction } from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { problems } from './problems.ts';

test('newtonRoot finds √2 to the last bit, in steps that double the right digits', () => {
  const { x, value, iterations, evaluations, reason } = newtonRoot((v) => v * v - 2, (v) => 2 * v, 1);
  assert.deepEqual([x, value, iterations, reason], [Math.SQRT2, Math.SQRT2 * Math.SQRT2 - 2, 5, 'step']);
  assert.deepEqual(evaluations, { values: 6, derivatives: 6 });
});

test('roots known from elsewhere', () => {
  const table: readonly (readonly [
    f: (x: number) => number, df: (x: number) => number, start: number, root: number,
  ])[] = [
    [(x) => Math.cos(x) - x, (x) => -Math.sin(x) - 1, 0, 0.7390851332151607],
    [(x) => x * x * x - 2 * x - 5, (x) => 3 * x * x - 2, 2, 2.0945514815423265], // Wallis, 1685, Newton's own example
    [(x) => Math.exp(x) - 10, Math.exp, -3, Math.LN10], // the undamped step from −3 overflows eˣ
    [Math.atan, (x) => 1 / (1 + x * x), 20, 0], // undamped it runs away from 1.4 on
    [(x) => Math.log(x), (x) => 1 / x, 20, 1], // undamped steps lead below 0, where f is NaN
    [(x) => 3 * x - 6, () => 3, -7, 2],
  ];
  for (const [f, df, start, root] of table) {
    const { x, reason } = newtonRoot(f, df, start);
    assert.ok(reason === 'step' || reason === 'value', reason);
    assertClose([x], [root], 4e-16);
  }
});

test('newtonRoot ends with the reason where there is no root, or no way to it, and never with NaN', () => {
  const minimum = newtonRoot((x) => x * x + 1, (x) => 2 * x, 0.5);
  assert.equal(minimum.reason, 'lineSearch');
  assertClose([minimum.value], [1], 1e-12);
  assert.deepEqual(newtonRoot((x) => x * x - 1, (x) => 2 * x, 0), {
    x: 0, value: -1, iterations: 0, evaluations: { values: 1, derivatives: 1 }, reason: 'singular', converged: false,
    message: 'the derivative is singular before step 1, ‖f‖ = 1: solve: a must be invertible, got 0 as pivot 0 of 1',
  });
  const { reason, iterations, x } = newtonRoot((v) => v * v, (v) => 2 * v, 1, { maxIterations: 7 });
  assert.deepEqual([reason, iterations, x], ['iterations', 7, 1 / 128]);
  const outside = newtonRoot(Math.log, (v) => 1 / v, -1);
  assert.deepEqual([outside.reason, outside.x, outside.message], ['notFinite', -1, 'f is not finite at the start']);
  assert.equal(newtonRoot((v) => v - 1, () => NaN, 3).reason, 'notFinite');
  const alone = newtonRoot((v) => (v === 3 ? 1 : NaN), () => 1, 3);
  assert.deepEqual([alone.reason, alone.x, alone.value], ['notFinite', 3, 1]);
});

test('the smallest derivatives are numbers like others', () => {
  for (const scale of [1e-307, 1e-310, 1e-320]) {
    const { x, reason } = newtonRoot((v) => scale * (v * v - 2), (v) => scale * 2 * v, 1);
    assert.ok(reason === 'value' || reason === 'step', `${scale}: ${reason}`);
    assertClose([x], [Math.SQRT2], 1e-3); // a subnormal has few bits
  }
});

test('newtonRoot halves a step that leads to no smaller |f|', () => {
  const asked: number[] = [], d = -20 * Math.log(20);
  newtonRoot((x) => Math.log(asked[asked.push(x) - 1]), (x) => 1 / x, 20, { maxIterations: 1 });
  assertClose(asked, [20, 20 + d, 20 + d / 2, 20 + d / 4], 1e-14);
});

test('newtonRoot ends where its options say', () => {
  const f = (x: number): number => x * x - 2, df = (x: number): number => 2 * x;
  const byValue = newtonRoot(f, df, 1, { valueTolerance: 1e-2 });
  assert.deepEqual([byValue.reason, byValue.x], ['value', 17 / 12]); // 1, 3/2, 17/12
  const byStep = newtonRoot(f, df, 1, { stepTolerance: 0.1 });
  assert.deepEqual([byStep.reason, byStep.x], ['step', 17 / 12]);
  // Newton's step of 60 is halved twice, to 15: that it is short then says nothing of a root.
  assert.ok(newtonRoot(Math.log, (x) => 1 / x, 20, { stepTolerance: 15 }).iterations > 1);
  assert.equal(newtonRoot(Math.log, (x) => 1 / x, 20, { stepTolerance: 60 }).iterations, 1);
  const none = newtonRoot((x) => x * x + 1, df, 3, { stepTolerance: 1e-3 });
  assert.deepEqual([none.reason, none.value], ['lineSearch', 1]);
  assert.equal(newtonRoot(f, df, 1, { maxIterations: 0 }).reason, 'iterations');
});

/** Systems of n equations with a root, by name. */
const SYSTEMS = [
  'Rosenbrock', 'Powell singular', 'Helical valley', 'Discrete boundary value 10', 'Discrete integral equation 10',
  'Broyden tridiagonal 10', 'Broyden banded 10',
  'Brown almost linear 10', 'Powell badly scaled',
];

test('newtonRootSystem solves the systems of Moré, Garbow and Hillstrom from their starts', () => {
  for (const { name, n, m, start, residuals, jacobian } of problems.filter((problem) =>
    SYSTEMS.includes(problem.name))) {
    const given = Float64Array.from(start), counts = { values: 0, derivatives: 0 };
    const f: SystemFunction = (x, out) => {
      counts.values++;
      residuals(x, out);
    };
    const j: SystemFunction = (x, out) => {
      counts.derivatives++;
      jacobian(x, out);
    };
    assert.equal(n, m, name);
    const { x, value, reason, evaluations } = newtonRootSystem(f, j, given, { valueTolerance: 1e-13 });
    const out = new Float64Array(n);
    assert.deepEqual(evaluations, counts, name);
    residuals(x, out);
    assert.deepEqual(value, out, name);
    assert.ok(reason === 'value' || reason === 'step', `${name}: ${reason}`);
    assertClose(value, new Float64Array(n), 1e-13, name);
    assert.deepEqual([...given], [...start], name);
  }
});

test('newtonRootSystem names a singular Jacobian', () => {
  const { reason, message, x } = newtonRootSystem(
    ([a, b], out) => out.set([a + b - 1, 2 * a + 2 * b - 5]), (_x, out) => out.set([1, 1, 2, 2]), [3, 4],
  );
  assert.deepEqual([reason, [...x]], ['singular', [3, 4]]);
  assert.match(message, /^the derivative is singular before step 1, .*pivot 1 of 2/);
});

const f = (x: number): number => x, system: SystemFunction = (x, out) => out.set(x);

checkRefusals('arguments that do not fit are refused by name', [
  [() => newtonRoot(1 as never, f, 1), TypeError, /^newtonRoot: f must be a function, got 1$/],
  [() => newtonRoot(f, undefined as never, 1), TypeError, /^newtonRoot: df must be a function, got undefined$/],
  [() => newtonRoot(f, f, NaN), RangeError, /^newtonRoot: start must be a finite number, got NaN$/],
  [() => newtonRoot(f, f, 1, { precision: 1 } as never), TypeError,
    /^newtonRoot: unknown option 'precision'; it takes valueTolerance, stepTolerance, maxIterations$/],
  [() => newtonRoot(f, f, 1, { stepTolerance: -1 }), RangeError, /^newtonRoot: stepTolerance must be /],
  [
    () => newtonRootSystem(system, 'J' as never, [1]), TypeError,
    /^newtonRootSystem: jacobian must be a function, got 'J'$/,
  ],
  [
    () => newtonRootSystem(system, system, [1, Infinity]), RangeError,
    /^newtonRootSystem: start\[1\] must be a finite number, got Infinity$/,
  ],
]);
