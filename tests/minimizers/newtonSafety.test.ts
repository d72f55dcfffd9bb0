import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import {
  dampedNewton, newton, newtonCg, trustRegion, type MinimizerOptions, type MinimizerResult, type Objective,
} from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';
import { barrier, hills, monkeySaddle, objectiveOf, quadratic, saddle, watch } from './functions.ts';

type Minimize = (objective: Objective, start: ArrayLike<number>, options?: MinimizerOptions) => MinimizerResult;

const safe: Readonly<Record<string, Minimize>> = {
  dampedNewton, newtonCg,
  'trustRegion, exact': (objective, start, options = {}) =>
    trustRegion(objective, start, { ...options, subproblem: 'exact' }),
  'trustRegion, cg': (objective, start, options = {}) =>
    trustRegion(objective, start, { ...options, subproblem: 'cg' }),
};
const all: Readonly<Record<string, Minimize>> = { newton, ...safe };

const TIGHT = { gradientTolerance: 1e-9 };

/** Runs it under watch, twice, and checks what holds of every run. */
function check(
  minimize: Minimize, objective: Objective, start: readonly number[], options: MinimizerOptions, what: string,
): MinimizerResult {
  const { watched, seen } = watch(objective), given = Float64Array.from(start);
  let steps = 0, last = objective.value(given);
  const result = minimize(watched, given, { ...options, onIteration: ({ iteration, value }) => {
    assert.equal(iteration, ++steps, what);
    assert.ok(minimize === newton || value <= last, `${what}: from ${last} up to ${value}`);
    last = value;
  } });
  const { x, value, gradientNorm, iterations, evaluations } = result;
  assert.deepEqual([...given], start, `${what}: start`);
  assert.equal(value, seen.least, `${what}: the least value seen`);
  assert.equal(objective.value(x), value, `${what}: value`);
  const { least, ...counts } = seen;
  assert.deepEqual(evaluations, counts, `${what}: counts, ${least}`);
  assert.equal(iterations, steps, `${what}: iterations`);
  assert.ok([...x, value, gradientNorm].every(Number.isFinite), `${what}: finite`);
  if (result.reason === 'gradient') {
    assert.ok(gradientNorm <= (options.gradientTolerance ?? 1e-6), `${what}: ‖∇f‖ = ${gradientNorm}`);
  }
  assert.deepEqual(minimize(objective, start, options), result, `${what}: again`);
  return result;
}

for (const [name, minimize] of Object.entries(safe)) {
  test(`${name} leaves the neighbourhood of a saddle, and goes down to a minimum`, () => {
    for (const start of [[1, 1e-3], [-0.5, -1e-12], [1e-9, 1e-9], [3, 1e-200], [0, -1e-5]]) {
      const { x, value, reason } = check(minimize, saddle, start, TIGHT, `${name} from ${start.join(' ')}`);
      assert.equal(reason, 'gradient');
      if (Math.abs(start[1]) > 1e-9 || !/cg/i.test(name)) { // 'cg' sees the gradient only
        assertClose([value], [-0.25], 1e-12);
        assertClose([x[0], Math.abs(x[1])], [0, Math.SQRT1_2], 1e-8);
      }
    }
    const { value } = check(minimize, monkeySaddle, [1e-3, 2e-3], TIGHT, `${name} near a monkey saddle`);
    assertClose([value], [-27 / 256], 1e-12);
  });

  test(`${name} takes shorter steps where f is not finite`, () => {
    for (const start of [[1e-3, 1e-3, 1e-3], [50, 1e-6, 3], [1, 1, 100]]) {
      const { x, reason } =
        check(minimize, barrier, start, { gradientTolerance: 1e-7 }, `${name} from ${start.join(' ')}`);
      assert.equal(reason, 'gradient');
      assertClose(x, [1, 1 / 2, 1 / 3], 1e-7);
    }
  });

  test(`${name} goes down, never ends higher than anywhere it has been, and never in `
    + 'NaN, from anywhere among hills', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Philox(seed), n = 1 + random.nextBelow(6);
      const start = Array.from(operands(random, n), (v) => 4 * v);
      const { value, reason } = check(minimize, hills, start, TIGHT, `${name}, seed ${seed}`);
      // 10⁻⁹ is near rounding
      assert.ok(['gradient', 'lineSearch', 'step'].includes(reason), `seed ${seed}: ${reason}`);
      assert.ok(value <= hills.value(Float64Array.from(start)));
    }
  });

  test(`${name} says so where there is no minimum`, () => {
    const slope = objectiveOf(([x]) => x.times(-1).exp()), start = [0];
    const { reason, gradientNorm } = check(minimize, slope, start, TIGHT, 'e⁻ˣ');
    assert.ok(reason === 'gradient' && gradientNorm > 0); // flat enough: it has no better
    const pit = check(
      minimize, objectiveOf(([x, y]) => x.squared().minus(y.squared())), [1, 0.1], { ...TIGHT, maxIterations: 30 },
      'x² − y²',
    );
    assert.ok(pit.value < -1e6);
    assert.ok(['iterations', 'lineSearch', 'notFinite'].includes(pit.reason), pit.reason);
  });
}

for (const [
  name, minimize,
] of [['dampedNewton', dampedNewton], ['trustRegion, exact', safe['trustRegion, exact']]] as const) {
  test(`${name} leaves an exact saddle, where ∇f = 0, and maxima; the CG methods and newton end there`, () => {
    for (const start of [[0, 0], [0, -0]]) {
      const { x, reason, iterations } = check(minimize, saddle, start, TIGHT, name);
      assertClose(x, [0, Math.SQRT1_2], 1e-8);
      assert.equal(reason, 'gradient');
      assert.ok(iterations > 0);
    }
    for (const y of [-1e-8, 1e-8]) {
      assertClose(check(minimize, saddle, [0, y], {}, name).x, [0, y < 0 ? -Math.SQRT1_2 : Math.SQRT1_2], 1e-6);
    }
    const top = objectiveOf((x) =>
      x.map((v, i) => v.squared().times(i + 1).times(-1).plus(v.squared().squared())).reduce((a, b) => a.plus(b)));
    assertClose(
      check(minimize, top, [0, 0, 0], TIGHT, 'maximum').x.map(Math.abs), [Math.SQRT1_2, 1, Math.sqrt(1.5)], 1e-7,
    );
    for (const other of [newton, newtonCg, safe['trustRegion, cg']]) {
      const { x, iterations, reason } = check(other, saddle, [0, 0], TIGHT, 'saddle');
      assert.deepEqual([[...x], iterations, reason], [[0, 0], 0, 'gradient']);
    }
  });

  test(`${name} ends at a monkey saddle, where neither derivative shows a way, and at maxIterations `
    + 'wherever it is', () => {
    const { x, reason, iterations } = check(minimize, monkeySaddle, [0, 0], TIGHT, name);
    assert.deepEqual([[...x], reason, iterations], [[0, 0], 'gradient', 0]);
    assert.equal(minimize(saddle, [0, 0], { maxIterations: 0 }).iterations, 0);
    assert.equal(minimize(saddle, [0, 0], { maxIterations: 1 }).iterations, 1);
  });
}

test('trustRegion leaves saddles under whatever radius it is given', () => {
  for (const initialRadius of [1e-6, 1e100, 1e200, Number.MAX_VALUE]) {
    for (const subproblem of ['exact', 'cg'] as const) {
      const start = subproblem === 'exact' ? [0, 0] : [1, 1e-3];
      const { x, reason } = trustRegion(saddle, start, { initialRadius, subproblem });
      assert.equal(reason, 'gradient', `${subproblem}, ${initialRadius}`);
      assertClose([x[0], Math.abs(x[1])], [0, Math.SQRT1_2], 1e-6, `${subproblem}, ${initialRadius}`);
    }
  }
});

test('quadratics in any dimension take newton and dampedNewton one step, trustRegion one within '
  + 'the radius, and newtonCg and trustRegion by cg a few', () => {
  for (let n = 1; n <= 24; n++) {
    const f = quadratic(n, n), start = Array.from(operands(new Philox(100 + n), n), (v) => 10 * v);
    const wide = (o: Objective, x: ArrayLike<number>, p: MinimizerOptions = {}) =>
      trustRegion(o, x, { ...p, initialRadius: 1e3 });
    for (const one of [newton, dampedNewton, wide]) {
      const { x, iterations, reason } = check(one, f, start, { gradientTolerance: 1e-10 * n }, `n = ${n}`);
      assert.deepEqual([iterations, reason], [1, 'gradient'], `n = ${n}`);
      assertClose(x, f.minimum, 1e-11);
    }
    for (const few of [newtonCg, safe['trustRegion, cg']]) {
      assertClose(check(few, f, start, TIGHT, `n = ${n}`).x, f.minimum, 1e-8);
    }
  }
});

test('a singular Hessian ends newton, and only newton, which then says what it met', () => {
  const flat = objectiveOf(([x, y, z]) => x.plus(y.times(2)).minus(1).squared().plus(z.squared()));
  const { reason, message, iterations } = check(newton, flat, [3, 1, -2], TIGHT, 'newton');
  assert.deepEqual([reason, iterations], ['singular', 0]);
  assert.match(message, /^H is singular before step 1: .*pivot/);
  for (const [name, minimize] of Object.entries(safe)) {
    const found = check(minimize, flat, [3, 1, -2], TIGHT, name);
    assert.equal(found.reason, 'gradient');
    assertClose([found.value], [0], 1e-15);
  }
});

test('an objective without hessian is asked for products with the unit vectors, one without products for '
  + 'its Hessian', () => {
  for (const [name, minimize] of Object.entries(all)) {
    const { value, gradient, hessian, hessianVector } = quadratic(5, 3), start = [1, 2, 3, 4, 5];
    const byProducts = check(minimize, { value, gradient, hessianVector }, start, TIGHT, name);
    const byHessian = check(minimize, { value, gradient, hessian }, start, TIGHT, name);
    assert.equal(byProducts.evaluations.hessians + byHessian.evaluations.hessianVectors, 0, name);
    assertClose(byProducts.x, byHessian.x, 1e-9, name);
    assert.throws(
      () => minimize({ value, gradient }, start), /: objective must have hessian or hessianVector, got neither$/, name,
    );
  }
});

test('what is not finite at the start, or in the Hessian, ends the search with words and without NaN', () => {
  for (const [name, minimize] of Object.entries(all)) {
    const { reason, value, gradientNorm, message } = minimize(barrier, [-1, 1, 1]);
    assert.deepEqual(
      [reason, value, gradientNorm, message], ['notFinite', Infinity, Infinity, 'f or ∇f is not finite at the start'],
      name,
    );
    const found = minimize(
      { ...quadratic(2, 1), hessian: (_x, out) => out.fill(NaN), hessianVector: (_x, _v, out) => out.fill(Infinity) },
      [1, 2],
    );
    assert.equal(found.reason, 'notFinite', name);
    assert.deepEqual([...found.x], [1, 2], name);
  }
});

test('trustRegion says so where f is finite, but ∇f nowhere', () => {
  const f: Objective = { ...quadratic(2, 1), gradient: (x, out) => out.fill(x[0] === 1 && x[1] === 2 ? 1 : NaN) };
  const { reason, value, gradientNorm } = trustRegion(f, [1, 2]);
  assert.deepEqual([reason, value < f.value(Float64Array.of(1, 2)), gradientNorm], ['notFinite', true, Infinity]);
});

test('steps end where the options say', () => {
  for (const [name, minimize] of Object.entries(safe)) {
    const by = (options: MinimizerOptions): string =>
      minimize(hills, [1.2, -2.5, 0.5], { gradientTolerance: 0, ...options }).reason;
    assert.equal(by({ stepTolerance: 1e-3 }), 'step', name);
    assert.equal(by({ valueTolerance: 1e-3 }), 'value', name);
    const values = [hills.value(Float64Array.of(1.2, -2.5, 0.5))];
    minimize(
      hills, [1.2, -2.5, 0.5],
      { gradientTolerance: 0, valueTolerance: 1e-3, onIteration: ({ value }) => values.push(value) },
    );
    assert.deepEqual(
      values.slice(1).map((value, i) => values[i] - value <= 1e-3),
      values.slice(1).map((_, i) => i === values.length - 2), name,
    );
    assert.equal(by({ maxIterations: 2 }), 'iterations', name);
  }
});

const f = quadratic(2, 1);

checkRefusals('objectives, starts and options that do not fit are refused by name', Object.entries(all).flatMap((
  [title, minimize],
): Refusal[] => {
  const name = title.replace(/,.*/, ''), at = [1, 2], of = (text: string): RegExp => new RegExp(`^${name}: ${text}`);
  return [
    [
      () => minimize(f, at, { tolerance: 1 } as never), TypeError,
      of('unknown option \'tolerance\'; it takes gradientTolerance, '),
    ],
    [() => minimize(f, at, { gradientTolerance: -1 }), RangeError, of('gradientTolerance must be ')],
    [() => minimize(f, at, { maxIterations: 1.5 }), RangeError, of('maxIterations must be ')],
    [
      () => minimize({ value: f.value } as never, at), TypeError,
      of('objective.gradient must be a function, got undefined'),
    ],
    [() => minimize({ ...f, hessian: 5 } as never, at), TypeError, of('objective.hessian must be a function, got 5')],
    [
      () => minimize({ ...f, hessianVector: null } as never, at), TypeError,
      of('objective.hessianVector must be a function, got null'),
    ],
    [() => minimize(f, [1, NaN]), RangeError, of('start\\[1\\] must be a finite number, got NaN')],
  ];
}));

checkRefusals('a Hessian that is not symmetric, and options of one method, are refused by name', [
  ...[newton, dampedNewton, trustRegion].map((minimize): Refusal => [
    () => minimize({ ...f, hessian: (_x, out) => out.set([2, 1, 0.9, 2]) }, [1, 2]), RangeError,
    /: objective\.hessian must be symmetric, got 0\.9 in row 1, column 0, and 1 across$/,
  ]),
  [
    () => newtonCg(f, [1, 2], { maxInnerIterations: 0 }), RangeError,
    /^newtonCg: maxInnerIterations must be a positive integer, got 0$/,
  ],
  [
    () => trustRegion(f, [1, 2], { initialRadius: 0 }), RangeError,
    /^trustRegion: initialRadius must be a finite number above 0, got 0$/,
  ],
  [
    () => trustRegion(f, [1, 2], { subproblem: 'dogleg' as never }), RangeError,
    /^trustRegion: subproblem must be one of 'exact', 'cg', got 'dogleg'$/,
  ],
]);
