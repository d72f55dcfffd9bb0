/**
 * Routines on windows over images, whose channels each go by themselves: a vector holds four channels of one pixel.
 * @module
 */

import type { Body, Local, Module, Value } from '../../../wasm/index.ts';
import { windowSizes } from '../../window.ts';
import type { Argument } from '../invocation.ts';
import { VECTOR_BYTES } from '../lanes.ts';
import type { LocatedCall } from '../located.ts';
import { clear, eachStrip, whileAtLeast } from '../loops.ts';

type Integer = Local<'i32'>;

/** The taps of the window at hand, for a strip of channels. */
export interface Taps {
  /** How many lie in the image. */
  readonly count: Integer;
  /** Where the first of them is, in the image that is named first. */
  readonly first: Integer;
  /**
   * Visits them in order, but for the first if `isBegun`: there must be one. `at` is where they are in that image;
   * `isLast` is sure to be no other.
   */
  readonly each: (body: (at: Integer, isLast: boolean) => void, isBegun?: boolean) => void;
}

/** The addresses of a routine's operands, by name. */
export interface Operands {
  readonly image: string;
  /** What has a pixel for each window. */
  readonly outputs: readonly string[];
  /** An image that is set to +0 first where the parameter `clears` is not 0: that image, or one of its shape. */
  readonly cleared?: string;
}

/** What is done for a strip of channels of one window, at which the locals named for outputs point. */
export type OnStrip = Parameters<typeof eachStrip>[3];

/**
 * Adds the function of that name to a module. Its parameters are the sizes in their order, then image, outputs, cleared
 * and `clears`. `prepare` makes locals, and says what is done for each strip.
 */
export function emitOnWindows(
  m: Module, name: string, { image, outputs, cleared }: Operands,
  prepare: (f: Body, taps: Taps, parameters: Readonly<Record<string, Integer>>) => OnStrip,
): void {
  const more = cleared === undefined ? [] : [...(cleared === image ? [] : [cleared]), 'clears'];
  const names = ['n', ...windowSizes, 'c', image, ...outputs, ...more];
  const parameters = Object.fromEntries(names.map((each) => [each, 'i32' as const]));
  m.export(m.func(name, { parameters }, (f, p) => {
    const { n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c } = p, { i32 } = f;
    const own = (title: string, first?: Value<'i32'>): Integer => f.local(title, 'i32', first);
    const pixel = own('pixel', i32.shl(c, 2)), row = own('row', i32.mul(pixel, w));
    if (cleared !== undefined) {
      f.if(p['clears'], () => clear(f, p[cleared], i32.mul(i32.mul(n, h), i32.mul(w, c))));
    }
    const down = new Axis(f, 'down', { before: top, size: h, taps: kh, dilation: dilationH });
    const along = new Axis(f, 'along', { before: left, size: w, taps: kw, dilation: dilationW });
    const steps = {
      down: own('step down', i32.mul(row, dilationH)), along: own('step along', i32.mul(pixel, dilationW)),
    };
    const line = own('line'), lines = own('lines'), windows = own('windows'), channels = own('channels');
    // strips move pointers by the whole vectors of one pixel
    const rest = own('rest', i32.sub(i32.mul(ow, pixel), i32.and(pixel, -VECTOR_BYTES)));
    const count = own('count'), first = own('first'), pointers = outputs.map((each) => p[each]);
    const here = Object.fromEntries(outputs.map((each) => [each, own(`${each} here`)]));
    const taps = { count, first, each: tapLoop(f, first, down.count, along.count, steps) };
    const onStrip = prepare(f, taps, { ...p, ...here });
    whileAtLeast(f, n, 1, () => {
      down.at.set(0);
      lines.set(oh);
      whileAtLeast(f, lines, 1, () => {
        down.clip();
        line.set(i32.add(p[image], i32.mul(down.firstTap(), row)));
        channels.set(c);
        eachStrip(f, channels, [line, ...pointers], (vectors, store) => {
          for (const each of outputs) here[each].set(p[each]);
          along.at.set(0);
          windows.set(ow);
          whileAtLeast(f, windows, 1, () => {
            along.clip();
            count.set(i32.mul(down.count, along.count));
            first.set(i32.add(line, i32.mul(along.firstTap(), pixel)));
            onStrip(vectors, store);
            for (const each of outputs) here[each].set(i32.add(here[each], pixel));
            along.at.set(i32.add(along.at, strideW));
          });
        });
        for (const pointer of pointers) pointer.set(i32.add(pointer, rest));
        down.at.set(i32.add(down.at, strideH));
      });
      p[image].set(i32.add(p[image], i32.mul(row, h)));
    });
  }));
}

/** The taps of a window along one axis, which begins `at` elements after the padding does. */
class Axis {
  readonly at: Integer;
  readonly count: Integer;
  readonly #f: Body;
  readonly #from: Integer;
  readonly #end: Integer;
  readonly #reach: Integer;
  readonly #sizes: Readonly<Record<'before' | 'size' | 'taps' | 'dilation', Integer>>;

  constructor(f: Body, name: string, sizes: Readonly<Record<'before' | 'size' | 'taps' | 'dilation', Integer>>) {
    this.#f = f;
    this.#sizes = sizes;
    const { before, size, taps, dilation } = sizes;
    this.at = f.local(`at ${name}`, 'i32');
    this.count = f.local(`count ${name}`, 'i32');
    this.#from = f.local(`from ${name}`, 'i32');
    this.#end = f.local(`end ${name}`, 'i32', f.i32.add(before, size));
    this.#reach = f.local(`reach ${name}`, 'i32', f.i32.mul(f.i32.sub(taps, 1), dilation));
  }

  /** Works out which taps lie in the image: mostly all. */
  clip(): void {
    const f = this.#f, { i32 } = f, { before, taps, dilation } = this.#sizes, { at, count } = this;
    const from = this.#from, end = this.#end;
    /** How many steps it takes to come from `at` to `to` or beyond. */
    const steps = (to: Integer) => i32.div_u(i32.sub(i32.add(i32.sub(to, at), dilation), 1), dilation);
    from.set(0);
    count.set(taps);
    f.if(i32.or(i32.lt_u(at, before), i32.ge_u(i32.add(at, this.#reach), end)), () => {
      f.if(i32.lt_u(at, before), () => from.set(steps(before)));
      f.if(i32.ge_u(i32.add(at, this.#reach), end), () => {
        count.set(0);
        f.if(i32.lt_u(at, end), () => count.set(steps(end)));
      });
      f.if(i32.lt_u(count, from), () => count.set(from));
      count.set(i32.sub(count, from));
    });
  }

  /** Where the first of them lies in the image. */
  firstTap(): Value<'i32'> {
    const { i32 } = this.#f, { before, dilation } = this.#sizes;
    return i32.sub(i32.add(this.at, i32.mul(this.#from, dilation)), before);
  }
}

/** See {@link Taps}. Two by two, the commonest, take no loop. */
function tapLoop(
  f: Body, first: Integer, rows: Integer, columns: Integer, steps: Readonly<Record<'down' | 'along', Integer>>,
): Taps['each'] {
  const { i32 } = f, at = f.local('at', 'i32'), start = f.local('start', 'i32');
  const rowsLeft = f.local('rows left', 'i32'), columnsLeft = f.local('columns left', 'i32');
  const loop = (body: (at: Integer, isLast: boolean) => void, isBegun: boolean): void => {
    rowsLeft.set(rows);
    columnsLeft.set(isBegun ? i32.sub(columns, 1) : columns);
    start.set(first);
    at.set(isBegun ? i32.add(first, steps.along) : first);
    f.loop((again) => {
      whileAtLeast(f, columnsLeft, 1, () => {
        body(at, false);
        at.set(i32.add(at, steps.along));
      });
      start.set(i32.add(start, steps.down));
      at.set(start);
      columnsLeft.set(columns);
      rowsLeft.set(i32.sub(rowsLeft, 1));
      f.br_if(again, rowsLeft);
    });
  };
  return (body, isBegun = false) => {
    f.if(i32.and(i32.eq(rows, 2), i32.eq(columns, 2)), () => {
      if (!isBegun) {
        at.set(first);
        body(at, false);
      }
      at.set(i32.add(first, steps.along));
      body(at, false);
      at.set(i32.add(first, steps.down));
      body(at, false);
      at.set(i32.add(at, steps.along));
      body(at, true);
    }, () => loop(body, isBegun));
  };
}

/** The arguments of such a function for a call: sizes, then the operands named. */
export function windowArguments({ sizes, operands }: LocatedCall, names: readonly string[]): Argument[] {
  return [...['n', ...windowSizes, 'c'].map((name) => sizes[name]), ...names.map((name) => operands[name])];
}

/** How the windows of a call lie: none sees what another sees, and all elements are seen. */
export function tiling({ sizes }: LocatedCall): { readonly isApart: boolean; readonly isWhole: boolean } {
  const of = (name: string): number => (sizes[name].perExample === 0 ? sizes[name].fixed : NaN);
  const along = (size: string, outputs: string, taps: string, stride: string, dilation: string, before: string) => ({
    isApart: of(dilation) === 1 && of(taps) <= of(stride),
    isWhole: of(taps) >= of(stride) && of(outputs) * of(stride) - of(before) >= of(size),
  });
  const axes = [
    along('h', 'oh', 'kh', 'strideH', 'dilationH', 'top'), along('w', 'ow', 'kw', 'strideW', 'dilationW', 'left'),
  ];
  return { isApart: axes.every(({ isApart }) => isApart), isWhole: axes.every(({ isWhole }) => isWhole) };
}
