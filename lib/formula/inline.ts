/**
 * A recorded formula as part of another.
 * @module
 */

import { operations } from './arithmetic.ts';
import type { Expression } from './expression.ts';
import type { Program } from './record.ts';

/**
 * What a program stores, in the order of its stores, where `arrays` and `scalars` stand for its own by position. It
 * trusts its caller that there are as many.
 */
export function inline(
  { instructions, stores }: Program, arrays: readonly Expression<'float'>[],
  scalars: readonly Expression<'float'>[] = [],
): Expression<'float'>[] {
  const values: Expression[] = [];
  for (const { operation, operands, value } of instructions) {
    values.push(
      operation === 'array' ? arrays[value]
      : operation === 'scalar' ? scalars[value]
      : { kind: operations[operation].result, operation, operands: operands.map((o) => values[o]), value },
    );
  }
  return stores.map(({ from }) => values[from] as Expression<'float'>);
}
