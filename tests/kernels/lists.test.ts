/**
 * Lists that hold more than calls: loops whose operands move, conditions, numbers, and arithmetic on them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { expectDifferentiable } from '../../lib/curvature/expectDifferentiable.ts';
import { createTangentKernels } from '../../lib/curvature/tangentKernels.ts';
import { Tangents } from '../../lib/curvature/tangents.ts';
import { add, formula, mul, operations, type Program } from '../../lib/formula/index.ts';
import { callsOf } from '../../lib/kernels/allRoutines.ts';
import { newRun, type Call, type Tensor } from '../../lib/kernels/calls.ts';
import { createFloat64Kernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import { bindList, eachTurn, host, runList, type List } from '../../lib/kernels/lists.ts';
import { eachArgument } from '../../lib/kernels/routines/placeCall.ts';
import { once, operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { drawAny, routines, steering, type Case } from './cases/index.ts';
import { makers, tables } from './tables.ts';

const FACTOR = Number(process.env['BITGRAD_CASES'] ?? 1);
const CASES = 12;

const calls = callsOf<Tensor>();

/** The calls of a case as data. */
function made({ call, arrays }: Case): readonly Call<Tensor>[] {
  const list: Call<Tensor>[] = [];
  const keeping = new Proxy(tables[0], {
    get: (_table, name) => (...args: never[]): void => {
      list.push(Reflect.apply(Reflect.get(calls, name), undefined, args) as Call<Tensor>);
    },
  });
  call(keeping, arrays);
  return list;
}

/** A call with other tensors for its own, which are told by the arrays that stand for them. */
function onTensors(call: Call<Tensor>, tensorOf: (array: Float32Array) => Tensor): Call<Tensor> {
  const args = [...call.args];
  eachArgument(call.routine, (kind, position) => {
    if (kind === 'operand') args[position] = tensorOf(args[position] as Float32Array);
  });
  return { ...call, args };
}

/** What a list leaves in arrays that start with these values, and in its first number. */
function result<A extends FloatArray>(
  k: Kernels<A>, starts: ReadonlyMap<Tensor, Float32Array>, list: List,
): { arrays: A[]; number: number } {
  const placed = new Map([...starts].map(([tensor, values]) => {
    const array = k.allocate(values.length);
    array.set(values);
    return [tensor, array];
  }));
  const arrayOf = (tensor: Tensor): A => {
    const found = placed.get(tensor);
    if (found !== undefined) return found;
    const { of, start } = tensor as Part;
    return arrayOf(of).subarray(start, start + tensor.length) as A;
  };
  const run = newRun(2);
  run.numbers[1] = TURNS;
  runList(bindList(k, list, arrayOf), run);
  return { arrays: [...placed.values()], number: run.numbers[0] };
}

/** A part of a tensor. */
interface Part extends Tensor {
  readonly of: Tensor;
  readonly start: number;
}

const TURNS = 3;

/** A case in a loop, and the same unrolled: each operand moves by its length, or stays. */
function drawLoop(random: Philox, routine: (typeof routines)[number]) {
  const drawn = drawAny(routine, random), list = made(drawn), isBackwards = once(random, 2);
  const starts = new Map<Tensor, Float32Array>();
  /** By their memory, which other views of them share. */
  const moving = new Map<ArrayBufferLike, Tensor>(), staying = new Map<ArrayBufferLike, Tensor>();
  for (const [name, array] of Object.entries(drawn.arrays)) {
    const tensor = { length: TURNS * array.length };
    const turns = Array.from({ length: TURNS }, (_, turn) =>
      array.map((x) => (steering.has(name) ? x : x * 2 ** -turn)));
    starts.set(tensor, Float32Array.from(turns.flatMap((values) => [...values])));
    (once(random, 4) ? staying : moving).set(array.buffer, tensor);
  }
  const found = (array: Float32Array): Tensor => {
    const tensor = moving.get(array.buffer) ?? staying.get(array.buffer);
    assert.ok(tensor !== undefined, `${drawn.title}: an array of the case`);
    return tensor;
  };
  const numbered = list.map((call) => (call.routine.returns === undefined ? call : { ...call, into: 0 }));
  const body = numbered.map((call) => onTensors(call, (array) => (
    moving.has(array.buffer) ? eachTurn(found(array), array.length) : found(array))));
  const turns = Array.from({ length: TURNS }, (_, i) => (isBackwards ? TURNS - 1 - i : i));
  const unrolled = turns.flatMap((turn) => numbered.map((call) => onTensors(call, (array): Part => (
    { of: found(array), start: moving.has(array.buffer) ? turn * array.length : 0, length: array.length }))));
  const count = once(random, 2) ? TURNS : once(random, 2) ? { perExample: TURNS } : { number: 1 };
  const loop: List = [{ count, body, isBackwards }];
  return { title: `${drawn.title}${isBackwards ? ', backwards' : ''}`, starts, loop, unrolled };
}

for (const [name, make] of Object.entries({ ...makers, float64: createFloat64Kernels })) {
  test(`${name}: a loop has the bits of its calls in turn, both ways, on operands that move and that stay`, () => {
    const reserved = (k: Kernels | Kernels<Float64Array>) => k.reserve(200_000, 64) as Kernels;
    routines.filter((routine) => routine.name !== 'loadRows').forEach((routine, stream) => {
      const random = new Philox(2024, stream);
      const cases = name.startsWith('tracing') ? CASES / 4 : CASES; // they record each operation, and take their time
      for (let i = 0; i < Math.max(4, cases * FACTOR); i++) {
        const { title, starts, loop, unrolled } = drawLoop(random, routine);
        if (name === 'float64' && hasNoMeaning64(unrolled)) continue;
        const k = reserved(make()), got = result(k, starts, loop);
        const wanted = result(name === 'float64' ? k : tables[0], starts, unrolled);
        got.arrays.forEach((array, a) => assertSameBits(array, wanted.arrays[a], `${title}: array ${a}`));
        assert.ok(Object.is(got.number, wanted.number), title);
      }
    });
  });
}

/** Whether a formula works on the bits of binary32. */
function hasNoMeaning64(list: readonly Call<Tensor>[]): boolean {
  return list.some(({ routine: { program } }) => (
    program?.instructions.some(({ operation }) => {
      const { operands: taken, result: given } = operations[operation];
      return given === 'integer' || taken.includes('integer');
    }) === true));
}

const products: Program = formula({
  name: 'products', arrays: ['x', 'y'], define: ({ x, y }) => ({ y: add(mul(x, y), x) }),
});

test('derivatives go through a loop as through its calls one after the other', () => {
  const random = new Philox(5), x = operands(random, 12), y = operands(random, 12);
  const step = (at: (array: Tensor, turn: number) => Tensor, turn: number): List => (
    [calls.elementwise(products, 4, [at(X, turn), at(Y, turn)])]);
  const X: Tensor = { length: 12 }, Y: Tensor = { length: 12 };
  const runs = [
    [{ count: 3, body: step((array) => eachTurn(array, 4), 0) }],
    [0, 1, 2].flatMap((turn) => step((of, t): Part => ({ of, start: 4 * t, length: 4 }), turn)),
  ].map((list) => {
    const tangents = new Tangents<Float64Array>(), k = createTangentKernels(createFloat64Kernels(), tangents);
    const placed = new Map<Tensor, Float64Array>([[X, k.allocate(12)], [Y, k.allocate(12)]]);
    const [ax, ay] = [...placed.values()];
    ax.set(x);
    ay.set(y);
    tangents.of(ax).fill(1);
    const arrayOf = (tensor: Tensor): Float64Array => {
      const { of, start } = tensor as Part;
      return placed.get(tensor) ?? arrayOf(of).subarray(start, start + 4);
    };
    runList(bindList(k, list, arrayOf), newRun());
    return [ay, tangents.of(ay)];
  });
  runs[0].forEach((array, i) => assertSameBits(array, runs[1][i]));
  assertSameBits(runs[0][1], Float64Array.from(y, (value) => value + 1));
});

test('a loop in a loop has turns of its own, and gives them back', () => {
  const seen: number[][] = [], note = (label: number): List[number] => (
    { host: 'note', reads: [], writes: [], run: ({ turn }) => { seen.push([label, turn]); } });
  const inner: List = [note(1)];
  const nested: List = [{ count: 2, body: [{ count: 3, body: inner, isBackwards: true }, note(0)] }, note(2)];
  runList(bindList(tables[0], nested), newRun());
  assert.deepEqual(seen, [[1, 2], [1, 1], [1, 0], [0, 0], [1, 2], [1, 1], [1, 0], [0, 1], [2, 0]]);
});

test('a table may have loops of few calls as calls that follow each other, in the order of their turns', () => {
  const x = new Float32Array(12).map((_, i) => i + 1), one = calls.scal(1, 3, x, 11, 1);
  const inner: List = [calls.axpy(1, 2, eachTurn(x, 2), 0, 1, eachTurn(x, 1), 4, 1)];
  const list: List = [one, { count: 2, body: [{ count: 3, body: inner, isBackwards: true }, one] }, one];
  const start = x.slice();
  runList(bindList<Float32Array>(tables[0], list), newRun());
  const expected = x.slice();
  for (const [unrolls, rows] of [[8, [10]], [7, [4, 1, 1]], [2, [1, 1, 1, 1]], [0, [1, 1, 1, 1]]] as const) {
    const seen: number[] = [];
    const k: Kernels = {
      ...tables[0], unrolls,
      bindAll(row) {
        seen.push(row.length);
        return row.map((call) => this.bind(call));
      },
    };
    x.set(start);
    runList(bindList<Float32Array>(k, list), newRun());
    assertSameBits(x, expected, `${unrolls}`);
    assert.deepEqual(seen.sort((a, b) => b - a), rows, `${unrolls}`);
  }
});

test('a loop of nothing comes to nothing, however often', () => {
  for (const unrolls of [0, 8]) {
    const x = new Float32Array(3).fill(1), k: Kernels = { ...tables[0], unrolls };
    const nothing: List = [{ count: 2 ** 40, body: [] }];
    const list: List = [...nothing, { count: 2, body: nothing }, calls.scal(3, 2, x, 0, 1)];
    runList(bindList<Float32Array>(k, list), newRun());
    assert.deepEqual([...x], [2, 2, 2]);
  }
});

test('a loop of a thousand turns is bound once, as one of ten', () => {
  for (const count of [10, 1000]) {
    let bound = 0;
    const k: Kernels = { ...tables[0], bind: (call) => { bound++; return tables[0].bind(call); } };
    const x = new Float32Array(4 * count).fill(1);
    const moving = eachTurn(x, 4), body = [calls.elementwise(products, 4, [moving, moving])];
    runList(bindList<Float32Array>(k, [{ count, body }]), newRun());
    assert.equal(bound, 1);
    assert.ok(x.every((value) => value === 2));
  }
});

test('a call says where its number goes, arithmetic works on it, and a list is run where a number is not 0', () => {
  for (const k of tables) {
    for (const [values, wanted] of [[[3, 4], [0.6, 0.8]], [[0, 0], [0, 0]]]) {
      const x = k.allocate(2), run = newRun(2);
      x.set(values);
      const list: List = [
        { ...calls.nrm2(2, x, 0, 1), into: 1 },
        { arithmetic(numbers) { numbers[0] = numbers[1] === 0 ? 0 : 1 / numbers[1]; } },
        { when: { number: 1 }, body: [calls.scal(2, { number: 0 }, x, 0, 1)] },
      ];
      runList(bindList<Float32Array>(k, list), run);
      assert.deepEqual([...x], wanted.map((value) => Math.fround(value)), k.name);
      assert.equal(run.numbers[1], Math.hypot(...values));
    }
  }
});

test('what loses the derivative is named within loops and conditions too; arithmetic is passed over', () => {
  const x = new Float32Array(2), refused = (list: List) => () => expectDifferentiable([{ user: "layer 'l'", list }]);
  const lost = /^curvature: layer 'l' has no derivative here: sum returns a number/;
  const inner: List = [{ when: { number: 0 }, body: [calls.sum(2, x, 0, 1)] }];
  assert.throws(refused([{ count: 2, body: inner }]), { name: 'TypeError', message: lost });
  refused([{ arithmetic() {} }, { count: 2, body: [calls.scal(2, 1, x, 0, 1)] }])();
});

test('a call that throws within a loop leaves the turn as it was', () => {
  const x = Float32Array.of(0), seen: number[] = [], run = newRun();
  let throws = true;
  const throwing = host('throwing', [], [x], ({ turn }) => {
    if (throws && turn === 2) throw new Error('stop');
  });
  const looking = host('looking', [x], [], ({ turn }) => { seen.push(turn); });
  const list = bindList<Float32Array>(tables[0], [{ count: 3, body: [throwing] }, looking]);
  assert.throws(() => runList(list, run), /stop/);
  throws = false;
  runList(list, run);
  assert.deepEqual([seen, run.turn], [[0], 0]);
});
