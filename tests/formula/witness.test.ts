import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { operations, type Program } from '../../lib/formula/index.ts';
import { createFloat64Kernels, createKernels } from '../../lib/kernels/index.ts';
import { assertClose } from '../helpers/close.ts';
import { programs } from '../kernels/cases/programs.ts';

/** Some hundred roundings of 2⁻²⁴. */
const TOLERANCE = 1e-5;

const isFloatOnly = ({ instructions }: Program): boolean =>
  instructions.every(({ operation }) => operations[operation].result !== 'integer');

test('one recorded formula, run in binary32 and in binary64, gives the same numbers up to rounding', () => {
  const random = new Philox(3);
  const reference = createKernels('reference'), witness = createFloat64Kernels();
  const chosen = programs.filter(isFloatOnly);
  assert.ok(chosen.length > 25);
  for (const program of chosen) {
    // away from 0, where quotients and logarithms are well conditioned
    const arrays = program.arrays.map(() => Float32Array.from({ length: 300 }, () => 0.25 + random.nextFloat()));
    const scalars = program.scalars.map(() => 0.1 + random.nextFloat());
    const wide = arrays.map((array) => Float64Array.from(array));
    reference.elementwise(program, 300, arrays, scalars);
    witness.elementwise(program, 300, wide, scalars);
    arrays.forEach((array, i) => assertClose(array, wide[i], TOLERANCE, `${program.name}, ${program.arrays[i].name}`));
  }
});
