/**
 * A recorded program as one SIMD loop.
 * @module
 */

import { typeError } from '../../../core/errors.ts';
import { expand, type Program } from '../../../formula/index.ts';
import { module, type Body, type Local, type MemoryType } from '../../../wasm/index.ts';
import { elementary } from '../../elementary.ts';
import type { Invocation } from '../invocation.ts';
import { storeSome } from '../lanes.ts';
import { eachVector } from '../loops.ts';
import type { LocatedCall } from '../located.ts';
import { SCRATCH } from '../memory.ts';
import type { Linked } from '../modules.ts';
import { ProgramEmitter } from '../program.ts';

/** Scalars that fit the scratch. */
export const MAXIMUM_SCALARS: number = SCRATCH.scalars.bytes / 4;

/** The number of elements, and the addresses of the arrays; scalars lie in the scratch. */
export type ElementwiseFunction = (n: number, ...addresses: readonly number[]) => void;

/** How often a program is unrolled: four times where it has few operations. */
export function unrolling({ instructions }: Program): number {
  return instructions.length <= 12 ? 4 : 1;
}

/** The module's bytes; it exports `run`, an {@link ElementwiseFunction}. */
function emitElementwise(memory: MemoryType, source: Program): Uint8Array {
  const program = expand(source, elementary);
  const m = module({ memory });
  const names = program.arrays.map((_, i) => `a${i}`);
  const parameters = { n: 'i32', ...Object.fromEntries(names.map((name) => [name, 'i32' as const])) } as const;
  m.export(m.func('run', { parameters }, (f, locals: Readonly<Record<string, Local<'i32'>>>) => {
    const pointers = program.arrays.map((_, i) => locals[names[i]]);
    const emitter = new ProgramEmitter(f, program, 'p', (scalar) =>
      f.v128.load32_splat(f.from(SCRATCH.scalars.start), 4 * scalar));
    const emitAt = pass(f, program, pointers, emitter);
    eachVector(f, locals.n, pointers, unrolling(program), (offset) => {
      emitAt([offset], (array, value) => f.v128.store(pointers[array], value, offset));
    });
    f.if(locals.n, () => emitAt([0], (array, value) => storeSome(f, pointers[array], value, locals.n)));
  }));
  return m.emit();
}

/** Stores a vector of an array, so many bytes on. */
type Store = (array: number, value: Local<'v128'>, offset: number) => void;

/** Computes the vectors that lie so many bytes on, all at once, and stores each. */
type Pass = (offsets: readonly number[], store: Store) => void;

/**
 * Loads all arrays that are read, but for those that are `held` in a vector, computes, stores: every array is read at
 * an element before any is written there.
 */
export function pass(
  f: Body, { arrays, stores }: Program, pointers: readonly Local<'i32'>[], emitter: ProgramEmitter,
  held: ReadonlyMap<number, Local<'v128'>> = new Map(),
): Pass {
  let copies = 0;
  const load = (offset: number): ((array: number) => Local<'v128'>) => {
    const copy = copies++;
    const loaded = arrays.map(({ reads }, i) => held.get(i)
      ?? (reads ? f.local(`x${i}_${copy}`, 'v128', f.v128.load(pointers[i], offset)) : undefined));
    return (i) => {
      const vector = loaded[i];
      if (vector === undefined) throw typeError(`array ${i} is not read`);
      return vector;
    };
  };
  return (offsets, store) => {
    const values = emitter.emitTogether(offsets.map(load));
    offsets.forEach((offset, v) => stores.forEach(({ array }, i) => store(array, values[v][i], offset)));
  };
}

/** The function of a program on addresses. */
export function linkElementwise(linked: Linked, program: Program): ElementwiseFunction {
  return linked.get<{ run: ElementwiseFunction }, Program>(program, emitElementwise).run;
}

/** A call of a program; undefined where it has more scalars than there is room for. */
export function bindElementwise(
  linked: Linked, program: Program, { sizes: { n }, places, numbers }: LocatedCall,
): readonly Invocation[] | undefined {
  if (numbers.length > MAXIMUM_SCALARS) return undefined;
  return [{ f: linkElementwise(linked, program), args: [n, ...places], scalars: numbers }];
}
