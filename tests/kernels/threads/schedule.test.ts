import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formula, mul, type Program } from '../../../lib/formula/index.ts';
import { callsOf, perExample, type Call } from '../../../lib/kernels/index.ts';
import { meet, type Region } from '../../../lib/kernels/threads/regions.ts';
import { scheduleOf } from '../../../lib/kernels/threads/schedule.ts';
import { sharesOf } from '../../../lib/kernels/threads/share.ts';
import { workOf } from '../../../lib/kernels/threads/work.ts';
import { Philox } from '../../../lib/core/philox.ts';

type A = Float32Array;
const k = callsOf<A>(), one = perExample(1);
const array = (length: number): A => new Float32Array(length);

/** Names and sizes of what each thread does, stage by stage. */
function told(calls: readonly Call<A>[], batch: number, threads: number): string[][][] {
  return scheduleOf(calls, batch, threads).stages.map((stage) => stage.map((own) => own.map(({ routine, args }) =>
    [routine.name, ...args.filter((arg) => typeof arg === 'number').slice(0, 3)].join(' '))));
}

const doubled: Program = formula({ name: 'doubled', arrays: ['x'], define: ({ x }) => ({ x: mul(x, 2) }) });

/** A dense layer of 6 inputs and 4 units, and one of 3 on it: forward, then backward. */
function network() {
  const x = array(60), w = array(24), b = array(4), z = array(40), v = array(12), y = array(30);
  const dy = array(30), dv = array(12), dz = array(40), dw = array(24), db = array(4);
  const forward = [
    k.gemm('N', 'N', one, 4, 6, 1, x, 0, 6, w, 0, 4, 0, z, 0, 4), k.biasAdd(one, 4, b, z),
    k.elementwise(doubled, perExample(4), [z]), k.gemm('N', 'N', one, 3, 4, 1, z, 0, 4, v, 0, 3, 0, y, 0, 3),
    k.softmax(one, 3, y, y),
  ];
  const backward = [
    k.gemm('T', 'N', 4, 3, one, 1, z, 0, 4, dy, 0, 3, 'beta', dv, 0, 3),
    k.gemm('N', 'T', one, 4, 3, 1, dy, 0, 3, v, 0, 3, 0, dz, 0, 4), k.elementwise(doubled, perExample(4), [dz]),
    k.gemm('T', 'N', 6, 4, one, 1, x, 0, 6, dz, 0, 4, 'beta', dw, 0, 4), k.columnSums(one, 4, dz, 'beta', db),
  ];
  return { forward, backward, dy };
}

test('forward goes by examples, and no thread waits for another', () => {
  assert.deepEqual(told(network().forward, 5, 2), [[
    ['gemm 2 4 6', 'biasAdd 2 4', 'elementwise 8', 'gemm 2 3 4', 'softmax 2 3'],
    ['gemm 3 4 6', 'biasAdd 3 4', 'elementwise 12', 'gemm 3 3 4', 'softmax 3 3'],
  ]]);
});

test('gradients of parameters go by rows, once all examples are there; what cannot be cut goes to one thread', () => {
  assert.deepEqual(told(network().backward, 5, 2), [
    [['gemm 2 3 5', 'gemm 2 4 3', 'elementwise 8'], ['gemm 2 3 5', 'gemm 3 4 3', 'elementwise 12']],
    [['gemm 3 4 5', 'columnSums 5 4'], ['gemm 3 4 5']],
  ]);
});

test('a thread waits where another has read what it writes', () => {
  const { backward, dy } = network();
  const stages = told([...backward.slice(0, 1), k.elementwise(doubled, perExample(3), [dy])], 5, 2);
  assert.equal(stages.length, 2);
});

test('a batch of one goes by columns, and what is smaller than the team to some of it', () => {
  const { forward } = network();
  assert.deepEqual(told(forward.slice(0, 1), 1, 3), [[['gemm 1 1 6'], ['gemm 1 1 6'], ['gemm 1 2 6']]]);
  assert.deepEqual(told(forward.slice(1, 2), 2, 3), [[[], ['biasAdd 1 4'], ['biasAdd 1 4']]]);
});

/** The gradient of a kernel of 3 × 2 taps, 2 channels and `filters`. */
function kernelGradient(filters: number): ReturnType<typeof k.conv2dKernelGradient> {
  const window = [5, 4, 4, 3, 3, 2, 1, 1, 2, 1, 1, 0] as const, [x, dy] = [array(120), array(36 * filters)];
  return k.conv2dKernelGradient(3, ...window, 2, filters, 1, x, dy, 0, array(12 * filters));
}

test('shares of a kernel gradient begin as many rows further down', () => {
  const shares = sharesOf(kernelGradient(64), 1, 2) ?? [];
  assert.deepEqual(shares.map((share) => share?.args.slice(0, 13)), [
    [3, 5, 4, 4, 3, 1, 2, 1, 1, 2, 1, 1, 0], [3, 5, 4, 4, 3, 2, 2, 1, 1, 2, 1, -1, 0],
  ]);
  assert.equal(sharesOf(kernelGradient(4), 1, 2), undefined); // it stays in registers
  assert.equal(sharesOf(kernelGradient(4), 1, 2, true)?.length, 2);
});

test('sums are not split, nor what labels choose', () => {
  const x = array(60), y = array(60);
  for (const call of [k.columnSums(6, 5, x, 0, y), k.dot(6, x, 0, 1, y, 0, 1), k.scatterAdd(6, 5, 4, x, x, 0, y)]) {
    assert.equal(sharesOf(call, 1, 2), undefined, call.routine.name);
  }
  assert.notEqual(sharesOf(k.allFinite(60, x, 0), 1, 2), undefined);
});

test('rows among which ids choose are no work but where they are written', () => {
  const [x, y] = [array(0), array(0)], gathers = (m: number, v: number): number => workOf(k.gather(m, 32, v, x, x, y));
  assert.equal(gathers(64, 20_000), gathers(64, 20));
  assert.ok(gathers(6400, 20) > 50 * gathers(64, 20));
  const adds = (m: number, v: number): number => workOf(k.scatterAdd(m, 32, v, x, x, 0, y));
  assert.ok(Math.abs(adds(6400, 20_000) - adds(64, 20_000) - adds(6400, 64) + adds(64, 64)) < 1e-6);
  for (const [m, v] of [[64, 20_000], [20_000, 64]]) assert.ok(adds(m, v) > 50 * adds(64, 64));
  const losses = (n: number): number => workOf(k.softmaxCrossentropy(64, n, x, x, y, y));
  assert.ok(losses(20_000) > 50 * losses(20));
});

test('regions meet where they have a byte in common', () => {
  const random = new Philox(20, 1), buffer = new ArrayBuffer(0);
  const draw = (step: number): Region => {
    const start = random.nextBelow(30), rows = 1 + random.nextBelow(4), width = 1 + random.nextBelow(step);
    return { buffer, start, end: start + (rows - 1) * step + width, width, step, perTurn: 0, isWritten: true };
  };
  const bytes = ({ start, end, width, step }: Region): number[] =>
    Array.from({ length: end - start }, (_, i) => i).filter((i) => i % step < width).map((i) => start + i);
  for (let i = 0; i < 2000; i++) {
    const step = 3 + random.nextBelow(6), a = draw(step), b = draw(step), own = new Set(bytes(a));
    // rows of one step meet at least where their bytes do, and apart from their ends only there
    if (bytes(b).some((byte) => own.has(byte))) assert.ok(meet(a, b), JSON.stringify([a, b]));
    else if (b.start >= a.start && b.end <= a.end) assert.ok(!meet(a, b), JSON.stringify([a, b]));
    const other = draw(step + 1);
    if (bytes(other).some((byte) => own.has(byte))) assert.ok(meet(a, other), JSON.stringify([a, other]));
  }
});

test('what moves with the turns of a loop meets what does not move alike', () => {
  const region: Region = {
    buffer: new ArrayBuffer(0), start: 0, end: 8, width: 8, step: 0, perTurn: 0, isWritten: true,
  };
  const far = { ...region, start: 64, end: 72 };
  assert.equal(meet(region, far), false);
  assert.equal(meet({ ...region, perTurn: 8 }, { ...far, perTurn: 8 }), false);
  assert.equal(meet({ ...region, perTurn: 8 }, far), true);
  assert.equal(meet(region, { ...region, buffer: new ArrayBuffer(0) }), false);
});
