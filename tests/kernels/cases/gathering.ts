/**
 * Cases of gather and scatterAdd.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import { once, operands, type OperandKind } from '../../helpers/random.ts';
import { factor, size, type Case, type Routine } from './case.ts';

/** Sizes, and arrays for them, which may be longer than the call needs. */
function draw(random: Philox, kind: OperandKind) {
  const v = 1 + random.nextBelow(9), m = size(random), n = once(random, 8) ? random.nextBelow(400) : size(random);
  const array = (length: number): Float32Array =>
    operands(random, length + (once(random, 2) ? 0 : random.nextBelow(8)), kind);
  return { m, n, v, array, ids: Float32Array.from({ length: m }, () => random.nextBelow(v)) };
}

export const gather: Routine = {
  name: 'gather',
  cases: 300,
  draw(random, kind): Case {
    const { m, n, v, array, ids } = draw(random, kind);
    return {
      title: `gather m=${m} n=${n} v=${v}, ${kind}`, arrays: { x: array(v * n), ids, y: array(m * n) },
      call: (k, { x, ids: numbers, y }) => k.gather(m, n, v, x, numbers, y),
    };
  },
};

export const scatterAdd: Routine = {
  name: 'scatterAdd',
  cases: 400,
  draw(random, kind): Case {
    const { m, n, v, array, ids } = draw(random, kind), beta = factor(random), y = array(v * n);
    if (Math.fround(beta) === 0 && once(random, 2)) y.fill(NaN);
    return {
      title: `scatterAdd m=${m} n=${n} v=${v} beta=${beta}, ${kind}`, arrays: { x: array(m * n), ids, y },
      call: (k, { x, ids: numbers, y: into }) => k.scatterAdd(m, n, v, x, numbers, beta, into),
    };
  },
};
