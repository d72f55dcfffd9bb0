/**
 * A recorded program on rows, as one SIMD loop within another.
 * @module
 */

import { typeError } from '../../../core/errors.ts';
import { expand } from '../../../formula/index.ts';
import { module, type Local, type MemoryType } from '../../../wasm/index.ts';
import { elementary } from '../../elementary.ts';
import type { Routine } from '../../routines/routine.ts';
import type { Argument, Invocation } from '../invocation.ts';
import { LANES, VECTOR_BYTES, storeSome } from '../lanes.ts';
import type { LocatedCall } from '../located.ts';
import { eachVector, whileAtLeast } from '../loops.ts';
import { SCRATCH } from '../memory.ts';
import type { Linked } from '../modules.ts';
import { ProgramEmitter } from '../program.ts';
import { MAXIMUM_SCALARS, pass, unrolling } from './elementwise.ts';

/** Rows, columns, and of each array its address and the bytes from row to row; scalars lie in the scratch. */
type InRowsFunction = (m: number, n: number, ...placed: readonly number[]) => void;

/** The module's bytes; it exports `run`, an {@link InRowsFunction}. */
function emitInRows(memory: MemoryType, { program: source, parameters: described }: Routine): Uint8Array {
  if (source === undefined) throw typeError('elementwiseInRows: routine must have a program');
  const program = expand(source, elementary), m = module({ memory });
  const names = program.arrays.flatMap((_, i) => [`a${i}`, `step${i}`]);
  const parameters = Object.fromEntries(['m', 'n', ...names].map((name) => [name, 'i32' as const]));
  const layouts = described.flatMap((parameter) => (parameter.kind === 'operand' ? [parameter.layout] : []));
  m.export(m.func('run', { parameters }, (f, locals: Readonly<Record<string, Local<'i32'>>>) => {
    const emitter = new ProgramEmitter(f, program, 'p', (scalar) =>
      f.v128.load32_splat(f.from(SCRATCH.scalars.start), 4 * scalar));
    const left = f.local('left', 'i32'), held = new Map<number, Local<'v128'>>();
    const pointers = program.arrays.map((_, i) => f.local(`at${i}`, 'i32'));
    const moving = pointers.filter((_, i) => layouts[i] !== 'vector');
    layouts.forEach((layout, i) => {
      if (layout === 'vector') held.set(i, f.local(`held${i}`, 'v128'));
    });
    const storeWhole = (array: number, value: Local<'v128'>, offset: number) =>
      f.v128.store(pointers[array], value, offset);
    const unrolled = unrolling(program), emitAt = pass(f, program, pointers, emitter, held);
    whileAtLeast(f, locals.m, 1, () => {
      left.set(locals.n);
      program.arrays.forEach((_, i) => {
        const vector = held.get(i), start = locals[`a${i}`];
        if (vector === undefined) pointers[i].set(start);
        else vector.set(f.v128.load32_splat(start));
        start.set(f.i32.add(start, locals[`step${i}`]));
      });
      // Of a long program two vectors at once: measured with the cell of lstm, 6 to 10 % of its pass.
      if (unrolled === 1) whileAtLeast(f, left, 2 * LANES, () => {
        emitAt([0, VECTOR_BYTES], storeWhole);
        for (const pointer of moving) pointer.set(f.i32.add(pointer, 2 * VECTOR_BYTES));
      });
      eachVector(f, left, moving, unrolled, (offset) => emitAt([offset], storeWhole));
      f.if(left, () => emitAt([0], (array, value) => storeSome(f, pointers[array], value, left)));
    });
  }));
  return m.emit();
}

/** A call of a program on rows; undefined where it has more scalars than there is room for. */
export function bindElementwiseInRows(
  linked: Linked, routine: Routine, { sizes: { rows, columns }, places, numbers }: LocatedCall,
): readonly Invocation[] | undefined {
  if (numbers.length > MAXIMUM_SCALARS) return undefined;
  const { run } = linked.get<{ run: InRowsFunction }, Routine>(routine, emitInRows);
  const args: readonly Argument[] = [rows, columns, ...places.flatMap((place) => [place, place.step])];
  return [{ f: run, args, scalars: numbers }];
}
