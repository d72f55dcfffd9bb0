/**
 * A block that code can branch to.
 * @module
 */

import type { ValueType } from './valueTypes.ts';

/** An open block, loop or arm. A branch to a loop goes to its beginning, to any other block to its end. */
export class Label {
  readonly kind: 'function' | 'block' | 'loop' | 'if';
  readonly results: readonly ValueType[];
  /** How many values are on the stack below it. */
  readonly base: number;
  /** Where its code begins. */
  readonly start: number;
  /** False behind an unconditional branch. */
  reachable = true;

  constructor(kind: Label['kind'], results: readonly ValueType[], base: number, start: number) {
    this.kind = kind;
    this.results = results;
    this.base = base;
    this.start = start;
  }

  /** What a branch to it takes along: a loop begins with nothing. */
  get carries(): readonly ValueType[] {
    return this.kind === 'loop' ? [] : this.results;
  }
}
