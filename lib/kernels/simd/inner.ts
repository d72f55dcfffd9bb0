/**
 * Depthwise products of the outputs that have all of their taps, few as they are: their factors stay in registers, and
 * pixel follows pixel without a loop over taps.
 * @module
 */

import type { Func, Module } from '../../wasm/index.ts';
import { advance, innerOf, parameters, stridesOf, type Slide } from './geometry.ts';
import { LANES, VECTOR_BYTES, storeColumns } from './lanes.ts';
import { whileAtLeast } from './loops.ts';
import { padLoop } from './tricks.ts';

/** So many factors fit the registers, but for a few. */
const MOST_TAPS = 9;
/** See lib/kernels/simd/tricks.ts. */
const PADDING = 500;

/** Whether a product has such outputs, and they are done here. */
export function hasInner({ down, along, isEach }: Slide): boolean {
  return isEach && down.taps * along.taps <= MOST_TAPS && innerOf(down).count > 0 && innerOf(along).count > 0;
}

/** The function of those outputs; `taps` are bytes from the kernel to the factors of each tap. */
export function emitInner(m: Module, name: string, slide: Slide, taps: readonly number[]): Func {
  const { down, along, f: filters } = slide, { pixel, row, image, outPixel, outRow, outImage } = stridesOf(slide);
  const rows = innerOf(down), columns = innerOf(along), whole = Math.floor(filters / LANES), last = filters % LANES;
  const offsets = taps.map((_, tap) => (
    Math.floor(tap / along.taps) * down.dilation * row + (tap % along.taps) * along.dilation * pixel));
  return m.func(name, { parameters }, (f, { n, x, kernel, accumulate, y }) => {
    const [vectors, lines, left] = ['vectors', 'lines', 'left'].map((each) => f.local(each, 'i32'));
    const [from, factor, to] = ['from', 'factor', 'to'].map((each) => f.local(each, 'i32'));
    const [rowX, rowY, a, c] = ['rowX', 'rowY', 'a', 'c'].map((each) => f.local(each, 'i32'));
    const factors = taps.map((_, tap) => f.local(`factor${tap}`, 'v128')), sum = f.local('sum', 'v128');
    const eachPixel = (stored: number): void => {
      factors.forEach((each, tap) => each.set(f.v128.load(factor, taps[tap])));
      rowX.set(from);
      rowY.set(to);
      lines.set(rows.count);
      whileAtLeast(f, lines, 1, () => {
        a.set(f.i32.and(rowX, 0x7ffffffc)); // tells the compiler that an address needs no extension
        c.set(f.i32.and(rowY, 0x7ffffffc));
        left.set(columns.count);
        f.loop((again) => {
          padLoop(f, a, PADDING);
          sum.set(f.f32x4.splat(0));
          f.if(accumulate, () => sum.set(f.v128.load(c)));
          offsets.forEach((offset, tap) => {
            sum.set(f.f32x4.add(f.f32x4.mul(f.v128.load(a, offset), factors[tap]), sum));
          });
          storeColumns(f, c, sum, stored, 0);
          advance(f, a, along.stride * pixel);
          advance(f, c, along.step * outPixel);
          f.br_if(again, left.tee(f.i32.sub(left, 1)));
        });
        advance(f, rowX, down.stride * row);
        advance(f, rowY, down.step * outRow);
      });
    };
    advance(f, x, (rows.first * down.stride - down.before) * row);
    advance(f, x, (columns.first * along.stride - along.before) * pixel);
    advance(f, y, (down.start + rows.first * down.step) * outRow);
    advance(f, y, (along.start + columns.first * along.step) * outPixel);
    whileAtLeast(f, n, 1, () => {
      from.set(x);
      factor.set(kernel);
      to.set(y);
      vectors.set(whole);
      if (whole > 0) whileAtLeast(f, vectors, 1, () => {
        eachPixel(LANES);
        for (const pointer of [from, factor, to]) advance(f, pointer, VECTOR_BYTES);
      });
      if (last > 0) eachPixel(last);
      advance(f, x, image);
      advance(f, y, outImage);
    });
  });
}
