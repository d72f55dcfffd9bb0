/**
 * The errors of formulas of one variable over many binary32 inputs, against the same formulas in binary64.
 * @module
 */
import { Philox } from '../../lib/core/philox.ts';
import { formula, type Program } from '../../lib/formula/index.ts';
import * as operations from '../../lib/formula/index.ts';
import { createFloat64Kernels, createKernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { activations, elu, gelu, leakyRelu, toActivation } from '../../lib/layers/index.ts';
import { ulpError } from './ulpError.ts';

/** A formula of one variable, and its derivative where there is one. */
export interface Unary {
  readonly name: string;
  /** Array 0 is the argument, array 1 the result. */
  readonly value: Program;
  /** Of z, a, da, dz. */
  readonly gradient: Program | undefined;
}

/** The elementary functions, then the activations, those with options in a second form too. */
export function unaries(): Unary[] {
  const functions = (Object.keys(elementary) as (keyof typeof elementary)[]).map((name) => {
    const apply = operations[name];
    return { name, value: formula({ name, arrays: ['x', 'y'], define: ({ x }) => ({ y: apply(x) }) }), gradient: undefined };
  });
  const named = Object.keys(activations).map((name) => toActivation('ulp', name, activations));
  const all = [...named, leakyRelu({ alpha: 0.01 }), elu({ alpha: 1.5 }), gelu({ approximate: true })];
  return [...functions, ...all.flatMap((activation) =>
    activation?.formulas === undefined ? [] : [{ name: activation.name, ...activation.formulas }])];
}

/** The largest errors found, and at which inputs. */
export interface Errors {
  readonly ulp: number;
  readonly at: number;
  /** Of the derivative, in units of 2⁻²⁴ where it is at most 1, of 2⁻²⁴ of itself above: near a zero of it, ulp say nothing. */
  readonly derivative: number;
  readonly derivativeAt: number;
}

const CHUNK = 2 ** 13;
const ROUNDING = 2 ** -24;

function bound<A extends FloatArray>(k: Kernels<A>, { value, gradient }: Unary) {
  const [z, a, da, dz] = [0, 1, 2, 3].map(() => k.allocate(CHUNK));
  da.fill(1);
  const run = (): void => {
    k.elementwise(value, CHUNK, [z, a]);
    if (gradient !== undefined) k.elementwise(gradient, CHUNK, [z, a, da, dz]);
  };
  return { z, a, dz, run };
}

/** Errors over the inputs whose bits are `words`, a chunk at a time; `fill` writes the next chunk and says whether there was one. */
function sweep(unary: Unary, fill: (words: Uint32Array) => boolean): Errors {
  const fast = bound(createKernels('simd'), unary), exact = bound(createFloat64Kernels(), unary);
  const words = new Uint32Array(fast.z.buffer, fast.z.byteOffset, CHUNK);
  let ulp = 0, at = NaN, derivative = 0, derivativeAt = NaN;
  while (fill(words)) {
    fast.run();
    exact.z.set(fast.z);
    exact.run();
    for (let i = 0; i < CHUNK; i++) {
      const error = ulpError(fast.a[i], exact.a[i]);
      if (error > ulp && !isOverflow(fast.a[i], exact.a[i])) [ulp, at] = [error, fast.z[i]];
      if (unary.gradient === undefined) continue;
      const wanted = exact.dz[i], slip = Math.abs(fast.dz[i] - wanted) / Math.max(1, Math.abs(wanted)) / ROUNDING;
      if (slip > derivative && !isOverflow(fast.dz[i], wanted)) [derivative, derivativeAt] = [slip, fast.z[i]];
    }
  }
  return { ulp, at, derivative, derivativeAt };
}

/** Whether the exact value is beyond binary32, and so is the result. */
function isOverflow(y: number, exact: number): boolean {
  return Math.abs(y) === Infinity && Math.abs(Math.fround(exact)) === Infinity;
}

/** Over `count` inputs, as many in every binade of either sign. */
export function sampled(unary: Unary, count: number): Errors {
  const random = new Philox(2019);
  let done = 0;
  return sweep(unary, (words) => {
    for (let i = 0; i < CHUNK; i++) words[i] = (((done + i) % 512) << 23) | (random.nextUint32() >>> 9);
    done += CHUNK;
    return done <= count;
  });
}

/** Over all inputs. */
export function exhaustive(unary: Unary): Errors {
  let next = 0;
  return sweep(unary, (words) => {
    if (next === 2 ** 32) return false;
    for (let i = 0; i < CHUNK; i++) words[i] = next + i;
    next += CHUNK;
    return true;
  });
}
