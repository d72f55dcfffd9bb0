import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createTangentKernels } from '../../lib/curvature/tangentKernels.ts';
import { Tangents } from '../../lib/curvature/tangents.ts';
import { add, formula, mul } from '../../lib/formula/index.ts';
import { createFloat64Kernels, createKernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { inRows } from '../kernels/cases/elementwiseInRows.ts';
import { routines, steering, type Case } from '../kernels/cases/index.ts';

/** By differences of the fourth order, of sums of some hundred terms of size 1. */
const STEP = 2 ** -12, TOLERANCE = 1e-9;
/** Where the largest of many numbers must stay the largest. */
const TINY_STEP = 2 ** -20;
/** Of binary32: some hundred roundings. */
const TOLERANCE32 = 1e-4;
const CASES = 60;

type Arrays<A extends FloatArray> = Readonly<Record<string, A>>;

/** No differences can be taken where a row is empty or infinite, nor of what is not to be read in binary32 only. */
const isHopeless = ({ title, arrays }: Case): boolean =>
  title.includes('1e-50') || /^rowMaxima.*n=0|without taps/.test(title)
    || Object.values(arrays).some((array) => array.some((v) => Math.abs(v) > 1e5));

/** A rate of change for every element; 0 for what steers addresses, NaN where the operand is, which is not read. */
function ratesFor({ arrays }: Case, random: Philox): Arrays<Float32Array> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => {
    const rates = operands(random, array.length);
    return [name, steering.has(name) ? rates.fill(0) : rates.map((rate, i) => (Number.isNaN(array[i]) ? NaN : rate))];
  }));
}

/** The arrays and what stands beside them after the call on a table with derivatives. */
function run<A extends FloatArray>(
  base: Kernels<A>, { arrays, call }: Case, rates: Arrays<Float32Array>,
): { values: Arrays<A>; rates: Arrays<A> } {
  const tangents = new Tangents<A>(), k = createTangentKernels(base, tangents);
  const values = Object.fromEntries(Object.entries(arrays).map(([name, array]) => {
    const own = k.allocate(array.length);
    own.set(array);
    tangents.of(own).set(rates[name]);
    return [name, own];
  }));
  call(k, values);
  return { values, rates: Object.fromEntries(Object.entries(values).map(([name, own]) => [name, tangents.of(own)])) };
}

const witness = createFloat64Kernels();
function moved({ arrays, call }: Case, rates: Arrays<Float32Array>, step: number): Arrays<Float64Array> {
  const moved = (name: string, array: ArrayLike<number>) =>
    Float64Array.from(array, (v, i) => (step === 0 ? v : v + step * rates[name][i]));
  const at = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, moved(name, array)]));
  call(witness, at);
  return at;
}

function assertNear(actual: FloatArray, expected: ArrayLike<number>, tolerance: number, what: string): void {
  const size = Math.max(1, ...Array.from(expected, (v) => (Number.isNaN(v) ? 0 : Math.abs(v))));
  actual.forEach((value, i) => {
    const near = Number.isNaN(expected[i]) ? Number.isNaN(value) : Math.abs(value - expected[i]) <= tolerance * size;
    assert.ok(near, `${what}[${i}]: ${value}, wanted ${expected[i]}`);
  });
}

const bases32 = [createKernels('reference'), createKernels('simd')];
const returning = ['dot', 'nrm2', 'sum', 'allFinite'];
const smooth = formula({
  name: 'smooth', arrays: ['x', 'y', 'z', 'out'], define: ({ x, y, z, out }) => ({ out: add(mul(x, y), mul(z, out)) }),
});
const differentiable = [
  ...routines.filter(({ name }) => !returning.includes(name) && !name.startsWith('elementwise')),
  { name: 'elementwiseInRows', draw: inRows.bind(undefined, smooth) },
];

differentiable.forEach((routine, stream) => {
  test(`${routine.name}: beside what it writes stand the derivatives, of any shape, place, factor, in place or not, on `
    + 'every table', () => {
    const random = new Philox(1994, stream), h = /^(rowMaxima|maxPool)/.test(routine.name) ? TINY_STEP : STEP;
    for (let done = 0; done < CASES;) {
      const drawn = routine.draw(random, 'uniform'), rates = ratesFor(drawn, random), { title, arrays, call } = drawn;
      if (isHopeless(drawn)) continue;
      done++;
      const found = run(witness, drawn, rates), there = moved(drawn, rates, 0);
      const [a, b, c, d] = [h, -h, 2 * h, -2 * h].map((step) => moved(drawn, rates, step));
      const [reference, simd] = bases32.map((base) => run(base, drawn, rates));
      for (const name of Object.keys(arrays)) {
        assert.deepEqual(found.values[name], there[name], `${title}: ${name}`);
        const measured = a[name].map((_, i) => (8 * (a[name][i] - b[name][i]) - (c[name][i] - d[name][i])) / (12 * h));
        assertNear(found.rates[name], measured, TOLERANCE, `${title}: rate of ${name}`);
        assertNear(reference.rates[name], measured, TOLERANCE32, `${title}: rate of ${name} in binary32`);
        assertSameBits(simd.rates[name], reference.rates[name], `${title}: rate of ${name} by simd`);
      }
      const plain = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
      call(bases32[0], plain);
      for (const name of Object.keys(arrays)) {
        assertSameBits(reference.values[name], plain[name], `${title}: ${name} in binary32`);
      }
    }
  });
});

test('of equal largest elements the first gives its derivative to rowMaxima; where there is none, 0', () => {
  const tangents = new Tangents<Float64Array>(), k = createTangentKernels(witness, tangents), x = k.allocate(8);
  const y = k.allocate(2);
  x.set([1, 5, 5, NaN, NaN, NaN, NaN, NaN]);
  tangents.of(x).set([1, 2, 3, 4, 5, 6, 7, 8]);
  tangents.of(y).fill(9);
  k.rowMaxima(2, 4, x, y);
  assert.deepEqual([...y, ...tangents.of(y)], [5, -Infinity, 2, 0]);
});

test('routines that return numbers are refused, in the name of the one who calls; '
  + 'allFinite looks at the values', () => {
  const tangents = new Tangents<Float64Array>(), k = createTangentKernels(witness, tangents), x = k.allocate(3);
  const named = createTangentKernels(witness, tangents, 'layer \'mine\'');
  tangents.of(x).fill(NaN);
  assert.ok(k.allFinite(3, x, 0));
  assert.ok(!k.allFinite(3, x.fill(Infinity), 0));
  const calls = {
    dot: () => named.dot(3, x, 0, 1, x, 0, 1), nrm2: () => named.nrm2(3, x, 0, 1), sum: () => named.sum(3, x, 0, 1),
  };
  for (const [name, call] of Object.entries(calls)) {
    assert.throws(call, {
      name: 'TypeError',
      message: new RegExp(`^curvature: layer 'mine' has no derivative here: ${name} returns a number`),
    });
  }
  assert.throws(() => k.sum(3, x, 0, 1), /^TypeError: curvature: a model has no derivative here: sum/);
});

test('views find the derivative of their part, also where arrays share one memory, and an '
  + 'array from elsewhere has none', () => {
  const tangents = new Tangents<Float32Array>(), k = createTangentKernels(bases32[1], tangents).reserve(20, 3);
  const [before, array] = [k.allocate(5), k.allocate(6)];
  tangents.of(array.subarray(2, 4)).fill(7);
  assert.deepEqual(tangents.of(array), Float32Array.of(0, 0, 7, 7, 0, 0));
  assert.deepEqual([before, tangents.of(before), array].flatMap((values) => [...values]), Array<number>(16).fill(0));
  assert.throws(() => tangents.of(new Float32Array(3)), /no plan has allocated/);
});

test('a list of arrays may be used again with other arrays in it', () => {
  const tangents = new Tangents<Float64Array>(), k = createTangentKernels(witness, tangents);
  const list = [k.allocate(1), k.allocate(1)], [x, y] = list;
  const twice = formula({ name: 'twice', arrays: ['x', 'y'], define: (s) => ({ y: mul(2, s.x) }) });
  const other = k.allocate(1);
  tangents.of(x).fill(1);
  tangents.of(other).fill(5);
  k.elementwise(twice, 1, list);
  assert.deepEqual([...tangents.of(y)], [2]);
  list[0] = other;
  k.elementwise(twice, 1, list);
  assert.deepEqual([...tangents.of(y)], [10]);
});
