import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formula, type Expression } from '../../lib/formula/index.ts';
import * as k from '../../lib/kernels/index.ts';
import * as o from '../../lib/optimizers/index.ts';
import { assertSameBits } from '../helpers/same.ts';

const counting = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1);

/** Two views of n elements that share all but one. */
function shifted(n: number): readonly [Float32Array, Float32Array] {
  const memory = counting(n + 1);
  return [memory.subarray(0, n), memory.subarray(1)];
}

type Functor = (arrays: readonly Float32Array[]) => void;

/** Each functor by its arrays: those that are written, then the gradient. */
const functors: Readonly<Record<string, readonly [names: string, call: Functor]>> = {
  applyGradientDescent: ['theta gradient', ([w, g]) => o.applyGradientDescent(w, 0.1, g)],
  applyProximalGradientDescent: ['theta gradient', ([w, g]) => o.applyProximalGradientDescent(w, 0.1, 0, 0, g)],
  applyMomentum: ['theta accumulator gradient', ([w, a, g]) => o.applyMomentum(w, a, 0.1, g, 0.9)],
  applyKerasMomentum: ['theta accumulator gradient', ([w, a, g]) => o.applyKerasMomentum(w, a, 0.1, g, 0.9)],
  applyAdagrad: ['theta accumulator gradient', ([w, a, g]) => o.applyAdagrad(w, a, 0.1, g)],
  applyAdagradV2: ['theta accumulator gradient', ([w, a, g]) => o.applyAdagradV2(w, a, 0.1, 0.1, g)],
  applyProximalAdagrad: ['theta accumulator gradient', ([w, a, g]) => o.applyProximalAdagrad(w, a, 0.1, 0, 0, g)],
  applyAdagradDA: [
    'theta gradientAccumulator gradientSquaredAccumulator gradient',
    ([w, a, s, g]) => o.applyAdagradDA(w, a, s, g, 0.1, 0, 0, 1),
  ],
  applyAdadelta: [
    'theta accumulator accumulatorUpdate gradient', ([w, a, d, g]) => o.applyAdadelta(w, a, d, 0.1, 0.9, 0.1, g),
  ],
  applyFtrl: ['theta accumulator linear gradient', ([w, n, z, g]) => o.applyFtrl(w, n, z, g, 0.1, 0, 0)],
  applyFtrlV2: ['theta accumulator linear gradient', ([w, n, z, g]) => o.applyFtrlV2(w, n, z, g, 0.1, 0, 0, 0)],
  applyRMSProp: ['theta ms mom gradient', ([w, s, q, g]) => o.applyRMSProp(w, s, q, 0.1, 0.9, 0.5, 0.1, g)],
  applyCenteredRMSProp: [
    'theta mg ms mom gradient', ([w, m, s, q, g]) => o.applyCenteredRMSProp(w, m, s, q, 0.1, 0.9, 0.5, 0.1, g),
  ],
  applyAdam: ['theta m v gradient', ([w, m, v, g]) => o.applyAdam(w, m, v, 0.9, 0.9, 0.1, 0.9, 0.9, 0.1, g)],
  applyAdamWithAmsgrad: [
    'theta m v vHat gradient', ([w, m, v, h, g]) => o.applyAdamWithAmsgrad(w, m, v, h, 0.9, 0.9, 0.1, 0.9, 0.9, 0.1, g),
  ],
  applyAdaMax: ['theta m v gradient', ([w, m, v, g]) => o.applyAdaMax(w, m, v, 0.9, 0.1, 0.9, 0.9, 0.1, g)],
  applyAddSign: ['theta m gradient', ([w, m, g]) => o.applyAddSign(w, m, 0.1, 1, 1, 0.9, g)],
  applyPowerSign: ['theta m gradient', ([w, m, g]) => o.applyPowerSign(w, m, 0.1, 1, 1, 0.9, g)],
};

test('every functor is listed', () => {
  assert.deepEqual(Object.keys(functors).sort(), Object.keys(o).filter((name) => name.startsWith('apply')).sort());
});

test('no functor takes one array as two that it writes, nor two that are shifted; nothing is written then', () => {
  for (const [who, [names, call]] of Object.entries(functors)) {
    const name = names.split(' '), last = name.length - 1;
    for (let i = 0; i < last; i++) {
      for (let j = i + 1; j <= last; j++) {
        const arrays = name.map(() => counting(4)), same = arrays.map((a, n) => (n === j ? arrays[i] : a));
        const message = `${who}: ${name[i]} must not overlap ${name[j]} in memory`;
        if (j < last) assert.throws(() => call(same), { name: 'RangeError', message });
        const [a, b] = shifted(4), over = arrays.map((array, n) => (n === i ? a : n === j ? b : array));
        const tail = j < last ? '' : ', unless they are the same elements';
        assert.throws(() => call(over), { name: 'RangeError', message: message + tail });
        for (const array of [...same, ...over]) assert.ok(array.every((v, at) => v === at + 1 || v === at + 2), who);
      }
    }
  }
});

test('a functor may take as its gradient an array that it writes: all are read before any is written', () => {
  const theta = counting(4), apart = counting(4);
  o.applyGradientDescent(theta, 0.25, theta);
  o.applyGradientDescent(apart, 0.25, counting(4));
  assertSameBits(theta, apart);
});

const swap = formula({
  name: 'swap', arrays: ['x', 'y', 'z'],
  define: ({ x, y, z }: Readonly<Record<string, Expression<'float'>>>) => ({ x: y, y: x, z }),
});

test('run refuses one array in two places that are written', () => {
  const [x, y, z] = [counting(3), counting(3), counting(3)];
  assert.throws(() => k.run(swap, [x, x, z]), { name: 'RangeError', message: 'swap: x must not overlap y in memory' });
  assert.throws(() => k.run(swap, [x, y, y]), { name: 'RangeError', message: 'swap: y must not overlap z in memory' });
  k.run(swap, [new Float32Array(0), new Float32Array(0), new Float32Array(0)]);
});

test('a sparse functor takes no indices that lie in what it writes', () => {
  const theta = new Float32Array(4), indices = new Int32Array(theta.buffer, 0, 1);
  const call = () => o.sparseApplyGradientDescent(theta, 0.1, new Float32Array(4), indices);
  assert.throws(
    call, { name: 'RangeError', message: 'sparseApplyGradientDescent: theta must not overlap indices in memory' },
  );
});

test('columns of one matrix lie apart, and a row and the columns beside it; what shares an element is refused', () => {
  const ld = 5, wanted = counting(20), memory = counting(20);
  k.axpy(4, 10, wanted, 1, ld, wanted.slice(), 3, ld); // no complaint of itself
  k.axpy(4, 10, memory, 1, ld, memory, 3, ld); // column 3 += 10 · column 1
  for (let i = 0; i < 4; i++) wanted[i * ld + 3] += 10 * wanted[i * ld + 1];
  assertSameBits(memory, wanted);
  k.gemm('N', 'N', 4, 2, 2, 1, memory, 0, ld, of(1, 0, 0, 1), 0, 2, 0, memory, 3, ld); // columns 3, 4 ← columns 0, 1
  for (let i = 0; i < 4; i++) for (let j = 0; j < 2; j++) wanted[i * ld + 3 + j] = wanted[i * ld + j];
  assertSameBits(memory, wanted);
  k.gemv('N', 4, 2, 1, memory, 0, ld, of(1, 1), 0, 1, 0, memory, 2, ld); // column 2 ← column 0 + column 1
  for (let i = 0; i < 4; i++) wanted[i * ld + 2] = wanted[i * ld] + wanted[i * ld + 1];
  assertSameBits(memory, wanted);
  k.ger(4, 2, 1, of(1, 1, 1, 1), 0, 1, memory, 3, 1, memory, 0, ld); // columns 0, 1 += the end of row 0 beside them
  for (let i = 0; i < 4; i++) for (let j = 0; j < 2; j++) wanted[i * ld + j] += wanted[3 + j];
  assertSameBits(memory, wanted);
  const refuses = (call: () => void, message: string) => assert.throws(call, { name: 'RangeError', message });
  refuses(() => k.axpy(4, 1, memory, 1, ld, memory, 1, ld), 'axpy: y must not overlap x in memory');
  refuses(() => k.axpy(3, 1, memory, 1, ld, memory, 6, ld), 'axpy: y must not overlap x in memory');
  refuses(() => k.axpy(3, 1, memory, 6, ld, memory, 1, ld), 'axpy: y must not overlap x in memory');
  refuses(() => k.axpy(4, 1, memory, 1, 4, memory, 3, ld), 'axpy: y must not overlap x in memory'); // both have 13
  refuses(
    () => k.gemm('N', 'N', 4, 2, 2, 1, memory, 0, ld, of(1, 0, 0, 1), 0, 2, 0, memory, 1, ld),
    'gemm: c must not overlap a in memory',
  );
  refuses(
    () => k.gemm('N', 'N', 3, 2, 2, 1, memory, 3, ld, of(1, 0, 0, 1), 0, 2, 0, memory, 4, ld),
    'gemm: c must not overlap a in memory',
  );
  refuses(
    () => k.gemv('N', 4, 3, 1, memory, 0, ld, of(1, 1, 1), 0, 1, 0, memory, 2, ld),
    'gemv: y must not overlap a in memory',
  );
  refuses(
    () => k.ger(4, 2, 1, of(1, 1, 1, 1), 0, 1, memory, 4, 2, memory, 0, ld), 'ger: a must not overlap y in memory',
  );
  assertSameBits(memory, wanted);
});

test('operands that touch lie apart, in any view of one buffer, and empty ones lie nowhere', () => {
  const memory = counting(8), late = memory.subarray(4);
  k.axpy(4, 1, memory, 0, 1, late, 0, 1);
  assertSameBits(memory, of(1, 2, 3, 4, 6, 8, 10, 12));
  assert.throws(() => k.axpy(5, 1, memory, 0, 1, memory.subarray(3), 0, 1), RangeError);
  assert.throws(() => k.axpy(2, 1, memory, 4, 1, late, 1, 1), RangeError);
  k.axpy(0, 1, memory, 0, 1, memory, 0, 1);
});

test('an optimizer refuses a gradient that overlaps θ or a slot without being it, and has then not stepped', () => {
  const memory = counting(6), theta = memory.subarray(0, 4), optimizer = o.adam();
  optimizer.applyGradients(theta, new Float32Array(4));
  const { m } = optimizer.getWeights(theta).slots, message = /^adam: gradient must not overlap theta in memory, unless/;
  assert.throws(() => optimizer.applyGradients(theta, memory.subarray(1, 5)), { name: 'RangeError', message });
  assertSameBits(memory, counting(6));
  assertSameBits(optimizer.getSlot(theta, 'm'), m);
  assert.equal(optimizer.iterations(theta), 1);
  const slotted = o.sgd({ momentum: 0.5 }), apart = new Float32Array(4);
  slotted.prepare(
    apart, { ...k.createKernels('reference'), allocate: (n) => new Float32Array(n + 1).subarray(0, n) }, [],
  );
  const slot = slotted.getSlot(apart, 'momentum'), late = new Float32Array(slot.buffer, slot.byteOffset + 4, 4);
  assert.throws(
    () => slotted.applyGradients(apart, late),
    { name: 'RangeError', message: /^sgd: gradient must not overlap momentum in memory/ },
  );
  o.sgd().applyGradients(theta, theta);
});

function of(...values: number[]): Float32Array {
  return Float32Array.from(values);
}
