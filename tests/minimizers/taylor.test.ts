import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { ShapeError } from '../../lib/core/errors.ts';
import { taylor1, taylor2, type Objective } from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { problems, toObjective } from './problems.ts';

const linear: Objective = { value: (x) => 5 + x.reduce((s, v) => s + 3 * v, 0), gradient: (_, out) => out.fill(3) };
const quadratic: Objective = {
  value: (x) => 5 + x.reduce((s, v) => s + 3 * v * v, 0),
  gradient: (x, out) => out.set(x.map((v) => 6 * v)),
  hessian: ({ length }, out) =>
    out.set(Float64Array.from({ length: length * length }, (_, i) => (i % (length + 1) === 0 ? 6 : 0))),
};
/** x² + 3xy − 2y² + 7x: its Hessian is no multiple of the identity. */
const saddle: Objective = {
  value: ([x, y]) => x * x + 3 * x * y - 2 * y * y + 7 * x,
  gradient: ([x, y], out) => out.set([2 * x + 3 * y + 7, 3 * x - 4 * y]),
  hessianVector: (_, [v, w], out) => out.set([2 * v + 3 * w, 3 * v - 4 * w]),
};

test('the report\'s numbers: 26 for the linear function, exactly; 74 and 80 for the quadratic one', () => {
  assert.equal(linear.value(Float64Array.of(3, 4)), 26);
  assert.equal(taylor1(linear, [2, 3])([3, 4]), 26);
  assert.equal(taylor1(quadratic, [2, 3])([3, 4]), 74);
  assert.equal(taylor2(quadratic, Float32Array.of(2, 3))([3, 4]), 80);
  assert.equal(quadratic.value(Float64Array.of(3, 4)), 80);
});

test('the second order takes the Hessian of the function given, by its columns where there are only products', () => {
  assert.equal(taylor2(saddle, [1, -2])([4, 3]), saddle.value(Float64Array.of(4, 3)));
  assert.equal(taylor1(saddle, [1, -2])([4, 3]), saddle.value(Float64Array.of(1, -2)) + 3 * 3 + 11 * 5);
  const doubled: Objective = {
    ...quadratic, hessian: ({ length }, out) => out.set(Float64Array.from({ length: length * length }, () => 2)),
  };
  assert.equal(taylor2(doubled, [2, 3])([3, 5]), 44 + 12 + 36 + 9);
});

test('the errors shrink with the square and the cube of the distance', () => {
  for (const problem of problems.filter(({ name }) => /Beale|Wood|Watson 6|Chebyquad 8|Trigonometric/.test(name))) {
    const f = toObjective(problem), at = problem.start.map((v) => v + 0.125);
    const d = operands(new Philox(problem.n), problem.n);
    const errors = [taylor1(f, at), taylor2(f, at)].map((expansion) => [2 ** -8, 2 ** -9].map((h) => {
      const x = Float64Array.from(at, (v, i) => v + h * d[i]);
      return Math.abs(expansion(x) - f.value(x));
    }));
    assertClose(errors.map(([far, near]) => Math.log2(far / near)), [2, 3], 0.1, problem.name);
  }
});

test('an expansion keeps its own point, and asks for nothing more', () => {
  const at = Float64Array.of(2, 3);
  let asked = 0;
  const counted: Objective = { ...quadratic, value: (x) => (asked++, quadratic.value(x)) };
  const expansion = taylor2(counted, at);
  at.fill(0);
  assert.deepEqual([expansion([3, 4]), expansion([2, 3]), asked], [80, 44, 1]);
});

checkRefusals('what has no expansion is refused', [
  [() => taylor1(linear, []), ShapeError, /^taylor1: at must hold at least one number, got none$/],
  [() => taylor1(linear, [1, NaN]), RangeError, /^taylor1: at\[1\] must be a finite number, got NaN$/],
  [
    () => taylor1({ ...linear, value: () => NaN }, [1]), RangeError,
    /^taylor1: at must be a point where f and ∇f are finite, got \[1\]$/,
  ],
  [() => taylor1({ ...linear, gradient: (_, out) => out.fill(Infinity) }, [1]), RangeError, /f and ∇f are finite/],
  [
    () => taylor2({ ...quadratic, hessian: (_, out) => out.fill(NaN) }, [1]), RangeError,
    /^taylor2: at must be a point where H is finite/,
  ],
  [() => taylor2(linear, [1]), TypeError, /^taylor2: objective must have hessian or hessianVector, got neither$/],
  [() => taylor2(quadratic, [2, 3])([1]), ShapeError, /^taylor2: x must hold 2 numbers, got 1$/],
  [() => taylor2(quadratic, [2, 3])([1, NaN]), RangeError, /^taylor2: x\[1\] must be a finite number, got NaN$/],
  // @ts-expect-error no array
  [() => taylor1(quadratic, [2, 3])(4), TypeError, /^taylor1: x must be an array of numbers, got 4$/],
]);
