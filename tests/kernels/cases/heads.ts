/**
 * Cases of the products of heads.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import type { Transpose } from '../../../lib/kernels/index.ts';
import { once, operands, pick, type OperandKind } from '../../helpers/random.ts';
import { factor, size, type Case, type Routine } from './case.ts';

interface Drawn extends Omit<Case, 'call'> {
  readonly sizes: readonly [count: number, heads: number, m: number, n: number, k: number];
  readonly beta: number;
}

function draw(name: string, random: Philox, kind: OperandKind): Drawn {
  const count = pick(random, [0, 1, 2, 3]), heads = pick(random, [0, 1, 1, 2, 3, 4]), beta = factor(random);
  const m = size(random), n = size(random), k = size(random);
  const [a, b, c] = [m * k, n * k, m * n].map((length) =>
    operands(random, count * heads * length + (once(random, 2) ? 0 : random.nextBelow(8)), kind));
  if (Math.fround(beta) === 0 && once(random, 2)) c.fill(NaN);
  const title = `${name} count=${count} heads=${heads} m=${m} n=${n} k=${k} beta=${beta}, ${kind}`;
  return { title, arrays: { a, b, c }, sizes: [count, heads, m, n, k], beta };
}

export const gemmOfHeads: Routine = {
  name: 'gemmOfHeads', cases: 300,
  draw(random, kind): Case {
    const { sizes, beta, ...drawn } = draw('gemmOfHeads', random, kind);
    return { ...drawn, call: (k, at) => k.gemmOfHeads(...sizes, at['a'], at['b'], beta, at['c']) };
  },
};

export const gemmToHeads: Routine = {
  name: 'gemmToHeads', cases: 300,
  draw(random, kind): Case {
    const transA = pick<Transpose>(random, ['N', 'T']);
    const { sizes, beta, ...drawn } = draw(`gemmToHeads ${transA}`, random, kind);
    return { ...drawn, call: (k, at) => k.gemmToHeads(transA, ...sizes, at['a'], at['b'], beta, at['c']) };
  },
};
