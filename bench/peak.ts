/**
 * The machine's peak of binary32 multiplications and additions without fused ones, as WebAssembly reaches it:
 * the ceiling of gemm.
 * @module
 */
import { link, module } from '../lib/wasm/index.ts';
import { measure, type Budget } from './harness.ts';

/**
 * Independent chains of each kind: both pipes of each kind are full at a latency of 3 cycles. With their operands they
 * fit 15 registers.
 */
const CHAINS = 6;
const ITERATIONS = 100_000;
const LANES = 4;

/** Operations on registers alone; `run` returns what they come to. */
function emitLoop(): Uint8Array {
  const m = module();
  m.export(m.func('run', { parameters: { iterations: 'i32', factor: 'f32', summand: 'f32' }, results: ['f32'] }, (
    f, { iterations, factor, summand },
  ) => {
    const factors = f.local('factors', 'v128', f.f32x4.splat(factor));
    const summands = f.local('summands', 'v128', f.f32x4.splat(summand));
    const products = Array.from({ length: CHAINS }, (_, i) => f.local(`product${i}`, 'v128', f.f32x4.splat(factor)));
    const sums = Array.from({ length: CHAINS }, (_, i) => f.local(`sum${i}`, 'v128', f.f32x4.splat(summand)));
    f.loop((again) => {
      products.forEach((product, i) => {
        product.set(f.f32x4.mul(product, factors));
        sums[i].set(f.f32x4.add(sums[i], summands));
      });
      f.br_if(again, iterations.tee(f.i32.sub(iterations, 1)));
    });
    for (const other of [...products.slice(1), ...sums]) products[0].set(f.f32x4.add(products[0], other));
    return f.f32x4.extract_lane(products[0], 0);
  }));
  return m.emit();
}

/** GFLOP/s, quiet and in the median. */
export function measurePeak(budget: Budget = {}): { readonly quiet: number; readonly median: number } {
  const { run } = link<{ run(iterations: number, factor: number, summand: number): number }>(emitLoop());
  const [{ p10Us, medianUs }] = measure([{ run: () => run(ITERATIONS, 1, 1) }], budget);
  const flops = 2 * CHAINS * LANES * ITERATIONS;
  return { quiet: flops / p10Us / 1000, median: flops / medianUs / 1000 };
}
