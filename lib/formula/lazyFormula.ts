/**
 * The library's own formulas, of which a program uses few.
 * @module
 */

import { expectProgram, formula, type Definition, type Program } from './record.ts';

/** As `formula`, but recorded when it is first read, and its errors thrown then. */
export function lazyFormula<A extends string, S extends string = never>(definition: Definition<A, S>): Program {
  let recorded: Program | undefined;
  const program = (): Program => recorded ??= formula(definition);
  return {
    name: definition.name,
    get arrays() { return program().arrays; },
    scalars: definition.scalars ?? [],
    get instructions() { return program().instructions; },
    get stores() { return program().stores; },
  };
}

/** Has lazy formulas recorded, and their errors thrown, now. */
export function record(programs: Readonly<Record<string, Program>>): void {
  for (const program of Object.values(programs)) expectProgram('record', program);
}
