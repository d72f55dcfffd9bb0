import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import type { Kernels } from '../../lib/kernels/index.ts';
import { assertSameBits, assertSameNumber } from '../helpers/same.ts';
import { drawAny, routines, type Case } from './cases/index.ts';
import { oracle } from './oracle.ts';
import { Placement } from './placement.ts';
import { tables } from './tables.ts';

/** How many times the quick suite's cases; tests/slow/kernels.test.ts sets it. */
const FACTOR = Number(process.env['BITGRAD_CASES'] ?? 1);

function check({ title, arrays, call }: Case, table: Kernels, placement: Placement): void {
  const expected = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
  const expectedResult = call(oracle, expected);
  const { views, checkGuards } = placement.place(arrays);
  const result = call(table, views);
  for (const name of Object.keys(arrays)) assertSameBits(views[name], expected[name], `${title}: ${name}`);
  if (typeof result === 'number' && typeof expectedResult === 'number') assertSameNumber(result, expectedResult, title);
  else assert.equal(result, expectedResult, title);
  checkGuards(title);
}

for (const table of tables) {
  routines.forEach((routine, stream) => {
    test(`${table.name}: ${routine.name} has the bits of its definition`, () => {
      const random = new Philox(1990, stream);
      const placement = new Placement(table, random);
      for (let i = routine.cases * FACTOR; i > 0; i--) {
        // A table and the blocks it reserves are the same kernels.
        const drawn = drawAny(routine, random);
        check(drawn, i % 3 === 0 ? placement.table : table, placement);
      }
    });
  });

  test(`${table.name}: memory is zeros, of the length asked for, apart from all other, also beyond what was reserved`, () => {
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
