/** Least squares without a Jacobian: the differences are SciPy's, and so is where they lead. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { levenbergMarquardt, type LeastSquares } from '../../lib/minimizers/index.ts';
import { Bounds } from '../../lib/minimizers/bounds.ts';
import { HalfSquares } from '../../lib/minimizers/leastSquares.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { problems } from './problems.ts';

interface Case {
  readonly name: string;
  readonly bounds: readonly (readonly [number | null, number | null])[];
}

interface Vectors {
  readonly jacobians: readonly (Case & { readonly x: readonly number[]; readonly j: readonly number[] })[];
  readonly searches:
    readonly (Case & { readonly start: readonly number[]; readonly x: readonly number[]; readonly value: number })[];
}

const file = new URL('../vectors/differences.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

/** As differences.py has them, operation by operation. */
const residuals: Readonly<Record<string, (a: number, b: number) => readonly number[]>> = {
  rosenbrock: (a, b) => [10 * (b - a * a), 1 - a],
  beale: (a, b) => [1.5 - a * (1 - b), 2.25 - a * (1 - b * b), 2.625 - a * (1 - b * b * b)],
  freudensteinRoth: (a, b) => [-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b],
};

function problemOf({ name, bounds }: Case): {
  readonly problem: LeastSquares; readonly bounds: (readonly [number, number])[];
} {
  const r = residuals[name], box = bounds.map(([lower, upper]) => [lower ?? -Infinity, upper ?? Infinity] as const);
  return {
    bounds: box,
    problem: {
      m: r(0, 0).length,
      residuals: (x, out) => {
        x.forEach((v, i) => assert.ok(v >= box[i][0] && v <= box[i][1], `asked for at ${v}, variable ${i}`));
        out.set(r(x[0], x[1]));
      },
    },
  };
}

test("the Jacobian has the bits of SciPy's 2-point differences, at all signs, sizes and bounds", () => {
  assert.ok(vectors.jacobians.length >= 21);
  for (const given of vectors.jacobians) {
    const { problem, bounds } = problemOf(given), x = Float64Array.from(given.x);
    const squares = new HalfSquares('f', problem, 2, new Bounds('f', bounds, 2));
    squares.value(x);
    const r = squares.r.slice();
    squares.gradient(x, new Float64Array(2));
    assertSameBits(squares.j, Float64Array.from(given.j), `${given.name} at ${given.x}`);
    assertSameBits(squares.r, r, 'r');
    assert.deepEqual({ ...squares.evaluations }, { values: 3, gradients: 1, hessians: 0, hessianVectors: 0 });
  }
});

test("searches end where SciPy's least_squares does, within bounds too", () => {
  for (const given of vectors.searches) {
    const { problem, bounds } = problemOf(given);
    const { x, value, evaluations } = levenbergMarquardt(problem, given.start, { bounds, gradientTolerance: 1e-7 });
    assertClose(x, given.x, 1e-6);
    assert.ok(Math.abs(value - given.value) <= 1e-9 * Math.max(1, given.value), `${given.name}: ${value}`);
    assert.ok(evaluations.values >= 3 * evaluations.gradients);
  }
});

test('a variable that bounds hold fixed has a column of zeros', () => {
  const { problem } = problemOf({ name: 'beale', bounds: [[null, null], [null, null]] });
  const squares = new HalfSquares('f', problem, 2, new Bounds('f', [[-1, 1], [0.5, 0.5]], 2));
  const x = Float64Array.of(0.25, 0.5);
  squares.value(x);
  squares.gradient(x, new Float64Array(2));
  assert.deepEqual([1, 3, 5].map((i) => squares.j[i]), [0, 0, 0]);
  assert.equal(squares.evaluations.values, 2);
});

test('most of the 41 problems are solved without their Jacobian', () => {
  const solved = problems.filter(({ m, residuals: r, start }) => {
    const options = { gradientTolerance: 1e-5 / 2, maxIterations: 2000 };
    return levenbergMarquardt({ m, residuals: r }, start, options).converged;
  });
  assert.ok(solved.length >= 37, `${solved.length}`);
});

const zeros = (_x: Float64Array, out: Float64Array): void => { out.fill(0); };

checkRefusals('a Jacobian that is none, or is called otherwise, is refused', [
  [() => levenbergMarquardt({ m: 1, residuals: zeros, jacobian: 3 } as never, [1]), TypeError,
    /^levenbergMarquardt: problem\.jacobian must be a function, got 3$/],
  [() => levenbergMarquardt({ m: 1, residuals: zeros, jacobain: () => 0 } as never, [1]), TypeError,
    /^levenbergMarquardt: problem has a member 'jacobain', which is never used; did you mean 'jacobian'\?$/],
]);
