/**
 * Functions of a module, as those who call them see them.
 * @module
 */

import type { ValueType } from './valueTypes.ts';

/** What a function takes and leaves. */
export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function of a module, to be called or exported. */
export interface Func<R extends readonly ValueType[] = readonly ValueType[]> {
  readonly name: string;
  readonly index: number;
  readonly type: { readonly parameters: readonly ValueType[]; readonly results: R };
}

/** What a body asks of its module. */
export interface ModuleOfBody {
  /** The module's number of a type. */
  typeNumber(type: FunctionType): number;
  readonly hasTable: boolean;
  readonly hasOrigin: boolean;
}
