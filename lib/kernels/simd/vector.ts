/**
 * Level 1 BLAS and reductions on contiguous vectors.
 * @module
 */
import { module, type Body, type Local, type MemoryType, type Module, type Value } from '../../wasm/index.ts';
import { VECTOR_BYTES, fold } from './lanes.ts';
import { eachElement, eachVector, sumLanes, whileAtLeast, type Load } from './loops.ts';

/** What the module exports; x and y are addresses. */
export interface VectorFunctions {
  axpy(n: number, alpha: number, x: number, y: number): void;
  scal(n: number, alpha: number, x: number): void;
  /** a ← a ⊕ ((alpha ⊗ xᵢ) ⊗ yⱼ); xStep and aStep in bytes. */
  ger(m: number, n: number, alpha: number, x: number, xStep: number, y: number, a: number, aStep: number): void;
  dot(n: number, x: number, y: number): number;
  sum(n: number, x: number): number;
  /** Σ (xᵢ ⊗ scale)² in four lanes. */
  squares(n: number, x: number, scale: number): number;
  /** The bits of the largest |xᵢ| as an integer: above those of Infinity if any x is NaN. */
  largest(n: number, x: number): number;
}

/** The module's bytes. */
export function emitVector(memory: MemoryType): Uint8Array {
  const m = module({ memory });
  const i32 = 'i32', f32 = 'f32';
  m.export(m.func('axpy', { parameters: { n: i32, alpha: f32, x: i32, y: i32 } }, (f, { n, alpha, x, y }) => axpyLoop(f, n, alpha, x, y)));
  m.export(m.func('scal', { parameters: { n: i32, alpha: f32, x: i32 } }, (f, { n, alpha, x }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(alpha));
    eachVector(f, n, [x], 4, (offset) => f.v128.store(x, f.f32x4.mul(f.v128.load(x, offset), factor), offset));
    eachElement(f, n, [x], () => f.f32.store(x, f.f32.mul(f.f32.load(x), alpha)));
  }));
  emitGer(m);
  emitReduction(m, 'dot', { x: i32, y: i32 }, (f, [x, y], load) => f.f32x4.mul(load(x), load(y)));
  emitReduction(m, 'sum', { x: i32 }, (_f, [x], load) => load(x));
  emitSquares(m);
  emitLargest(m);
  return m.emit();
}

function axpyLoop(f: Body, n: Local<'i32'>, alpha: Local<'f32'>, x: Local<'i32'>, y: Local<'i32'>): void {
  const factor = f.local('factor', 'v128', f.f32x4.splat(alpha));
  eachVector(f, n, [x, y], 4, (offset) => f.v128.store(y, f.f32x4.add(f.v128.load(y, offset), f.f32x4.mul(factor, f.v128.load(x, offset))), offset));
  eachElement(f, n, [x, y], () => f.f32.store(y, f.f32.add(f.f32.load(y), f.f32.mul(alpha, f.f32.load(x)))));
}

function emitGer(m: Module): void {
  const parameters = { m: 'i32', n: 'i32', alpha: 'f32', x: 'i32', xStep: 'i32', y: 'i32', a: 'i32', aStep: 'i32' } as const;
  const row = m.func('row', { parameters: { n: 'i32', alpha: 'f32', x: 'i32', y: 'i32' } }, (f, { n, alpha, x, y }) => axpyLoop(f, n, alpha, x, y));
  m.export(m.func('ger', { parameters }, (f, { m: rows, n, alpha, x, xStep, y, a, aStep }) => {
    whileAtLeast(f, rows, 1, () => {
      f.call(row, n, f.f32.mul(alpha, f.f32.load(x)), y, a);
      x.set(f.i32.add(x, xStep));
      a.set(f.i32.add(a, aStep));
    });
  }));
}

/** (n, …pointers) → Σ of terms in the contract's four lanes. */
function emitReduction(
  m: Module, name: string, pointers: Readonly<Record<string, 'i32'>>, term: (f: Body, pointers: readonly Local<'i32'>[], load: Load) => Value<'v128'>,
): void {
  m.export(m.func(name, { parameters: { n: 'i32', ...pointers }, results: ['f32'] }, (f, locals) => {
    const all = Object.keys(pointers).map((pointer) => (locals as Record<string, Local<'i32'>>)[pointer]);
    const lanes = f.local('lanes', 'v128');
    sumLanes(f, locals.n, all, lanes, (load) => term(f, all, load));
    return fold(f, lanes);
  }));
}

function emitSquares(m: Module): void {
  m.export(m.func('squares', { parameters: { n: 'i32', x: 'i32', scale: 'f32' }, results: ['f32'] }, (f, { n, x, scale }) => {
    const lanes = f.local('lanes', 'v128'), scaled = f.local('scaled', 'v128'), factor = f.local('factor', 'v128', f.f32x4.splat(scale));
    sumLanes(f, n, [x], lanes, (load) => {
      scaled.set(f.f32x4.mul(load(x), factor));
      return f.f32x4.mul(scaled, scaled);
    });
    return fold(f, lanes);
  }));
}

/** Magnitudes order as their bits do. */
function emitLargest(m: Module): void {
  m.export(m.func('largest', { parameters: { n: 'i32', x: 'i32' }, results: ['i32'] }, (f, { n, x }) => {
    const magnitude = f.local('magnitude', 'v128', f.i32x4.splat(0x7fffffff));
    const most = [0, 1, 2, 3].map((u) => f.local(`most${u}`, 'v128'));
    const largest = f.local('largest', 'i32');
    eachVector(f, n, [x], 4, (offset) => {
      const lanes = most[offset / VECTOR_BYTES];
      lanes.set(f.i32x4.max_u(lanes, f.v128.and(f.v128.load(x, offset), magnitude)));
    });
    eachElement(f, n, [x], () => most[0].set(f.i32x4.max_u(most[0], f.v128.and(f.v128.load32_zero(x), magnitude))));
    for (const lanes of most) {
      for (const lane of [0, 1, 2, 3]) {
        largest.set(f.select(largest.get(), f.i32x4.extract_lane(lanes, lane), f.i32.gt_u(largest, f.i32x4.extract_lane(lanes, lane))));
      }
    }
    return largest.get();
  }));
}
