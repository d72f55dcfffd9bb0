/**
 * How convolutions are bound: each has a module of its own, for its sizes but the number of images.
 * @module
 */

import type { MemoryType } from '../../../wasm/index.ts';
import { windowIn } from '../../routines/taps.ts';
import { windowSizes } from '../../window.ts';
import type { Convolution } from '../convolution.ts';
import type { Slid } from '../geometry.ts';
import type { LocatedCall } from '../located.ts';
import type { Linked } from '../modules.ts';
import { bindAccumulating } from './accumulating.ts';
import type { Bind } from './emitter.ts';

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
    const { fixed, perExample } = length(convolution);
    const all = { fixed: fixed + perExample * n.fixed, perExample: perExample * n.perExample };
    return bindAccumulating(linked, beta, y, all, (accumulate) => ({ f: slide, args: [n, x, kernel, accumulate, y] }));
  };
}

function link(linked: Linked, name: string, convolution: Convolution, emit: Emit): Slid | undefined {
  const { window, c, f, groups } = convolution, key = `${name} ${[...window, c, f, groups].join(' ')}`;
  const { compiled } = linked;
  if (compiled.named >= MAXIMUM_MODULES && !compiled.has(key)) return undefined;
  const write = emit(convolution);
  return write && linked.get<{ slide: Slid }>(key, write).slide;
}
