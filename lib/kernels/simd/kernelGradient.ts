/**
 * The gradient of a convolution with respect to its kernel.
 *
 * Lanes run across the filters of a group, and the inner loops over the outputs whose tap lies in the image; nothing is
 * copied. The rows of a tile are neighbouring channels at one tap; where all taps lie in the image and are few, they
 * are all rows of the kernel, one tap after the other. Image after image, so that both stay in the cache: what is
 * summed goes on from what is there.
 * @module
 */

import { module, type Func, type Local, type MemoryType, type Module } from '../../wasm/index.ts';
import { axesOf, channels, clearUnless, type Convolution } from './convolution.ts';
import { TILE_ROWS, split } from './gemmDirect.ts';
import { advance, channelsOf, clip, isInside, parameters, type Axis, type Channels } from './geometry.ts';
import { LANES, VECTOR_BYTES } from './lanes.ts';
import { whileAtLeast } from './loops.ts';
import { emitNestedTile } from './nestedTile.ts';
import { sharesOf, type Share } from './shares.ts';

/** Up to so many rows of the kernel each tile has a call of its own. */
const FEW_ROWS = 144;

/** The module's bytes. */
export function kernelGradientModule(convolution: Convolution): (memory: MemoryType) => Uint8Array {
  return (memory) => {
    const m = module({ memory });
    emitSum(m, { ...convolution, ...channels(convolution, convolution.c, convolution.f) });
    return m.emit();
  };
}

/** A convolution, and what is summed over. */
type Sum = Channels & Pick<Convolution, 'window'>;

/** (n, x, dy, accumulate, dKernel), as in lib/kernels/simd/slide.ts. */
function emitSum(m: Module, { window, ...convolution }: Sum): void {
  const [h, w, oh, ow, kh, kw] = window, { c, f: filters, groups, isEach } = convolution;
  const { pairs, last } = split(filters), lastColumns = ((filters - 1) % LANES) + 1;
  const end = emitStrip(m, 'end', { window, ...convolution }, last, lastColumns);
  const middle = pairs === 0 ? undefined : emitStrip(m, 'middle', { window, ...convolution }, 2, LANES);
  m.export(m.func('slide', { parameters }, (f, { n, x, kernel: dy, accumulate, y: dKernel }) => {
    const [group, strips, from, b, to] = ['group', 'strips', 'from', 'b', 'to'].map((name) => f.local(name, 'i32'));
    clearUnless(f, accumulate, dKernel, kh * kw * c * groups * filters, 1);
    whileAtLeast(f, n, 1, () => {
      from.set(x);
      b.set(dy);
      to.set(dKernel);
      group.set(groups);
      whileAtLeast(f, group, 1, () => {
        if (middle !== undefined) {
          strips.set(pairs);
          whileAtLeast(f, strips, 1, () => {
            f.call(middle, from, b, to);
            if (isEach) advance(f, from, 2 * VECTOR_BYTES);
            advance(f, b, 2 * VECTOR_BYTES);
            advance(f, to, 2 * VECTOR_BYTES);
          });
        }
        f.call(end, from, b, to);
        advance(f, from, 4 * c);
        advance(f, b, 4 * filters - 2 * VECTOR_BYTES * pairs);
        advance(f, to, 4 * filters - 2 * VECTOR_BYTES * pairs);
      });
      advance(f, x, 4 * channelsOf(convolution) * h * w);
      advance(f, dy, 4 * groups * filters * oh * ow);
    });
  }));
}

const ONE_IMAGE = { x: 'i32', dy: 'i32', dKernel: 'i32' } as const;

/** A function (x, dy, dKernel) for one image and some filters of a group. */
function emitStrip(m: Module, name: string, sum: Sum, vectors: number, lastColumns: number): Func {
  const { window, c, f: filters, groups, isEach } = sum, [down, along] = axesOf(window);
  const pixel = 4 * channelsOf(sum), outPixel = 4 * groups * filters;
  const tileOf = (rows: readonly number[], of: string): Func => emitNestedTile(m, `${name}Tile${of}`, {
    rows, isEach, vectors, lastColumns, aStep: along.stride * pixel, bStep: outPixel, cStep: outPixel,
  });
  if (isInside(down) && isInside(along) && down.taps * along.taps * c <= FEW_ROWS) {
    return emitWhole(m, name, sum, TILE_ROWS[vectors], tileOf);
  }
  const cells = sharesOf(c, TILE_ROWS[vectors]).map(({ rows, tiles }): Cell => {
    const offsets = Array.from({ length: rows }, (_, i) => 4 * i);
    return { rows, tiles, sum: tileOf(offsets, String(rows)) };
  });
  return emitTaps(m, name, sum, cells);
}

/** All rows of the kernel, each of which sees all outputs. */
function emitWhole(
  m: Module, name: string, { window, ...channel }: Sum, sizes: readonly number[],
  tileOf: (rows: readonly number[], of: string) => Func,
): Func {
  const { c, f: filters, groups } = channel, [down, along] = axesOf(window), pixel = 4 * channelsOf(channel);
  const row = along.input * pixel, outPixel = 4 * groups * filters, tiles = new Map<string, Func>();
  const offsets = Array.from({ length: down.taps * along.taps * c }, (_, i) => {
    const tap = Math.floor(i / c), p = Math.floor(tap / along.taps), q = tap % along.taps;
    return (p * down.dilation - down.before) * row + (q * along.dilation - along.before) * pixel + 4 * (i % c);
  });
  let first = 0;
  const shares = sharesOf(offsets.length, sizes);
  const parts = shares.flatMap(({ rows, tiles: count }) => Array.from({ length: count }, () => rows)).map((rows) => {
    const own = offsets.slice(first, first + rows).map((offset) => offset - offsets[first]), key = own.join('_');
    const tile = tiles.get(key) ?? tileOf(own, String(tiles.size)), part = { first, tile };
    tiles.set(key, tile);
    first += rows;
    return part;
  });
  return m.func(name, { parameters: ONE_IMAGE }, (f, { x, dy, dKernel }) => {
    for (const { first, tile } of parts) f.call(
      tile, f.i32.add(x, offsets[first]), dy, f.i32.add(dKernel, first * outPixel), down.outputs, along.outputs,
      down.stride * row - along.outputs * along.stride * pixel, 0, 1,
    );
  });
}

/** A tile over channels, and how many of them. */
interface Cell extends Share {
  readonly sum: Func;
}

/** Tap by tap, each over the outputs that it lies in the image for. */
function emitTaps(m: Module, name: string, { window, ...channel }: Sum, cells: readonly Cell[]): Func {
  const { c, f: filters, groups } = channel, [down, along] = axesOf(window), pixel = 4 * channelsOf(channel);
  const row = along.input * pixel, outPixel = 4 * groups * filters, aStep = along.stride * pixel;
  return m.func(name, { parameters: ONE_IMAGE }, (f, { x, dy, dKernel }) => {
    const locals = (...names: string[]): Local<'i32'>[] => names.map((local) => f.local(local, 'i32'));
    const [p, q, i, j, first, rows, start, columns] = locals('p', 'q', 'i', 'j', 'first', 'rows', 'start', 'columns');
    const [left, a, b, to, aJump, bJump] = locals('left', 'a', 'b', 'to', 'aJump', 'bJump');
    i.set(-down.before);
    p.set(down.taps);
    whileAtLeast(f, p, 1, () => {
      clip(f, outputsOf(down), i, first, rows);
      j.set(-along.before);
      q.set(along.taps);
      whileAtLeast(f, q, 1, () => {
        clip(f, outputsOf(along), j, start, columns);
        a.set(f.i32.add(
          f.i32.add(x, f.i32.mul(f.i32.add(i, f.i32.mul(first, down.stride)), row)),
          f.i32.mul(f.i32.add(j, f.i32.mul(start, along.stride)), pixel),
        ));
        b.set(f.i32.add(dy, f.i32.mul(f.i32.add(f.i32.mul(first, along.outputs), start), outPixel)));
        aJump.set(f.i32.sub(down.stride * row, f.i32.mul(columns, aStep)));
        bJump.set(f.i32.mul(f.i32.sub(along.outputs, columns), outPixel));
        to.set(dKernel);
        f.if(f.i32.and(f.i32.gt_s(rows, 0), f.i32.gt_s(columns, 0)), () => {
          for (const { rows: channels, tiles, sum } of cells) {
            left.set(tiles);
            whileAtLeast(f, left, 1, () => {
              f.call(sum, a, b, to, rows, columns, aJump, bJump, 1);
              advance(f, a, 4 * channels);
              advance(f, to, channels * outPixel);
            });
          }
        });
        advance(f, dKernel, c * outPixel);
        advance(f, j, along.dilation);
      });
      advance(f, i, down.dilation);
    });
  });
}

/** What a tap sees, as the outputs of an axis see their taps. */
const outputsOf = ({ input, outputs, stride }: Axis) => ({ input, taps: outputs, dilation: stride });
