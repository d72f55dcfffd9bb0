import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { operations, type Program } from '../../lib/formula/index.ts';
import { createFloat64Kernels, type Kernels } from '../../lib/kernels/index.ts';
import { createSimdFloat64Kernels } from '../../lib/kernels/tables.ts';
import { features } from '../../lib/wasm/index.ts';
import { assertClose } from '../helpers/close.ts';
import { once, operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { inRows } from './cases/elementwiseInRows.ts';
import { drawAny } from './cases/case.ts';
import { routines } from './cases/index.ts';
import { programs } from './cases/programs.ts';
import { oracle64 } from './oracle.ts';

/** Of sums of up to some hundred terms of size 1, in another order. */
const TOLERANCE = 1e-12;

const witness = createFloat64Kernels();

function inBinary64(arrays: Readonly<Record<string, Float32Array>>): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, Float64Array.from(array)]));
}

routines.filter(({ name }) => !name.startsWith('elementwise')).forEach((routine, stream) => {
  test(`the witness computes ${routine.name} as defined, in binary64`, () => {
    const random = new Philox(64, stream);
    for (let i = 0; i < routine.cases; i++) {
      const { title, arrays, call } = routine.draw(random, i % 2 === 0 ? 'uniform' : 'powers');
      const actual = inBinary64(arrays), expected = inBinary64(arrays);
      const result = call(witness, actual), expectedResult = call(oracle64, expected);
      for (const name of Object.keys(arrays)) assertClose(actual[name], expected[name], TOLERANCE, `${title}: ${name}`);
      assertClose([Number(result ?? 0)], [Number(expectedResult ?? 0)], TOLERANCE, title);
    }
  });
});

function usesBits({ instructions }: Program): boolean {
  return instructions.some(({ operation }) =>
    operations[operation].result === 'integer' || operations[operation].operands.includes('integer'));
}

test('the witness runs programs in binary64, and refuses those that work on bits of binary32', () => {
  const random = new Philox(65);
  for (const program of programs) {
    const n = 40;
    const arrays = program.arrays.map(() => Float64Array.from(operands(random, n)));
    const scalars = program.scalars.map(() => random.nextFloat() + 0.1);
    if (usesBits(program)) {
      assert.throws(() => witness.elementwise(program, n, arrays, scalars), {
        name: 'TypeError', message: /^\w+: '\w+' works on binary32 bits and has no binary64 meaning$/,
      });
      continue;
    }
    const expected = arrays.map((array) => array.slice());
    witness.elementwise(program, n - 3, arrays, scalars);
    oracle64.elementwise(program, n - 3, expected, scalars);
    arrays.forEach((array, i) =>
      assertClose(array, expected[i], TOLERANCE, `${program.name}, ${program.arrays[i].name}`));
    const { title, arrays: inRowsOf, call } = inRows(program, random, 'uniform');
    const [rows, rowsExpected] = [inBinary64(inRowsOf), inBinary64(inRowsOf)];
    call(witness, rows);
    call(oracle64, rowsExpected);
    for (const name of Object.keys(rows)) assertClose(rows[name], rowsExpected[name], TOLERANCE, `${title}: ${name}`);
  }
});

test('the witness rounds nothing to binary32: 0.1 as alpha and as a scalar stays 0.1', () => {
  const x = Float64Array.of(1, 3);
  witness.scal(2, 0.1, x, 0, 1);
  assert.deepEqual(x, Float64Array.of(0.1, 0.1 * 3));
});

test('nrm2 of the witness neither overflows nor vanishes, and keeps NaN and Infinity', () => {
  const norm = (...x: number[]): number => witness.nrm2(x.length, Float64Array.from(x), 0, 1);
  assertClose([norm(3e200, -4e200) / 5e200, norm(3e-200, 0, 4e-200) / 5e-200], [1, 1], 1e-15);
  assert.deepEqual([norm(), norm(0, -0), norm(1, -Infinity), norm(Infinity, NaN, 2)], [0, 0, Infinity, NaN]);
});

test('in the witness a row with NaN or Infinity, or of −Infinity only, has no softmax', () => {
  const z = Float64Array.of(1, NaN, 2, /**/ 1, Infinity, 2, /**/ -Infinity, -Infinity, -Infinity, /**/ 0, -Infinity, 0);
  const a = witness.allocate(12);
  witness.softmax(4, 3, z, a);
  assertClose(a, [...Array<number>(9).fill(NaN), 0.5, 0, 0.5], 0);
});

test('memory of the witness is zeros in binary64', () => {
  assert.equal(witness.name, 'float64');
  assert.deepEqual(witness.reserve(4, 1).allocate(3), new Float64Array(3));
});

const skip = !features().simd128 && 'no SIMD';
/** Cases of a routine, for one of those that the contract's tables have. */
const PART = Number(process.env['BITGRAD_CASES'] ?? 1);
const CASES_PER_TABLE = 200;
/** What no operand has, beside them. */
const GUARD = -7654.321;

/** Copies of arrays, each in the table's memory or elsewhere, at its start or within it, and the whole of each. */
function placed(
  table: Kernels<Float64Array>, random: Philox, arrays: Readonly<Record<string, Float32Array>>,
): { readonly views: Record<string, Float64Array>; readonly wholes: Float64Array[] } {
  const isApart = once(random, 5), wholes: Float64Array[] = [];
  const views = Object.entries(arrays).map(([name, array]): [string, Float64Array] => {
    const start = random.nextBelow(4), length = start + array.length + 4;
    const whole = isApart && once(random, 2) ? new Float64Array(length) : table.allocate(length);
    whole.fill(GUARD);
    wholes.push(whole);
    const view = whole.subarray(start, start + array.length);
    view.set(array);
    return [name, view];
  });
  return { views: Object.fromEntries(views), wholes };
}

routines.filter(({ name }) => !name.startsWith('elementwise')).forEach((routine, stream) => {
  test(`on SIMD ${routine.name} has the bits of the witness, and writes nothing beside`, { skip }, () => {
    const random = new Philox(66, stream), table = createSimdFloat64Kernels();
    let block = table.reserve(2 ** 21, 10_000);
    for (let i = 0; i < routine.cases * PART; i++) {
      if (i % CASES_PER_TABLE === 0) block = table.reserve(2 ** 21, 10_000);
      const { title, arrays, call } = drawAny(routine, random), { position } = random;
      const own = placed(block, random, arrays);
      random.position = position;
      const same = placed(witness, random, arrays);
      const result = call(once(random, 3) ? table : block, own.views), wanted = call(witness, same.views);
      own.wholes.forEach((whole, at) => assertSameBits(whole, same.wholes[at], `${title}: array ${at}`));
      assert.ok(Object.is(result, wanted), `${title}: ${String(result)} for ${String(wanted)}`);
    }
  });
});

test('on SIMD products beyond a block of any size have the bits of the witness', { skip }, () => {
  const random = new Philox(67);
  for (const [m, n, k] of [[3, 7, 600], [245, 9, 3], [17, 97, 513], [2, 1030, 5], [20, 12, 784]]) {
    for (const [transA, transB] of [['N', 'N'], ['T', 'N'], ['N', 'T'], ['T', 'T']] as const) {
      for (const alpha of [1, 0.1]) {
        const table = createSimdFloat64Kernels().reserve(m * n + m * k + k * n, 3);
        const [a, b, c] = [m * k, k * n, m * n].map((length) => {
          const array = table.allocate(length);
          array.set(operands(random, length));
          return array;
        });
        const expected = c.slice(), lda = transA === 'N' ? k : m, ldb = transB === 'N' ? n : k;
        table.gemm(transA, transB, m, n, k, alpha, a, 0, lda, b, 0, ldb, 1, c, 0, n);
        witness.gemm(transA, transB, m, n, k, alpha, a, 0, lda, b, 0, ldb, 1, expected, 0, n);
        assertSameBits(c, expected, `${transA}${transB} ${m} x ${n} x ${k}, alpha ${alpha}`);
      }
    }
  }
});
