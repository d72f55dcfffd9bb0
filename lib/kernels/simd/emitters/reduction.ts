/**
 * Sums of vectors, as lib/core/blockSums.ts has them.
 * @module
 */

import { SUM_BLOCK } from '../../../core/blockSums.ts';
import type { Body, Local, Module, Value } from '../../../wasm/index.ts';
import { eachVector, type Load } from '../loops.ts';

type Pointer = Local<'i32'>;

/** (n, …pointers) → Σ of terms. */
export function emitReduction(
  m: Module, name: string, pointers: Readonly<Record<string, 'i32'>>,
  term: (f: Body, pointers: readonly Pointer[], load: Load) => Value<'v128'>,
): void {
  m.export(m.func(name, { parameters: { n: 'i32', ...pointers }, results: ['f32'] }, (f, locals) => {
    const all = Object.keys(pointers).map((pointer) => (locals as Record<string, Pointer>)[pointer]);
    return sumOf(f, locals.n, all, (load) => term(f, all, load)).get();
  }));
}

/**
 * Σ of n terms, block by block; counts n down to 0 and moves `pointers` along. It declares locals, so a function has
 * it once.
 */
export function sumOf(
  f: Body, n: Local<'i32'>, pointers: readonly Pointer[], term: (load: Load) => Value<'v128'>,
): Local<'f32'> {
  const lanes = f.local('lanes', 'v128'), inBlock = f.local('inBlock', 'i32'), isLater = f.local('isLater', 'i32');
  const block = f.local('block', 'f32'), total = f.local('total', 'f32');
  isLater.set(0);
  f.loop((again) => {
    inBlock.set(SUM_BLOCK);
    f.if(f.i32.lt_u(n, inBlock), () => inBlock.set(n));
    n.set(f.i32.sub(n, inBlock));
    lanes.set(f.f32x4.splat(0));
    addTerms(f, inBlock, pointers, lanes, term);
    block.set(fold(f, lanes));
    f.if(isLater, () => block.set(f.f32.add(total, block)));
    total.set(block);
    isLater.set(1);
    f.br_if(again, n);
  });
  return total;
}

/**
 * lanes ← lanes ⊕ terms, lane i mod 4 for element i. What is left over is loaded with zeros behind it:
 * adding +0 to a lane that started at +0 changes nothing, since no sum of such a lane is −0.
 */
function addTerms(
  f: Body, n: Local<'i32'>, pointers: readonly Pointer[], lanes: Local<'v128'>, term: (load: Load) => Value<'v128'>,
): void {
  const accumulate = (load: Load): void => lanes.set(f.f32x4.add(lanes, term(load)));
  eachVector(f, n, pointers, 1, () => accumulate((pointer) => f.v128.load(pointer)));
  f.block((done) => {
    f.block((three) => {
      f.block((two) => {
        f.block((one) => {
          f.br_table(n, [done, one, two], three);
        });
        accumulate((pointer) => f.v128.load32_zero(pointer));
        f.br(done);
      });
      accumulate((pointer) => f.v128.load64_zero(pointer));
      f.br(done);
    });
    accumulate((pointer) => f.v128.load32_lane(pointer, f.v128.load64_zero(pointer), 2, 8));
  });
}

/** (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃) */
function fold(f: Body, lanes: Local<'v128'>): Value<'f32'> {
  return f.f32.add(
    f.f32.add(f.f32x4.extract_lane(lanes, 0), f.f32x4.extract_lane(lanes, 1)),
    f.f32.add(f.f32x4.extract_lane(lanes, 2), f.f32x4.extract_lane(lanes, 3)),
  );
}
