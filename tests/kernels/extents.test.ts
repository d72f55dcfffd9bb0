import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOf } from '../../lib/kernels/checkOf.ts';
import { placeCall } from '../../lib/kernels/routines/placeCall.ts';
import { matrix, sizes, transpose, whole, type Routine } from '../../lib/kernels/routines/routine.ts';

/** A routine that does nothing, on an image of n × h rows and c columns, a matrix and its transpose. */
const nothing: Routine = {
  name: 'nothing',
  parameters: [
    transpose('trans'), ...sizes('n', 'h', 'c'), matrix('a', 'reads', 'h', ['n', 'c'], { transposedBy: 'trans' }),
    whole('b', 'reads', { by: 'trans', N: 'n', T: 'c' }), whole('x', 'writes', ['n', 'h'], 'c'),
  ],
  loop32: () => {}, loop64: () => {},
};

test('the extent of an operand may be a product of sizes', () => {
  const args = (trans: string): (Float32Array | number | string)[] =>
    [trans, 2, 3, 5, new Float32Array(30), 0, trans === 'N' ? 10 : 3, new Float32Array(5), new Float32Array(30)];
  const shapes = (trans: string): number[][] =>
    placeCall<unknown>(nothing, args(trans)).operands.map(({ rows, columns, step }) => [rows, columns, step]);
  assert.deepEqual(shapes('N'), [[3, 10, 10], [2, 1, 1], [6, 5, 5]]);
  assert.deepEqual(shapes('T'), [[10, 3, 3], [5, 1, 1], [6, 5, 5]]);
});

test('what is checked of an operand is all of the product', () => {
  const check = checkOf(nothing), args = (length: number): (Float32Array | number | string)[] =>
    ['N', 2, 3, 5, new Float32Array(30), 0, 10, new Float32Array(2), new Float32Array(length)];
  check(args(30));
  assert.throws(() => check(args(29)), {
    name: 'ShapeError', message: 'nothing: x must hold 30 elements, offset included, got 29',
  });
});
