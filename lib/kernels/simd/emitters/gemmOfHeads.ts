/**
 * See lib/kernels/routines/gemmOfHeads.ts.
 * @module
 */

import { linkHeadGemms } from '../gemmHeads.ts';
import { times } from '../located.ts';
import { bindAccumulating } from './accumulating.ts';
import type { Bind } from './emitter.ts';
import { copyFunctions, directGemm, fitsTransposed } from './gemm.ts';

export const bind: Bind = (
  linked, { sizes: { count, heads, m, n, k }, scalars: { beta }, operands: { a, b, c } },
) => {
  const { memory, lanes } = linked;
  if ([heads, m, n, k].some(({ fixed }) => fixed === 0) || !fitsTransposed(lanes, n.fixed, k.fixed)) return undefined;
  const gemm = directGemm(linked, n.fixed, heads.fixed * k.fixed);
  if (gemm === undefined) return undefined;
  const places = [memory.placeOf(gemm), memory.placeOf(copyFunctions(linked).transposeUnscaled)];
  const { ofHeads } = linkHeadGemms(linked), matrices = heads.fixed * m.fixed * n.fixed;
  return bindAccumulating(linked, beta, c, times(count, matrices), (accumulate) =>
    ({ f: ofHeads, args: [count, heads, m, n, k, a, b, accumulate, c, ...places] }));
};
