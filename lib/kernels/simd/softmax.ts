/**
 * The row-wise parts of softmax and its cross-entropy; exponentials and logarithms between them are element-wise programs.
 * @module
 */
import { module, type Body, type Local, type MemoryType, type Module } from '../../wasm/index.ts';
import { fold } from './lanes.ts';
import { eachVectorOfRow, sumLanes, whileAtLeast } from './loops.ts';
import { largestOfRow } from './rows.ts';

/** What the module exports; all but sizes and scale are addresses, rows are contiguous. */
export interface SoftmaxFunctions {
  /** a ← z ⊖ max z. */
  shift(m: number, n: number, z: number, a: number): void;
  /** shifted[i] ← aᵢ at the row's label. */
  pick(m: number, n: number, a: number, labels: number, shifted: number): void;
  /** a ← a ⊘ sums[i]. */
  divide(m: number, n: number, sums: number, a: number): void;
  /** dz ← a ⊗ (da ⊖ Σ da ⊗ a). */
  gradient(m: number, n: number, a: number, da: number, dz: number): void;
  /** dz ← (a ⊖ [j = label]) ⊗ scale. */
  crossentropyGradient(m: number, n: number, a: number, labels: number, scale: number, dz: number): void;
}

type Pointer = Local<'i32'>;

/** The module's bytes. */
export function emitSoftmax(memory: MemoryType): Uint8Array {
  const m = module({ memory });
  emitShift(m);
  emitPick(m);
  emitDivide(m);
  emitGradient(m);
  emitCrossentropyGradient(m);
  return m.emit();
}

function emitShift(m: Module): void {
  m.export(m.func('shift', { parameters: { m: 'i32', n: 'i32', z: 'i32', a: 'i32' } }, (f, { m: rows, n, z, a }) => {
    const most = f.local('most', 'v128'), shifted = f.local('shifted', 'v128'), at = f.local('at', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      at.set(z);
      left.set(n);
      largestOfRow(f, left, at, most);
      left.set(n);
      eachVectorOfRow(f, left, [z, a], a, shifted, () => shifted.set(f.f32x4.sub(f.v128.load(z), most)));
    });
  }));
}

function emitPick(m: Module): void {
  m.export(m.func('pick', { parameters: { m: 'i32', n: 'i32', a: 'i32', labels: 'i32', shifted: 'i32' } }, (f, { m: rows, n, a, labels, shifted }) => {
    whileAtLeast(f, rows, 1, () => {
      f.f32.store(shifted, f.f32.load(f.i32.add(a, labelOffset(f, labels))));
      a.set(f.i32.add(a, f.i32.shl(n, 2)));
      for (const pointer of [labels, shifted]) pointer.set(f.i32.add(pointer, 4));
    });
  }));
}

function labelOffset(f: Body, labels: Pointer) {
  return f.i32.shl(f.i32.trunc_sat_f32_s(f.f32.load(labels)), 2);
}

function emitDivide(m: Module): void {
  m.export(m.func('divide', { parameters: { m: 'i32', n: 'i32', sums: 'i32', a: 'i32' } }, (f, { m: rows, n, sums, a }) => {
    const sum = f.local('sum', 'v128'), quotient = f.local('quotient', 'v128'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      sum.set(f.v128.load32_splat(sums));
      left.set(n);
      eachVectorOfRow(f, left, [a], a, quotient, () => quotient.set(f.f32x4.div(f.v128.load(a), sum)));
      sums.set(f.i32.add(sums, 4));
    });
  }));
}

function emitGradient(m: Module): void {
  m.export(m.func('gradient', { parameters: { m: 'i32', n: 'i32', a: 'i32', da: 'i32', dz: 'i32' } }, (f, { m: rows, n, a, da, dz }) => {
    const lanes = f.local('lanes', 'v128'), total = f.local('total', 'v128'), result = f.local('result', 'v128');
    const ai = f.local('ai', 'i32'), di = f.local('di', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      lanes.set(f.f32x4.splat(0));
      ai.set(a);
      di.set(da);
      left.set(n);
      sumLanes(f, left, [ai, di], lanes, (load) => f.f32x4.mul(load(di), load(ai)));
      total.set(f.f32x4.splat(fold(f, lanes)));
      left.set(n);
      eachVectorOfRow(f, left, [a, da, dz], dz, result, () => result.set(f.f32x4.mul(f.v128.load(a), f.f32x4.sub(f.v128.load(da), total))));
    });
  }));
}

function emitCrossentropyGradient(m: Module): void {
  const parameters = { m: 'i32', n: 'i32', a: 'i32', labels: 'i32', scale: 'f32', dz: 'i32' } as const;
  m.export(m.func('crossentropyGradient', { parameters }, (f, { m: rows, n, a, labels, scale, dz }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(scale)), scaled = f.local('scaled', 'v128');
    const left = f.local('left', 'i32'), offset = f.local('offset', 'i32'), target = f.local('target', 'i32'), right = f.local('right', 'f32');
    whileAtLeast(f, rows, 1, () => {
      offset.set(labelOffset(f, labels));
      right.set(f.f32.mul(f.f32.sub(f.f32.load(f.i32.add(a, offset)), 1), scale));
      target.set(f.i32.add(dz, offset));
      left.set(n);
      eachVectorOfRow(f, left, [a, dz], dz, scaled, () => scaled.set(f.f32x4.mul(f.v128.load(a), factor)));
      f.f32.store(target, right);
      labels.set(f.i32.add(labels, 4));
    });
  }));
}
