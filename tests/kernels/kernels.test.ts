import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { callsOf } from '../../lib/kernels/allRoutines.ts';
import { newRun, type Call } from '../../lib/kernels/calls.ts';
import type { Kernels } from '../../lib/kernels/index.ts';
import { routines as described } from '../../lib/kernels/allRoutines.ts';
import { once } from '../helpers/random.ts';
import { assertSameBits, assertSameNumber } from '../helpers/same.ts';
import { drawAny, routines, type Case } from './cases/index.ts';
import { oracle } from './oracle.ts';
import { Placement } from './placement.ts';
import { makers } from './tables.ts';

/**
 * What part of its cases a routine sees on each table: most where lanes have tails; the plain loops fewer,
 * and those of the trace fewer still, which record each operation of a case and take ten times as long.
 * BITGRAD_CASES is for all alike: the slow suite takes many times as many.
 */
const PARTS: Readonly<Record<string, number>> = {
  simd: 1 / 2, reference: 1 / 4, threads: 1 / 4, tracing: 1 / 16, 'tracing of what is not finite': 1 / 16,
};

/** Makes the calls as data, binds them and runs them; returns what the last returns. */
function callBound(k: Kernels, call: Case['call'], views: Readonly<Record<string, Float32Array>>): unknown {
  const made: Call<Float32Array>[] = [], calls = callsOf<Float32Array>();
  const keeping = new Proxy(k, {
    get: (_table, name) => (...args: never[]): void => {
      made.push(Reflect.apply(Reflect.get(calls, name), undefined, args) as Call<Float32Array>);
    },
  });
  call(keeping, views);
  const bound = made.some(({ routine }) => routine.returns) ? made.map((one) => k.bind(one)) : k.bindAll?.(made);
  return (bound ?? made.map((one) => k.bind(one))).map((run) => run(newRun())).at(-1);
}

/**
 * A table of which so many calls have been made gives way to a new one: what is kept from earlier calls must serve,
 * and must not run out.
 */
const CALLS_PER_TABLE = 300;

function check(
  routine: string, { title, arrays, call }: Case, random: Philox, table: Kernels, placement: Placement,
): void {
  const expected = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
  const { views, checkGuards } = placement.place(arrays);
  // Mostly by the table that handed out the memory; a call that is repeated may go another way.
  const k = once(random, 4) ? table : placement.table;
  for (let calls = once(random, 4) ? 2 : 1; calls > 0; calls--) {
    const expectedResult = call(oracle, expected);
    const result = routine !== 'loadRows' && once(random, 3) ? callBound(k, call, views) : call(k, views);
    for (const name of Object.keys(arrays)) assertSameBits(views[name], expected[name], `${title}: ${name}`);
    if (typeof result === 'number' && typeof expectedResult === 'number') assertSameNumber(
      result, expectedResult, title,
    );
    else assert.equal(result, expectedResult, title);
    checkGuards(title);
  }
}

test('every routine that is described has cases', () => {
  const cases = routines.map(({ name }) => name);
  assert.deepEqual(Object.keys(described).filter((name) => !cases.includes(name)), []);
  assert.deepEqual(Object.keys(PARTS).sort(), Object.keys(makers).sort());
  assert.deepEqual(
    Object.entries(described).map(([name, routine]) => [name, routine.name]),
    Object.keys(described).map((name) => [name, name]),
  );
});

for (const [name, make] of Object.entries(makers)) {
  const part = Number(process.env['BITGRAD_CASES'] ?? PARTS[name]);
  routines.forEach((routine, stream) => {
    test(`${name}: ${routine.name} has the bits of its definition`, () => {
      const random = new Philox(1990, stream);
      let table = make(), placement = new Placement(table, random);
      for (let i = 1; i <= routine.cases * part; i++) {
        check(routine.name, drawAny(routine, random), random, table, placement);
        if (i % CALLS_PER_TABLE === 0) {
          table = make();
          placement = new Placement(table, random);
        }
      }
    });
  });

  test(`${name}: memory is zeros, of the length asked for, apart from all other, also beyond what was reserved`, () => {
    const table = make();
    for (const k of [table, table.reserve(10, 2), table.reserve(0, 0)]) {
      assert.equal(k.name, table.name);
      const arrays = [0, 1, 7, 3, 200, 100000].map((length) => [k.allocate(length), length] as const);
      arrays.forEach(([array, length], i) => {
        assert.ok(array instanceof Float32Array);
        assertSameBits(array, new Float32Array(length));
        array.fill(i + 1);
      });
      arrays.forEach(([array], i) => assert.ok(array.every((value) => value === i + 1)));
    }
  });
}
