import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../../lib/core/philox.ts';
import { add, formula, mul, type Program } from '../../../lib/formula/index.ts';
import { routines } from '../../../lib/kernels/allRoutines.ts';
import { newRun, perExample, type Tensor } from '../../../lib/kernels/calls.ts';
import * as calls from '../../../lib/kernels/allCalls.ts';
import { createKernels, type Kernels } from '../../../lib/kernels/index.ts';
import { F32X4 } from '../../../lib/kernels/simd/lanes.ts';
import { Memory } from '../../../lib/kernels/simd/memory.ts';
import { Compiled, Linked } from '../../../lib/kernels/simd/modules.ts';
import { createTable } from '../../../lib/kernels/simd/table.ts';
import { Adam } from '../../../lib/optimizers/index.ts';
import { bindList, eachTurn, runList, type List } from '../../../lib/kernels/lists.ts';
import { operands } from '../../helpers/random.ts';
import { tables } from '../tables.ts';
import { assertSameBits } from '../../helpers/same.ts';

const MOST = 9;

/** x ← x ⊗ p ⊗ q ⊕ r ⊗ s of four scalars. */
const scaled: Program = formula({
  name: 'scaled', arrays: ['x'], scalars: ['p', 'q', 'r', 's'],
  define: ({ x, p, q, r, s }) => ({ x: add(mul(mul(x, p), q), mul(r, s)) }),
});

/** The sum of eleven arrays to the first: more than a function on a tape takes. */
const many = Array.from({ length: 11 }, (_, i) => `x${i}`);
const wide: Program = formula({
  name: 'wide', arrays: many,
  define: (x) => ({ x0: many.slice(1).reduce((sum, name) => add(sum, x[name]), x['x0']) }),
});

/** A layer of 5 inputs and 3 outputs, forward and backward, with what else may depend on the run. */
const lengths = { x: 5, w: 15, b: 3, y: 3, dx: 5, dw: 15, db: 3 };
type Name = keyof typeof lengths;

const tensors = Object.fromEntries(Object.entries(lengths).map(([name, length]) => (
  [name, { length: ['w', 'b', 'dw', 'db'].includes(name) ? length : MOST * length }]))) as Record<Name, Tensor>;

const { x, w, b, y, dx, dw, db } = tensors, batch = perExample(1);

const layer: List = [
  calls.gemm('N', 'N', batch, 3, 5, 1, x, 0, 5, w, 0, 3, 0, y, 0, 3),
  calls.biasAdd(batch, 3, b, y),
  calls.elementwise(scaled, perExample(3), [y], ['scale', { number: 1 }, 0.75, perExample(2)]),
  calls.elementwiseInRows(scaled, batch, 2, [[y, 1, 3]], ['scale', { number: 1 }, 0.75, perExample(2)]),
  calls.gemm('T', 'N', 5, 3, batch, 1, x, 0, 5, y, 0, 3, 'beta', dw, 0, 3),
  calls.columnSums(batch, 3, y, 'beta', db),
  calls.gemm('N', 'T', batch, 5, 3, 1, y, 0, 3, w, 0, 3, 0, dx, 0, 5),
];

/** Runs, each of which differs in one thing from the one before, or goes back to one. */
const runs = [
  { batch: 4, beta: 0, scale: 0.5, number: 0.75 }, { batch: 3, beta: 0, scale: 0.5, number: 0.75 },
  { batch: 3, beta: 0, scale: 0.5, number: 0.25 }, { batch: 3, beta: 0, scale: -0.125, number: 0.25 },
  { batch: 3, beta: 1, scale: -0.125, number: 0.25 }, { batch: 9, beta: 1, scale: -0.125, number: 0.25 },
  { batch: 4, beta: 1, scale: 0, number: 0.25 }, { batch: 4, beta: 1, scale: -0, number: 0.25 },
  { batch: 9, beta: 1, scale: -0.125, number: 0.25 }, { batch: 3, beta: 0, scale: 0.5, number: 0.75 },
];

/** Values of all tensors after each of the runs, and how many functions the list was bound to. */
function after(k: Kernels, list: List): { readonly values: readonly Float32Array[]; readonly bound: number } {
  const random = new Philox(7), table = k.reserve(1000, 10), states = [newRun(2), newRun(2)];
  const arrays = new Map(Object.values(tensors).map((tensor) => {
    const array = table.allocate(tensor.length);
    array.set(operands(random, tensor.length));
    return [tensor, array];
  }));
  const bound = bindList(table, list, (tensor) => arrays.get(tensor) ?? assert.fail('a tensor of the list'));
  const values = runs.flatMap(({ number, ...rest }, i) => {
    const run = states[i % 2];
    Object.assign(run, rest).numbers[1] = number;
    runList(bound, run);
    return [...arrays.values()].map((array) => array.slice());
  });
  return { values, bound: bound.length };
}

/** Returns how many functions the list was bound to. */
function assertSame(k: Kernels, list: List): number {
  const { values, bound } = after(k, list), wanted = after(createKernels('reference'), list);
  const names = Object.keys(tensors);
  values.forEach((array, i) => {
    assertSameBits(array, wanted.values[i], `run ${Math.floor(i / names.length)}, ${names[i % names.length]}`);
  });
  return bound;
}

test('calls that follow each other are one, whatever batch, beta, scale and numbers the runs have in turn', () => {
  assert.equal(assertSame(createKernels('simd'), layer), 1);
});

test('what is no call of whole numbers alone stands between two tapes', () => {
  const number = { ...calls.sum(3, db, 0, 1), into: 0 };
  const halve = calls.scal(3, 0.5, db, 0, 1), parts: List = [...layer, number, ...layer.slice(0, 3), halve, ...layer];
  assert.equal(assertSame(createKernels('simd'), parts), 5);
});

test('a program of more arrays than a tape has room for is called by itself', () => {
  const list: List = [...layer, calls.elementwise(wide, 3, [b, ...Array.from({ length: 10 }, () => db)]), ...layer];
  assert.equal(assertSame(createKernels('simd'), list), 3);
});

test('operands move with the turns of a loop', () => {
  const body: List = [
    calls.biasAdd(1, 3, b, eachTurn(y, 3)), calls.biasAdd(1, 5, eachTurn(x, 5), eachTurn(dx, 5)),
  ];
  assertSame(createKernels('simd'), [{ count: MOST, body }, ...layer, { count: batch, body, isBackwards: true }]);
});

test('where the memory is full, calls are run without a tape, with the same bits', () => {
  const k = createKernels('simd'), full: Kernels = {
    ...k, reserve: (length, arrays) => {
      const table = k.reserve(length, arrays);
      let left = Object.keys(tensors).length;
      return { ...table, allocate: (n) => (left-- > 0 ? table : k).allocate(n) };
    },
  };
  assert.equal(assertSame(full, layer), 1);
});

test('a table made from this one, with a bind of its own, is asked for each call', () => {
  const k = createKernels('simd'), seen: string[] = [], own: Kernels = {
    ...k, reserve: (length, arrays) => {
      const table = k.reserve(length, arrays);
      return { ...table, bind: (call) => { seen.push(call.routine.name); return table.bind(call); } };
    },
  };
  assert.equal(assertSame(own, layer), layer.length);
  assert.deepEqual(seen, ['gemm', 'biasAdd', 'elementwise', 'elementwiseInRows', 'gemm', 'columnSums', 'gemm']);
});

test('steps take no room in memory, by an applyDense of one\'s own either, and on gradients in turn', () => {
  class Own extends Adam {
    override applyDense(...args: Parameters<Adam['applyDense']>): void {
      super.applyDense(...args);
    }
  }
  const memory = new Memory(100_000, F32X4), { room } = memory, k: Kernels = {
    ...createTable(Object.values(routines), new Linked(memory, new Compiled()), tables[0], tables[0]),
    allocate: (length) => room.allocate(length) ?? assert.fail('the memory is full'),
  };
  for (const optimizer of [new Own({ learningRate: 0.1 }), new Adam({ learningRate: 0.1 })]) {
    const theta = k.allocate(5), gradients = [k.allocate(5), k.allocate(5)];
    const state = optimizer.prepare(theta, k, []);
    const used = (): number => (room.allocate(1) ?? assert.fail('full')).byteOffset;
    const steps = (): void => { for (const gradient of gradients) state.apply(gradient, 1, false); };
    steps();
    const before = used();
    for (let i = 0; i < 100; i++) steps();
    assert.equal(used() - before, 128, 'what this test takes itself');
  }
});
