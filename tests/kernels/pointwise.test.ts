import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as formulas from '../../lib/formula/index.ts';
import * as kernels from '../../lib/kernels/index.ts';
import { assertWithinUlps } from '../helpers/close.ts';
import { assertSameBits } from '../helpers/same.ts';

const of = (...values: number[]): Float32Array => Float32Array.from(values);
const { fround } = Math;

type Into = (...arrays: Float32Array[]) => void;
type Making = (...arrays: Float32Array[]) => Float32Array;

const exact: readonly (readonly [
  made: Making, into: Into, operands: readonly Float32Array[], expected: Float32Array,
])[] = [
  [kernels.add, kernels.addInto, [of(1, 0.1, -0), of(2, 0.2, -0)], of(3, fround(fround(0.1) + fround(0.2)), -0)],
  [
    kernels.sub, kernels.subInto, [of(1, 0.1, Infinity), of(2, 0.3, Infinity)],
    of(-1, fround(fround(0.1) - fround(0.3)), NaN),
  ],
  [kernels.mul, kernels.mulInto, [of(3, 0.1, 1e-30), of(-2, 0.7, 1e-30)], of(-6, fround(fround(0.1) * fround(0.7)), 0)],
  [kernels.div, kernels.divInto, [of(1, -1, 7, 2), of(3, 0, -2, 8)], of(1 / 3, -Infinity, -3.5, 0.25)],
  [kernels.sqrt, kernels.sqrtInto, [of(9, 2, -0, -1)], of(3, Math.SQRT2, -0, NaN)],
  [kernels.abs, kernels.absInto, [of(-9, 2, -0, NaN)], of(9, 2, 0, NaN)],
  [kernels.negate, kernels.negateInto, [of(-9, 2, -0, 0)], of(9, -2, 0, -0)],
  [kernels.exp, kernels.expInto, [of(0, -Infinity, Infinity, 200)], of(1, 0, Infinity, Infinity)],
  [kernels.log, kernels.logInto, [of(1, 0, -1, Infinity)], of(0, -Infinity, NaN, Infinity)],
  [kernels.tanh, kernels.tanhInto, [of(-0, 30, -Infinity)], of(-0, 1, -1)],
  [kernels.sigmoid, kernels.sigmoidInto, [of(0, 40, -Infinity)], of(0.5, 1, 0)],
];

test('each function makes its result and leaves its operands; its twin writes the same to an '
  + 'array, also to an operand', () => {
  for (const [made, into, operands, expected] of exact) {
    const copies = operands.map((operand) => operand.slice());
    assertSameBits(made(...copies), expected, into.name);
    copies.forEach((copy, i) => assertSameBits(copy, operands[i], `operand ${i}`));
    const out = new Float32Array(expected.length).fill(NaN);
    into(...copies, out);
    assertSameBits(out, expected);
    for (const target of copies) {
      const fresh = copies.map((copy) => (copy === target ? target : copy.slice()));
      const before = target.slice();
      into(...fresh, target);
      assertSameBits(target, expected);
      target.set(before);
    }
  }
});

test('exp, log, tanh and sigmoid are within 2 ulp of the engine’s', () => {
  const x = Float32Array.from({ length: 400 }, (_, i) => (i - 200) / 7);
  assertWithinUlps(kernels.exp(x), x.map(Math.exp), 2);
  const extreme = Float32Array.of(88.5, 88.7, 88.75, -87, -88, -95.5, -103, -103.9, -104.5);
  assertWithinUlps(kernels.exp(extreme), extreme.map(Math.exp), 1);
  assertWithinUlps(kernels.log(x.map(Math.abs)), x.map((v) => Math.log(Math.abs(v))), 2);
  assertWithinUlps(kernels.tanh(x), x.map(Math.tanh), 2);
  assertWithinUlps(kernels.sigmoid(x), x.map((v) => 1 / (1 + Math.exp(-v))), 2);
});

test('scale multiplies by a scalar that is rounded to binary32 first', () => {
  const x = of(1, 3, -0);
  assertSameBits(kernels.scale(0.1, x), of(0.1, fround(fround(0.1) * 3), -0));
  kernels.scaleInto(-2, x, x);
  assertSameBits(x, of(-2, -6, 0));
});

const step = formulas.formula({
  name: 'step', arrays: ['theta', 'gradient'], scalars: ['rate'],
  define: ({ theta, gradient, rate }) => ({ theta: formulas.sub(theta, formulas.mul(gradient, rate)) }),
});

test('run carries out a recorded formula in place', () => {
  const theta = of(1, 2, 3), gradient = of(10, -20, 40);
  kernels.run(step, [theta, gradient], [0.25]);
  assertSameBits(theta, of(-1.5, 7, -7));
  assertSameBits(gradient, of(10, -20, 40));
  kernels.run(step, [theta, theta], [0.5]);
  assertSameBits(theta, of(-0.75, 3.5, -3.5));
  const swap = formulas.formula({ name: 'swap', arrays: ['x', 'y'], define: ({ x, y }) => ({ x: y, y: x }) });
  kernels.run(swap, [theta, gradient]);
  assertSameBits(theta, of(10, -20, 40));
  assertSameBits(gradient, of(-0.75, 3.5, -3.5));
});

test('what does not fit is refused by name and value, and nothing is written then', () => {
  const memory = Float32Array.from({ length: 10 }, (_, i) => i);
  const three = of(1, 2, 3);
  const cases: [() => unknown, string, string][] = [
    [
      () => kernels.run(undefined as never, [three]), 'TypeError',
      'run: program must be what formula returns, got undefined',
    ],
    [() => kernels.run('step' as never, [three]), 'TypeError', "run: program must be what formula returns, got 'step'"],
    [
      () => kernels.run({ ...step, scalars: undefined } as never, [three]), 'TypeError',
      'run: program must be what formula returns, got an object (Object)',
    ],
    [
      () => kernels.run(step, undefined as never, [1]), 'TypeError',
      'step: must be given the arrays theta, gradient, got undefined',
    ],
    [() => kernels.run(step, [three, three], 1 as never), 'TypeError', 'step: must be given the scalars rate, got 1'],
    [() => kernels.run(step, [three], [1]), 'TypeError', 'step: must be given the arrays theta, gradient, got 1'],
    [() => kernels.run(step, [three, three]), 'TypeError', 'step: must be given the scalars rate, got 0'],
    [() => kernels.run(step, [three, three], [1, 2]), 'TypeError', 'step: must be given the scalars rate, got 2'],
    [() => kernels.run(step, [three, of(1, 2)], [1]), 'ShapeError', 'step: gradient must hold 3 elements, got 2'],
    [
      () => kernels.run(step, [three, [1, 2, 3] as never], [1]), 'TypeError',
      'step: gradient must be a Float32Array, got [1, 2, 3]',
    ],
    [() => kernels.run(step, [three, of(1, 2, 3)], [NaN]), 'RangeError', 'step: rate must be a finite number, got NaN'],
    [
      () => kernels.run(step, [memory.subarray(1, 4), memory.subarray(3, 6)], [1]), 'RangeError',
      'step: theta must not overlap gradient in memory, unless they are the same elements',
    ],
    [() => kernels.add(of(1), of(1, 2)), 'ShapeError', 'add: b must hold 1 elements, got 2'],
    [() => kernels.addInto(of(1), of(1), of(1, 2)), 'ShapeError', 'add: out must hold 1 elements, got 2'],
    [() => kernels.exp([1] as never), 'TypeError', 'exp: x must be a Float32Array, got [1]'],
    [() => kernels.mul(of(1), 2 as never), 'TypeError', 'mul: b must be a Float32Array, got 2'],
    [
      () => kernels.sqrtInto(memory.subarray(0, 4), memory.subarray(1, 5)), 'RangeError',
      'sqrt: out must not overlap x in memory, unless they are the same elements',
    ],
    [() => kernels.scale(Infinity, three), 'RangeError', 'scale: alpha must be a finite number, got Infinity'],
    [
      () => kernels.scale(1, new Float64Array(2) as never), 'TypeError',
      'scale: x must be a Float32Array, got Float64Array of 2',
    ],
  ];
  for (const [call, name, message] of cases) assert.throws(call, { name, message });
  assertSameBits(memory, Float32Array.from({ length: 10 }, (_, i) => i));
  assertSameBits(three, of(1, 2, 3));
});

test('a table is made by name, and a name that is none is refused', () => {
  assert.equal(kernels.createKernels('reference').name, 'reference');
  assert.throws(() => kernels.createKernels('gpu' as never), {
    name: 'RangeError', message: /^createKernels: name must be one of 'reference'.*, got 'gpu'$/,
  });
  assert.equal(kernels.defaultKernels(), kernels.defaultKernels());
});
