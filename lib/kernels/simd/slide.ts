/**
 * A product that slides over images: the form of conv2d, and of its gradient with respect to the input.
 *
 * Lanes run across the filters of a group, whose part of the kernel is copied into a panel first. The rows of a tile
 * are neighbouring pixels, where all taps lie in the image; else the same pixel of several images, all of which have
 * the same taps: so those outside are left out, and nothing is padded.
 * @module
 */

import type { Body, Func, Local, Module, Operand } from '../../wasm/index.ts';
import { TILE_ROWS, split } from './gemmDirect.ts';
import { advance, clip, innerOf, isInside, parameters, stridesOf, type Slide, type Strides } from './geometry.ts';
import { emitInner, hasInner } from './inner.ts';
import { LANES, VECTOR_BYTES } from './lanes.ts';
import { whileAtLeast } from './loops.ts';
import { SCRATCH } from './memory.ts';
import { emitNestedTile } from './nestedTile.ts';
import { eachTile, sharesOf, type Share } from './shares.ts';

/** How the kernel is read: bytes from the filters of one group to those of the next, and from one filter on. */
export interface Panel {
  readonly groupStep: number;
  readonly columnStep: number;
  /** Where the filters of each tap lie side by side: bytes from `kernel` to them. */
  readonly taps?: readonly number[];
  /** Copies so many filters from `kernel` on into the scratch: a row of whole vectors for each tap, each channel. */
  pack(f: Body, kernel: Local<'i32'>, columns: number): void;
}

const PANEL = SCRATCH.packedA;

/** Whether the panel of a product has room. */
export function hasRoom({ down, along, c, f }: Slide): boolean {
  const { pairs, last } = split(f), vectors = pairs === 0 ? last : Math.max(2, last);
  return down.taps * along.taps * c * vectors * VECTOR_BYTES <= PANEL.bytes;
}

function isWhole({ down, along }: Slide): boolean {
  return isInside(down) && isInside(along);
}

/** The function of a product; each output must have a tap. */
export function emitSlide(m: Module, name: string, slide: Slide, panel: Panel): Func {
  const { f: filters, c, groups, isEach } = slide, { pairs, last } = split(filters);
  const lastColumns = ((filters - 1) % LANES) + 1;
  const inner = panel.taps && hasInner(slide) ? emitInner(m, `${name}Inner`, slide, panel.taps) : undefined;
  if (inner !== undefined && isWhole(slide)) return inner;
  const end = emitStrip(m, `${name}End`, slide, panel, last, lastColumns);
  const middle = pairs === 0 ? undefined : emitStrip(m, `${name}Middle`, slide, panel, 2, LANES);
  return m.func(name, { parameters }, (f, { n, x, kernel, accumulate, y }) => {
    const group = f.local('group', 'i32', groups), strips = f.local('strips', 'i32');
    const column = f.local('column', 'i32'), from = f.local('from', 'i32'), to = f.local('to', 'i32');
    if (inner !== undefined) f.call(inner, n, x, kernel, accumulate, y);
    whileAtLeast(f, group, 1, () => {
      column.set(kernel);
      from.set(x);
      to.set(y);
      if (middle !== undefined) {
        strips.set(pairs);
        whileAtLeast(f, strips, 1, () => {
          f.call(middle, n, from, column, accumulate, to);
          advance(f, column, 2 * LANES * panel.columnStep);
          if (isEach) advance(f, from, 2 * VECTOR_BYTES);
          advance(f, to, 2 * VECTOR_BYTES);
        });
      }
      f.call(end, n, from, column, accumulate, to);
      advance(f, x, 4 * c);
      advance(f, kernel, panel.groupStep);
      advance(f, y, 4 * filters);
    });
  });
}

/** A function of the same parameters for some of the filters. */
function emitStrip(
  m: Module, name: string, slide: Slide, panel: Panel, vectors: number, lastColumns: number,
): Func {
  const { along, down, isEach } = slide, strides = stridesOf(slide), isByPixel = isWhole(slide);
  const [aRow, cRow] = isByPixel
    ? [along.stride * strides.pixel, along.step * strides.outPixel] : [strides.image, strides.outImage];
  const sizes = TILE_ROWS[vectors], shares = sharesOf(along.outputs, sizes), bytes = vectors * VECTOR_BYTES;
  const cells = (isByPixel ? shares.map(({ rows }) => rows) : sizes).map((rows): Cell => {
    const tile = emitNestedTile(m, `${name}Tile${rows}`, {
      rows: Array.from({ length: rows }, (_, i) => i * aRow), isEach, vectors, lastColumns,
      aStep: isEach ? along.dilation * strides.pixel : 4, bStep: bytes, cStep: cRow,
    });
    return { rows, sum: sumOfTaps(m, `${name}Taps${rows}`, slide, tile, bytes) };
  });
  return m.func(name, { parameters }, (f, { n, x, kernel, accumulate, y }) => {
    panel.pack(f, kernel, (vectors - 1) * LANES + lastColumns);
    advance(f, y, down.start * strides.outRow + along.start * strides.outPixel);
    const images = { f, n, x, y, accumulate, slide, strides, cells, bytes };
    if (isByPixel) pixelByPixel(images, shares);
    else imagesTogether(images);
  });
}

/** A number that is known, or one that is not yet. */
type Count = Local<'i32'> | number;

/** Sums over so many rows of so many taps. */
type SumOfTaps = (
  f: Body, a: Local<'i32'>, b: Operand<'i32'>, c: Local<'i32'>, down: Count, along: Count, accumulate: Local<'i32'>,
) => void;

/** A tile's rows, and how they are summed. */
interface Cell {
  readonly rows: number;
  readonly sum: SumOfTaps;
}

/** The taps of a row are one run, where they follow each other in the image; else each is a run. */
function sumOfTaps(m: Module, name: string, slide: Slide, tile: Func, bytes: number): SumOfTaps {
  const { down, along, c, groups, isEach } = slide, { pixel, row } = stridesOf(slide);
  const nextRow = down.dilation * row, kernelRow = along.taps * c * bytes;
  if (isEach || (along.dilation === 1 && groups === 1)) return (f, a, b, to, rows, taps, accumulate) => f.call(
    tile, a, b, to, rows, times(f, taps, c), minus(f, nextRow, times(f, taps, along.dilation * pixel)),
    minus(f, kernelRow, times(f, taps, c * bytes)), accumulate,
  );
  const inputs = { a: 'i32', b: 'i32', c: 'i32', down: 'i32', along: 'i32', accumulate: 'i32' } as const;
  const sum = m.func(name, { parameters: inputs }, (f, { a, b, c: to, down: rows, along: taps, accumulate }) => {
    whileAtLeast(f, rows, 1, () => {
      f.call(tile, a, b, to, taps, c, along.dilation * pixel - 4 * c, 0, accumulate);
      accumulate.set(1);
      advance(f, a, nextRow);
      advance(f, b, kernelRow);
    });
  });
  return (f, ...args) => f.call(sum, ...args);
}

function times(f: Body, a: Count, factor: number): Operand<'i32'> {
  return typeof a === 'number' ? a * factor : f.i32.mul(a, factor);
}

function minus(f: Body, from: number, what: Operand<'i32'>): Operand<'i32'> {
  return typeof what === 'number' ? from - what : f.i32.sub(from, what);
}

/** What the loops over images and pixels work on; they move x and y along. */
interface Images {
  readonly f: Body;
  readonly n: Local<'i32'>;
  readonly x: Local<'i32'>;
  readonly y: Local<'i32'>;
  readonly accumulate: Local<'i32'>;
  readonly slide: Slide;
  readonly strides: Strides;
  readonly cells: readonly Cell[];
  readonly bytes: number;
}

function pixelByPixel(
  { f, n, x, y, accumulate, slide: { down, along }, strides, cells }: Images, shares: readonly Share[],
): void {
  const rows = f.local('rows', 'i32'), left = f.local('left', 'i32');
  const rowX = f.local('rowX', 'i32'), rowY = f.local('rowY', 'i32');
  const a = f.local('a', 'i32'), c = f.local('c', 'i32');
  advance(f, x, -down.before * strides.row - along.before * strides.pixel);
  whileAtLeast(f, n, 1, () => {
    rowX.set(x);
    rowY.set(y);
    rows.set(down.outputs);
    whileAtLeast(f, rows, 1, () => {
      a.set(rowX);
      c.set(rowY);
      cells.forEach(({ rows: pixels, sum }, i) => {
        left.set(shares[i].tiles);
        whileAtLeast(f, left, 1, () => {
          sum(f, a, f.from(PANEL.start), c, down.taps, along.taps, accumulate);
          advance(f, a, pixels * along.stride * strides.pixel);
          advance(f, c, pixels * along.step * strides.outPixel);
        });
      });
      advance(f, rowX, down.stride * strides.row);
      advance(f, rowY, down.step * strides.outRow);
    });
    advance(f, x, strides.image);
    advance(f, y, strides.outImage);
  });
}

function imagesTogether({ f, n, x, y, accumulate, slide, strides, cells, bytes }: Images): void {
  const { down, along, c } = slide;
  const rows = f.local('rows', 'i32'), columns = f.local('columns', 'i32'), fives = f.local('fives', 'i32');
  const rowX = f.local('rowX', 'i32'), rowY = f.local('rowY', 'i32'), a = f.local('a', 'i32');
  const b = f.local('b', 'i32'), to = f.local('to', 'i32');
  const [i, firstRow, tapRows] = ['i', 'firstRow', 'tapRows'].map((name) => f.local(name, 'i32'));
  const [j, first, taps] = ['j', 'first', 'taps'].map((name) => f.local(name, 'i32'));
  /** Leaves out the columns that are done, where `columns` has come to so many. */
  const skipInner = (at: number): void => {
    const { count } = innerOf(along);
    f.if(f.i32.and(f.i32.eq(columns, at), f.i32.eq(tapRows, down.taps)), () => {
      advance(f, columns, -count);
      advance(f, j, count * along.stride);
      advance(f, to, count * along.step * strides.outPixel);
    });
  };
  const { first: firstInner } = innerOf(along), hasSkip = hasInner(slide);
  eachTile(f, n, fives, cells, ({ rows: images, sum }) => {
    i.set(-down.before);
    rowY.set(y);
    rows.set(down.outputs);
    whileAtLeast(f, rows, 1, () => {
      clip(f, down, i, firstRow, tapRows);
      rowX.set(f.i32.add(x, f.i32.mul(f.i32.add(i, f.i32.mul(firstRow, down.dilation)), strides.row)));
      j.set(-along.before);
      to.set(rowY);
      columns.set(along.outputs);
      if (hasSkip && firstInner === 0) skipInner(along.outputs);
      whileAtLeast(f, columns, 1, () => {
        clip(f, along, j, first, taps);
        a.set(f.i32.add(rowX, f.i32.mul(f.i32.add(j, f.i32.mul(first, along.dilation)), strides.pixel)));
        f.if(f.i32.and(f.i32.gt_s(tapRows, 0), f.i32.gt_s(taps, 0)), () => {
          const row = f.i32.mul(f.i32.add(f.i32.mul(firstRow, along.taps), first), c * bytes);
          b.set(f.i32.add(row, f.from(PANEL.start)));
          sum(f, a, b, to, tapRows, taps, accumulate);
        });
        advance(f, j, along.stride);
        advance(f, to, along.step * strides.outPixel);
        if (hasSkip && firstInner > 0) skipInner(along.outputs - firstInner + 1);
      });
      advance(f, i, down.stride);
      advance(f, rowY, down.step * strides.outRow);
    });
    advance(f, x, images * strides.image);
    advance(f, y, images * strides.outImage);
  });
}
