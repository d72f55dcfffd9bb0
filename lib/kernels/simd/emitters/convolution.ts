/**
 * How convolutions are bound: each has a module of its own, for its sizes but the number of images.
 * @module
 */

import type { MemoryType } from '../../../wasm/index.ts';
import type { Scalar } from '../../calls.ts';
import { windowIn } from '../../routines/taps.ts';
import { windowSizes } from '../../window.ts';
import type { Convolution } from '../convolution.ts';
import { addressOf, numberOf, sizeOf, type LocatedCall, type LocatedOperand, type LocatedSize } from '../located.ts';
import type { Linked } from '../modules.ts';
import type { Slid } from '../slide.ts';
import type { Bind } from './emitter.ts';
import { linkScal } from './scal.ts';

/** The sizes of a call but n; undefined where one is not fixed, or an operand is empty. */
function convolutionOf({ sizes }: LocatedCall): Convolution | undefined {
  const names = [...windowSizes, 'c', 'f', 'groups'];
  if (names.some((name) => sizes[name].perExample !== 0)) return undefined;
  const fixed = Object.fromEntries(names.map((name) => [name, sizes[name].fixed])), { c, f, groups } = fixed;
  if (names.some((name) => fixed[name] === 0 && name !== 'top' && name !== 'left')) return undefined;
  return { window: windowIn(fixed), c, f, groups };
}

/** Where so many modules are there already, others run on the reference. */
const MAXIMUM_MODULES = 1024;

type Emit = (convolution: Convolution) => ((memory: MemoryType) => Uint8Array) | undefined;

/** `length` is that of the result for each image. */
export function bindConvolution(
  name: string, [first, second, written]: readonly [string, string, string], emit: Emit,
  length: (convolution: Convolution) => { readonly fixed: number; readonly perExample: number },
): Bind {
  return (linked, call) => {
    const convolution = convolutionOf(call), { sizes: { n }, scalars: { beta }, operands } = call;
    const slide = convolution && link(linked, name, convolution, emit);
    if (slide === undefined || convolution === undefined) return undefined;
    const { [first]: x, [second]: kernel, [written]: y } = operands;
    if (beta === 0 || beta === 'beta') return [{ f: slide, args: [n, x, kernel, beta, y] }];
    return scaledFirst(linked, slide, beta, [n, x, kernel, y], length(convolution));
  };
}

function link(linked: Linked, name: string, convolution: Convolution, emit: Emit): Slid | undefined {
  const { window, c, f, groups } = convolution, key = `${name} ${[...window, c, f, groups].join(' ')}`;
  const { compiled } = linked;
  if (compiled.named >= MAXIMUM_MODULES && !compiled.has(key)) return undefined;
  const write = emit(convolution);
  return write && linked.get<{ slide: Slid }>(key, write).slide;
}

function scaledFirst(
  linked: Linked, slide: Slid, beta: Scalar,
  [n, x, kernel, y]: readonly [LocatedSize, LocatedOperand, LocatedOperand, LocatedOperand],
  { fixed, perExample }: { readonly fixed: number; readonly perExample: number },
): ReturnType<Bind> {
  const scal = linkScal(linked);
  return (run) => {
    const factor = numberOf(beta, run), images = sizeOf(n, run), to = addressOf(y, run);
    if (factor !== 0 && factor !== 1) scal(fixed + perExample * images, factor, to);
    slide(images, addressOf(x, run), addressOf(kernel, run), factor === 0 ? 0 : 1, to);
  };
}
