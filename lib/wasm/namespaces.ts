/**
 * The methods of a function body that are named by the table: one for each instruction, made once.
 * @module
 */

import { typedInstructions, type Column, type Instruction, type Namespaces } from './instructions.ts';

/** What carries out a method: writes `instruction`; its operands come first, then what is fixed in the code. */
export interface Emitter {
  emit(instruction: Instruction, operands: readonly unknown[]): unknown;
}

/** By column; made by the first body, since who only imports this may never emit. */
let prototypes: ReadonlyMap<string, object> | undefined;

function makePrototypes(): ReadonlyMap<string, object> {
  const made = new Map<string, Record<string, unknown>>();
  for (const instruction of typedInstructions) {
    const [column, name] = instruction.mnemonic.split('.');
    const prototype = made.get(column) ?? {};
    prototype[name] = function (this: { readonly emitter: Emitter }, ...operands: unknown[]): unknown {
      return this.emitter.emit(instruction, operands);
    };
    made.set(column, prototype);
  }
  return made;
}

/** The instructions of one column, written by `emitter`. */
export function namespaceOf<C extends Column>(column: C, emitter: Emitter): Namespaces[C] {
  return Object.assign(Object.create((prototypes ??= makePrototypes()).get(column) ?? null), { emitter });
}
