/**
 * Sums of vectors in four lanes.
 * @module
 */

import { type Body, type Local, type Module, type Value } from '../../../wasm/index.ts';
import { fold } from '../lanes.ts';
import { sumLanes, type Load } from '../loops.ts';

/** (n, …pointers) → Σ of terms in the contract's four lanes. */
export function emitReduction(
  m: Module, name: string, pointers: Readonly<Record<string, 'i32'>>,
  term: (f: Body, pointers: readonly Local<'i32'>[], load: Load) => Value<'v128'>,
): void {
  m.export(m.func(name, { parameters: { n: 'i32', ...pointers }, results: ['f32'] }, (f, locals) => {
    const all = Object.keys(pointers).map((pointer) => (locals as Record<string, Local<'i32'>>)[pointer]);
    const lanes = f.local('lanes', 'v128');
    sumLanes(f, locals.n, all, lanes, (load) => term(f, all, load));
    return fold(f, lanes);
  }));
}
