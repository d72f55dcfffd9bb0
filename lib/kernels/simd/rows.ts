/**
 * Sums over rows and columns, the bias, and scales.
 * @module
 */
import { module, type Body, type Local, type MemoryType, type Module, type Value } from '../../wasm/index.ts';
import { VECTOR_BYTES, fold, startSums } from './lanes.ts';
import { eachElement, eachStrip, eachVector, sumLanes, whileAtLeast } from './loops.ts';

/** What the module exports; x, y, b, s are addresses, rows are contiguous. */
export interface RowFunctions {
  rowSums(m: number, n: number, x: number, y: number): void;
  rowMaxima(m: number, n: number, x: number, y: number): void;
  columnSums(m: number, n: number, x: number, accumulate: number, y: number): void;
  biasAdd(m: number, n: number, b: number, x: number): void;
  scaleRows(m: number, n: number, s: number, x: number): void;
  scaleColumns(m: number, n: number, s: number, x: number): void;
}

/** The module's bytes. */
export function emitRows(memory: MemoryType): Uint8Array {
  const m = module({ memory });
  const i32 = 'i32';
  m.export(m.func('rowSums', { parameters: { m: i32, n: i32, x: i32, y: i32 } }, (f, { m: rows, n, x, y }) => {
    const lanes = f.local('lanes', 'v128'), at = f.local('at', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      lanes.set(f.f32x4.splat(0));
      at.set(x);
      left.set(n);
      sumLanes(f, left, [at], lanes, (load) => load(at));
      f.f32.store(y, fold(f, lanes));
      x.set(f.i32.add(x, f.i32.shl(n, 2)));
      y.set(f.i32.add(y, 4));
    });
  }));
  m.export(m.func('rowMaxima', { parameters: { m: i32, n: i32, x: i32, y: i32 } }, (f, { m: rows, n, x, y }) => {
    const most = f.local('most', 'v128'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      left.set(n);
      largestOfRow(f, left, x, most);
      f.f32.store(y, f.f32.add(f.f32x4.extract_lane(most, 0), 0)); // −0 becomes +0
      y.set(f.i32.add(y, 4));
    });
  }));
  m.export(m.func('columnSums', { parameters: { m: i32, n: i32, x: i32, accumulate: i32, y: i32 } }, (f, { m: rows, n, x, accumulate, y }) => {
    const at = f.local('at', 'i32'), left = f.local('left', 'i32'), step = f.local('step', 'i32', f.i32.shl(n, 2));
    eachStrip(f, n, [x, y], (sums, store) => {
      startSums(f, sums, accumulate, y);
      at.set(x);
      left.set(rows);
      whileAtLeast(f, left, 1, () => {
        sums.forEach((sum, v) => sum.set(f.f32x4.add(sum, f.v128.load(at, v * VECTOR_BYTES))));
        at.set(f.i32.add(at, step));
      });
      sums.forEach((sum, v) => store(y, sum, v));
    });
  }));
  emitOnRows(m, 'biasAdd', (f, x, b) => f.f32x4.add(x, b));
  emitOnRows(m, 'scaleColumns', (f, x, s) => f.f32x4.mul(x, s));
  m.export(m.func('scaleRows', { parameters: { m: i32, n: i32, s: i32, x: i32 } }, (f, { m: rows, n, s, x }) => {
    const left = f.local('left', 'i32'), scale = f.local('scale', 'f32'), scales = f.local('scales', 'v128');
    whileAtLeast(f, rows, 1, () => {
      scale.set(f.f32.load(s));
      scales.set(f.f32x4.splat(scale));
      left.set(n);
      eachVector(f, left, [x], 4, (offset) => f.v128.store(x, f.f32x4.mul(f.v128.load(x, offset), scales), offset));
      eachElement(f, left, [x], () => f.f32.store(x, f.f32.mul(f.f32.load(x), scale)));
      s.set(f.i32.add(s, 4));
    });
  }));
  return m.emit();
}

/** (m, n, b, x): every row of x ← operation(row, b). */
function emitOnRows(m: Module, name: string, operation: (f: Body, x: Value<'v128'>, b: Local<'v128'>) => Value<'v128'>): void {
  m.export(m.func(name, { parameters: { m: 'i32', n: 'i32', b: 'i32', x: 'i32' } }, (f, { m: rows, n, b, x }) => {
    const at = f.local('at', 'i32'), left = f.local('left', 'i32'), step = f.local('step', 'i32', f.i32.shl(n, 2)), result = f.local('result', 'v128');
    eachStrip(f, n, [b, x], (operands, store) => {
      operands.forEach((operand, v) => operand.set(f.v128.load(b, v * VECTOR_BYTES)));
      at.set(x);
      left.set(rows);
      whileAtLeast(f, left, 1, () => {
        operands.forEach((operand, v) => {
          result.set(operation(f, f.v128.load(at, v * VECTOR_BYTES), operand));
          store(at, result, v);
        });
        at.set(f.i32.add(at, step));
      });
    });
  }));
}

/** `most` ← the largest of `left` elements in every lane, NaN passed over. Moves `at` behind them. */
export function largestOfRow(f: Body, left: Local<'i32'>, at: Local<'i32'>, most: Local<'v128'>): void {
  most.set(f.f32x4.splat(-Infinity));
  eachVector(f, left, [at], 1, () => most.set(f.f32x4.pmax(most, f.v128.load(at))));
  eachElement(f, left, [at], () => most.set(f.f32x4.pmax(most, f.v128.load32_splat(at))));
  for (const swap of [8, 4]) {
    most.set(f.f32x4.pmax(most, f.i8x16.shuffle(most, most, Array.from({ length: 16 }, (_, byte) => (byte + swap) % 16))));
  }
}
