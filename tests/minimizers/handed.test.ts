/** Functions of the user's that are handed an array to fill, or x itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bfgs, dampedNewton, gradientDescent, lbfgs, levenbergMarquardt, newton, newtonCg, newtonRoot, newtonRootSystem,
  taylor1, taylor2, trustRegion, type LeastSquares, type MinimizerOptions, type MinimizerResult, type Objective,
  type SystemFunction,
} from '../../lib/minimizers/index.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';

type Minimize = (objective: Objective, start: ArrayLike<number>, options?: MinimizerOptions) => MinimizerResult;

const first: Readonly<Record<string, Minimize>> = {
  bfgs, lbfgs, gradientDescent,
  'gradientDescent, learningRate': (f, x, options) => gradientDescent(f, x, { ...options, learningRate: 0.1 }),
};
const second: Readonly<Record<string, Minimize>> = {
  newton, dampedNewton, newtonCg, trustRegion,
  'trustRegion, cg': (f, x, options) => trustRegion(f, x, { ...options, subproblem: 'cg' }),
};
const all: Readonly<Record<string, Minimize>> = { ...first, ...second };

/** (x₀ − 3)² + (x₁ + 1)² */
const bowl: Required<Objective> = {
  value: ([a, b]) => (a - 3) ** 2 + (b + 1) ** 2,
  gradient: ([a, b], out) => out.set([2 * (a - 3), 2 * (b + 1)]),
  hessian: (_x, out) => out.set([2, 0, 0, 2]),
  hessianVector: (_x, v, out) => out.set(v.map((vi) => 2 * vi)),
};
const start = [0, 0];

checkRefusals('a gradient that is returned, half written or written into x is refused', Object.entries(all).flatMap((
  [name, run],
): Refusal[] => {
  const of = (gradient: (x: Float64Array, out: Float64Array) => unknown) => () => run({ ...bowl, gradient }, start);
  const who = name.split(',')[0];
  return [
    [of(([a, b]) => [2 * (a - 3), 2 * (b + 1)]), TypeError,
      new RegExp(`^${who}: objective\\.gradient must write all 2 elements of out, got nothing in out\\[0\\]; `
        + 'what it returned, \\[-6, 2\\], is not read')],
    [
      of((x, out) => { out[0] = 2 * (x[0] - 3); }), TypeError,
      new RegExp(`^${who}: objective\\.gradient must write .* got nothing in out\\[1\\]$`),
    ],
    [
      of((out, x) => out.set(x)), TypeError,
      new RegExp(`^${who}: objective\\.gradient must leave x as it is, got NaN in the place of 0 as x\\[0\\]$`),
    ],
    [() => run({ ...bowl, value: (x) => x.fill(1)[0] }, start), TypeError,
      new RegExp(`^${who}: objective\\.value must leave x as it is, got 1 in the place of 0`)],
  ];
}));

test('x is looked after at every call, not the first alone', () => {
  for (const [name, run] of Object.entries(all)) {
    let calls = 0;
    const gradient = (x: Float64Array, out: Float64Array): void => {
      bowl.gradient(x, out);
      if (calls++ === 1) x[0] += 1;
    };
    assert.throws(() => run({ ...bowl, gradient }, start), /objective\.gradient must leave x as it is/, name);
  }
});

checkRefusals('second derivatives likewise', Object.entries(second).flatMap(([name, run]): Refusal[] => {
  const { value, gradient } = bowl, diagonal = (_x: Float64Array, out: Float64Array): void => { out[0] = out[3] = 2; };
  const refusals: Refusal[] = [
    [() => run({ value, gradient, hessianVector: (_x, v) => v.map((vi) => 2 * vi) as never }, start), TypeError,
      /objective\.hessianVector must write all 2 elements/],
    [
      () =>
        run({ value, gradient, hessianVector: (_x, v, out) => { out.set(v.map((vi) => 2 * vi)); v.fill(0); } }, start),
      TypeError, /objective\.hessianVector must leave v as it is/,
    ],
  ];
  if (/cg/i.test(name)) return refusals;
  refusals.push([() => run({ value, gradient, hessian: diagonal }, start), TypeError,
    /objective\.hessian must write all 4 elements of out, got nothing in out\[1\]$/]);
  return refusals;
}));

test('a function that returns a number beside, or NaN at first, is right; what is asked for is counted', () => {
  const line: Objective = { value: ([x]) => x * x, gradient: (x, out) => out[0] = 2 * x[0] };
  for (const [name, run] of Object.entries(first)) assert.ok(Math.abs(run(line, [2]).x[0]) < 1e-6, name);
  let calls = 0;
  const { reason, evaluations } = bfgs({ ...line, gradient: (_x, out) => { calls++; out[0] = NaN; } }, [2]);
  assert.deepEqual([reason, evaluations.gradients, calls], ['notFinite', 2, 2]);
});

test('x that onIteration is given is a copy', () => {
  for (const [name, run] of Object.entries(all)) {
    const kept: Float64Array[] = [], told = run(bowl, start, { onIteration: ({ x }) => kept.push(x.fill(99)) });
    assert.deepEqual(told, run(bowl, start), name);
    assert.ok(kept.length > 0 && kept.every((x) => x[0] === 99), name);
  }
});

const system: { readonly f: SystemFunction; readonly jacobian: SystemFunction } = {
  f: ([a, b], out) => out.set([a - 3, b + 1]), jacobian: (_x, out) => out.set([1, 0, 0, 1]),
};
const squares: LeastSquares = { m: 2, residuals: system.f, jacobian: system.jacobian };
const returned = (([a, b]: Float64Array) => [a - 3, b + 1]) as never;
const half = ((_x: Float64Array, out: Float64Array) => out[0] = 1) as never;
const swapped = ((out: Float64Array, x: Float64Array) => out.set(x)) as SystemFunction;

checkRefusals('roots, least squares and expansions likewise', [
  [
    () => newtonRootSystem(returned, system.jacobian, start), TypeError,
    /^newtonRootSystem: f must write all 2 .* what it returned, \[-3, 1\], is not read/,
  ],
  [
    () => newtonRootSystem(half, system.jacobian, start), TypeError,
    /^newtonRootSystem: f must write all 2 elements of out, got nothing in out\[1\]$/,
  ],
  [() => newtonRootSystem(swapped, system.jacobian, start), TypeError, /^newtonRootSystem: f must leave x as it is/],
  [
    () => newtonRootSystem(system.f, half, start), TypeError,
    /^newtonRootSystem: jacobian must write all 4 elements of out, got nothing in out\[1\]$/,
  ],
  [
    () => newtonRoot((() => undefined) as never, (x) => x, 1), TypeError,
    /^newtonRoot: f must return a number, got undefined$/,
  ],
  [() => newtonRoot((x) => x, (() => [1]) as never, 1), TypeError, /^newtonRoot: df must return a number, got \[1\]$/],
  [
    () => levenbergMarquardt({ ...squares, residuals: returned }, start), TypeError,
    /^levenbergMarquardt: problem\.residuals must write all 2 elements/,
  ],
  [
    () => levenbergMarquardt({ ...squares, residuals: swapped }, start), TypeError,
    /^levenbergMarquardt: problem\.residuals must leave x as it is/,
  ],
  [
    () => levenbergMarquardt({ ...squares, jacobian: half }, start), TypeError,
    /^levenbergMarquardt: problem\.jacobian must write all 4 elements/,
  ],
  [
    () => taylor1({ ...bowl, gradient: returned }, start), TypeError,
    /^taylor1: objective\.gradient must write all 2 elements/,
  ],
  [
    () => taylor2({ ...bowl, hessian: half }, start), TypeError,
    /^taylor2: objective\.hessian must write all 4 elements/,
  ],
]);

test('NaN of residuals, Jacobians and systems is their own, and counted', () => {
  let calls = 0;
  const nowhere: SystemFunction = (_x, out) => { calls++; out.fill(NaN); };
  const root = newtonRootSystem(nowhere, system.jacobian, start);
  assert.deepEqual([root.reason, root.converged, root.evaluations.values, calls], ['notFinite', false, 2, 2]);
  calls = 0;
  const fit = levenbergMarquardt({ ...squares, jacobian: nowhere }, start);
  assert.deepEqual([fit.reason, fit.converged, fit.evaluations.gradients, calls], ['notFinite', false, 2, 2]);
});

checkRefusals('what is no objective, problem, function or start is refused by name', [
  ...Object.entries(all).flatMap(([name, run]): Refusal[] => {
    const who = name.split(',')[0];
    return [
      ...[undefined, null, 5, 'f'].map((wrong): Refusal =>
        [() => run(wrong as never, start), TypeError, new RegExp(`^${who}: objective must be an object, got `)]),
      [
        () => run(bowl, undefined as never), TypeError,
        new RegExp(`^${who}: start must be an array of numbers, got undefined$`),
      ],
      [
        () => run(bowl, ['1', '2'] as never), TypeError,
        new RegExp(`^${who}: start\\[0\\] must be a finite number, got '1'$`),
      ],
      [
        () => run(bowl, [1, 2n] as never), TypeError,
        new RegExp(`^${who}: start\\[1\\] must be a finite number, got 2`),
      ],
      [
        () => run(bowl, new Array(2) as never), TypeError,
        new RegExp(`^${who}: start\\[0\\] must be a finite number, got undefined$`),
      ],
      [
        () => run(bowl, start, { onIteration: 5 as never }), TypeError,
        new RegExp(`^${who}: onIteration must be a function, got 5$`),
      ],
    ];
  }),
  [
    () => levenbergMarquardt(undefined as never, start), TypeError,
    /^levenbergMarquardt: problem must be an object, got undefined$/,
  ],
  [
    () => newtonRootSystem(undefined as never, system.jacobian, start), TypeError,
    /^newtonRootSystem: f must be a function, got undefined$/,
  ],
  [
    () => newtonRootSystem(system.f, system.jacobian, null as never), TypeError,
    /^newtonRootSystem: start must be an array of numbers, got null$/,
  ],
  [() => taylor1(undefined as never, start), TypeError, /^taylor1: objective must be an object, got undefined$/],
  [() => taylor2(bowl, undefined as never), TypeError, /^taylor2: at must be an array of numbers, got undefined$/],
]);
