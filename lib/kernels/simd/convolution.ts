/**
 * The convolutions as products that slide over images: conv2d is one, its gradient with respect to the input one for
 * each place that a pixel can have between strides.
 * @module
 */

import { module, type Body, type Local, type MemoryType, type Module, type Operand } from '../../wasm/index.ts';
import type { Window } from '../window.ts';
import { advance, parameters, type Axis, type Channels, type Slide, type SlideAxis } from './geometry.ts';
import { LANES, VECTOR_BYTES } from './lanes.ts';
import { whileAtLeast } from './loops.ts';
import { SCRATCH } from './memory.ts';
import { emitSlide, hasRoom, type Panel } from './slide.ts';

/** A convolution of fixed sizes, whatever the number of images. */
export interface Convolution {
  readonly window: Window;
  readonly c: number;
  readonly f: number;
  readonly groups: number;
}

/** Down and along. */
export function axesOf(
  [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left]: Window,
): readonly [Axis, Axis] {
  return [
    { input: h, outputs: oh, taps: kh, stride: strideH, dilation: dilationH, before: top },
    { input: w, outputs: ow, taps: kw, stride: strideW, dilation: dilationW, before: left },
  ];
}

/** A product, and the taps that it sums over, in their order. */
interface Part {
  readonly slide: Slide;
  readonly taps: readonly number[];
}

/** Whether each filter sees one channel, and each channel is seen by one filter. */
export function isDepthwise({ c, f }: Convolution): boolean {
  return c === 1 && f === 1;
}

/** The channels of a product from pixels of groups · c channels to such of groups · f. */
export function channels(convolution: Convolution, c: number, f: number): Channels {
  const { groups } = convolution, isEach = isDepthwise(convolution);
  return isEach ? { c: 1, f: groups, groups: 1, isEach } : { c, f, groups, isEach };
}

function forward(convolution: Convolution): Part {
  const { window, c, f } = convolution;
  const [down, along] = axesOf(window).map((axis): SlideAxis => ({ ...axis, length: axis.outputs, start: 0, step: 1 }));
  const taps = Array.from({ length: down.taps * along.taps }, (_, tap) => tap);
  return { slide: { down, along, ...channels(convolution, c, f) }, taps };
}

/** An axis of the input: the pixels of one place between strides, with the taps through which outputs see them. */
interface Phase {
  readonly axis: SlideAxis;
  readonly taps: readonly number[];
}

/**
 * What sees input i at tap k is output (i + before − k · dilation) / stride, where that is whole: of the inputs start,
 * start + stride, … every `stride / common`-th tap. Turned round, these taps slide over the outputs one by one.
 */
function phasesOf({ input, outputs, taps, stride, dilation, before }: Axis): Phase[] {
  const common = greatestCommonDivisor(stride, dilation), spread = dilation / common;
  return Array.from({ length: Math.min(stride, input) }, (_, start) => {
    const own = Array.from({ length: taps }, (_, k) => taps - 1 - k)
      .filter((k) => (start + before - k * dilation) % stride === 0);
    const first = (start + before - (own[0] ?? 0) * dilation) / stride; // output that sees `start` at the last of them
    const axis = {
      input: outputs, outputs: Math.ceil((input - start) / stride), taps: own.length, stride: 1, dilation: spread,
      before: -first, length: input, start, step: stride,
    };
    return { axis, taps: own };
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Those without a tap are left out. */
function backward(convolution: Convolution): Part[] {
  const { window, c, f } = convolution, [down, along] = axesOf(window).map(phasesOf), [, , , , , kw] = window;
  const own = channels(convolution, f, c);
  return down.flatMap((rows) => along.flatMap((columns): Part[] => {
    const taps = rows.taps.flatMap((p) => columns.taps.map((q) => p * kw + q));
    return taps.length === 0 ? [] : [{ slide: { down: rows.axis, along: columns.axis, ...own }, taps }];
  }));
}

/** Whether an output has no tap, by which it would be written. */
function isEmptySomewhere({ input, outputs, taps, stride, dilation, before }: SlideAxis): boolean {
  return Array.from({ length: outputs }, (_, i) => i * stride - before).some((at) =>
    !Array.from({ length: taps }, (_, k) => at + k * dilation).some((place) => place >= 0 && place < input));
}

const PANEL = SCRATCH.packedA.start;

/** The filters of a group side by side: rows are copied. */
const forwardPanel = ({ window: [, , , , kh, kw], c, f: filters, groups }: Convolution): Panel => ({
  groupStep: 4 * filters, columnStep: 4,
  taps: Array.from({ length: kh * kw }, (_, tap) => 4 * tap * c * groups * filters),
  pack(f, kernel, columns) {
    const left = f.local('rowsLeft', 'i32', kh * kw * c), from = f.local('row', 'i32', kernel);
    const to = f.local('packed', 'i32', f.from(PANEL)), vectors = Math.ceil(columns / LANES);
    whileAtLeast(f, left, 1, () => {
      copyVectors(f, vectors, from, 0, to, 0);
      advance(f, from, 4 * groups * filters);
      advance(f, to, vectors * VECTOR_BYTES);
    });
  },
});

/** The channels of a group side by side, for each filter: the matrix of each tap is transposed. */
const backwardPanel = (taps: readonly number[], { c, f: filters, groups }: Convolution): Panel => ({
  groupStep: 4 * filters, columnStep: 4 * groups * filters,
  pack(f, kernel, columns) {
    const row = 4 * groups * filters, vector = f.local('column', 'v128'), left = f.local('filtersLeft', 'i32');
    const from = f.local('tap', 'i32'), to = f.local('packed', 'i32', f.from(PANEL));
    for (const tap of taps) {
      from.set(f.i32.add(kernel, tap * c * row));
      left.set(filters);
      whileAtLeast(f, left, 1, () => {
        for (let column = 0; column < columns; column += LANES) {
          vector.set(f.v128.load32_splat(from, column * row));
          for (let lane = 1; lane < Math.min(LANES, columns - column); lane++) {
            vector.set(f.v128.load32_lane(from, vector, lane, (column + lane) * row));
          }
          f.v128.store(to, vector);
          advance(f, to, VECTOR_BYTES);
        }
        advance(f, from, 4);
      });
    }
  },
});

/** All channels side by side: the row of each tap is copied. */
const depthwisePanel = (taps: readonly number[], { groups }: Convolution): Panel => ({
  groupStep: 0, columnStep: 4, taps: taps.map((tap) => 4 * groups * tap),
  pack(f, kernel, columns) {
    const to = f.local('packed', 'i32', f.from(PANEL)), vectors = Math.ceil(columns / LANES);
    taps.forEach((tap, i) => copyVectors(f, vectors, kernel, 4 * groups * tap, to, i * vectors * VECTOR_BYTES));
  },
});

function copyVectors(
  f: Body, count: number, from: Local<'i32'>, fromOffset: number, to: Local<'i32'>, toOffset: number,
): void {
  for (let v = 0; v < count; v++) {
    const bytes = v * VECTOR_BYTES;
    f.v128.store(to, f.v128.load(from, fromOffset + bytes), toOffset + bytes);
  }
}

/** Sets elements to +0 where nothing is to be added to what is there: `count` times so many. */
export function clearUnless(
  f: Body, accumulate: Local<'i32'>, start: Local<'i32'>, elements: number, count: Operand<'i32'>,
): void {
  const at = f.local('cleared', 'i32', start), isVectors = elements % LANES === 0;
  const left = f.local('uncleared', 'i32', f.i32.mul(count, isVectors ? elements / LANES : elements));
  f.if(f.i32.eqz(accumulate), () => {
    whileAtLeast(f, left, 1, () => {
      if (isVectors) f.v128.store(at, f.f32x4.splat(0));
      else f.f32.store(at, 0);
      advance(f, at, isVectors ? VECTOR_BYTES : 4);
    });
  });
}

/** All that is written, one place after the other. */
function emitParts(m: Module, parts: readonly Part[], pixels: number, panelOf: (part: Part) => Panel): void {
  const written = parts.reduce((sum, { slide: { down, along } }) => sum + down.outputs * along.outputs, 0);
  const isPartial = written < pixels
    || parts.some(({ slide: { down, along } }) => isEmptySomewhere(down) || isEmptySomewhere(along));
  const slides = parts.map((part, i) => emitSlide(m, `part${i}`, part.slide, panelOf(part)));
  const [{ slide: { f: filters, groups } }] = parts;
  m.export(m.func('slide', { parameters }, (f, { n, x, kernel, accumulate, y }) => {
    if (isPartial) {
      clearUnless(f, accumulate, y, pixels * groups * filters, n);
      accumulate.set(1);
    }
    for (const slide of slides) f.call(slide, n, x, kernel, accumulate, y);
  }));
}

/** The module of conv2d; undefined where there is no room for a panel of the kernel. */
export function forwardModule(convolution: Convolution): ((memory: MemoryType) => Uint8Array) | undefined {
  const part = forward(convolution), [, , oh, ow] = convolution.window;
  if (!hasRoom(part.slide)) return undefined;
  return (memory) => {
    const m = module({ memory });
    emitParts(m, [part], oh * ow, () => forwardPanel(convolution));
    return m.emit();
  };
}

/** That of the gradient with respect to the input. */
export function backwardModule(convolution: Convolution): ((memory: MemoryType) => Uint8Array) | undefined {
  const parts = backward(convolution), [h, w] = convolution.window;
  if (parts.length === 0 || !parts.every(({ slide }) => hasRoom(slide))) return undefined;
  return (memory) => {
    const m = module({ memory }), panelOf = isDepthwise(convolution) ? depthwisePanel : backwardPanel;
    emitParts(m, parts, h * w, ({ taps }) => panelOf(taps, convolution));
    return m.emit();
  };
}
