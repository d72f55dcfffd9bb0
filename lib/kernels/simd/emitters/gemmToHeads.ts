/**
 * See lib/kernels/routines/gemmToHeads.ts.
 * @module
 */

import { linkHeadGemms } from '../gemmHeads.ts';
import { times } from '../located.ts';
import { bindAccumulating } from './accumulating.ts';
import type { Bind } from './emitter.ts';
import { directGemm } from './gemm.ts';

export const bind: Bind = (
  linked, { transposes: { transA }, sizes: { count, heads, m, n, k }, scalars: { beta }, operands: { a, b, c } },
) => {
  if ([heads, m, n, k].some(({ fixed }) => fixed === 0)) return undefined;
  const gemm = directGemm(linked, n.fixed, transA === 'N' ? k.fixed : undefined);
  if (gemm === undefined) return undefined;
  const { toHeads, transposedToHeads } = linkHeadGemms(linked), place = linked.memory.placeOf(gemm);
  const f = transA === 'N' ? toHeads : transposedToHeads, rows = heads.fixed * m.fixed * n.fixed;
  return bindAccumulating(linked, beta, c, times(count, rows), (accumulate) =>
    ({ f, args: [count, heads, m, n, k, a, b, accumulate, c, place] }));
};
