/**
 * Numbers as users give them: in a typed array of any kind and realm, in an array, or in arrays of such arrays.
 * @module
 */

import {
  ShapeError, expectFloat32Numbers, expectFloat32Range, expectIsNumber, hintToNumbers, isDetached, isFloat32Array,
  isTypedArray, show, typeError,
} from './errors.ts';
import { typedArrayName } from './kinds.ts';
import { formatShape, sizeOf, type Shape } from './shape.ts';

/** Arrays of one depth must be equally long. An array of typed arrays is one of rows. */
export type Numbers = ArrayLike<number> | BigInt64Array | BigUint64Array | readonly Numbers[];

/** Numbers one after the other, and the shape of the arrays that they were in, where there were several. */
export interface Taken {
  readonly values: ArrayLike<number>;
  readonly shape: Shape | undefined;
}

/** Arrays in arrays, and no deeper: an array may hold itself. */
const MOST_AXES = 16;

/**
 * The numbers in order, copied to an `A` only where they come in several arrays; of a single array who calls must
 * look at the elements. Throws, with the place, TypeError for what is no number or no array, ShapeError for arrays that
 * are not equally long, and RangeError for a number in them that is beyond binary32.
 */
export function takeNumbers(
  who: string, name: string, given: unknown, A: Float32ArrayConstructor | Float64ArrayConstructor,
): Taken {
  if (isTypedArray(given) && !isDetached(given)) return { values: given, shape: undefined };
  if (isBigints(given)) return { values: Float64Array.from(given, Number), shape: undefined };
  if (!Array.isArray(given)) {
    const wanted = 'numbers, in a typed array or in arrays';
    throw typeError(`${who}: ${name} must be ${wanted}, got ${show(given)}${hintToNumbers(name, given)}`);
  }
  if (!isRow(given[0])) return { values: given, shape: undefined };
  const shape = shapeOf(who, name, given), values = new A(sizeOf(shape));
  new Filling(who, name, shape, values).fill(given, 0);
  return { values, shape };
}

/**
 * The same as binary32: a Float32Array as it is, all else in a new one. Throws, with the place, as `takeNumbers`, and
 * for what is no number of binary32 in a single array too.
 */
export function takeFloat32(
  who: string, name: string, given: unknown,
): { readonly values: Float32Array; readonly shape: Shape | undefined } {
  const { values, shape } = takeNumbers(who, name, given, Float32Array);
  if (isFloat32Array(values)) return { values, shape };
  expectFloat32Numbers(who, name, values);
  return { values: Float32Array.from(values), shape };
}

/** Throws ShapeError unless arrays of that shape are rows of shape `row`, flat or with or without axes of length 1. */
export function expectRows(who: string, name: string, shape: Shape | undefined, row: Shape): void {
  if (shape === undefined || isOfShape(shape.slice(1), row)) return;
  const wanted = row.length === 0 ? 'one number' : `a row of shape ${formatShape(row)}`;
  throw new ShapeError(`${who}: ${name}[0] must be ${wanted}, got one of shape ${formatShape(shape.slice(1))}`);
}

/** Whether arrays of one shape can be given for those of another: flat, or with or without axes of length 1. */
export function isOfShape(shape: Shape, wanted: Shape): boolean {
  if (shape.length === 1 && shape[0] === sizeOf(wanted)) return true;
  const own = shape.filter((length) => length !== 1), axes = wanted.filter((length) => length !== 1);
  return own.length === axes.length && own.every((length, i) => length === axes[i]);
}

type Row = ArrayLike<unknown>;

function isRow(value: unknown): value is Row {
  return Array.isArray(value) || isTypedArray(value);
}

function isBigints(value: unknown): value is BigInt64Array {
  const name = typedArrayName(value);
  return name !== undefined && name.startsWith('Big') && !isDetached(value as BigInt64Array);
}

/** As the first array of each depth says. */
function shapeOf(who: string, name: string, given: Row): Shape {
  const shape: number[] = [];
  for (let at: unknown = given; isRow(at); at = at[0]) {
    if (at.length === 0) {
      throw new ShapeError(`${who}: ${name}${'[0]'.repeat(shape.length)} must hold numbers, got none`);
    }
    if (shape.push(at.length) > MOST_AXES) {
      throw new ShapeError(`${who}: ${name} must be arrays in at most ${MOST_AXES} arrays, got more`);
    }
  }
  return shape;
}

/** Copies numbers one after the other, so that how many are done says where it is. */
class Filling {
  readonly #who: string;
  readonly #name: string;
  readonly #shape: Shape;
  readonly #out: Float32Array | Float64Array;
  #done = 0;

  constructor(who: string, name: string, shape: Shape, out: Float32Array | Float64Array) {
    this.#who = who;
    this.#name = name;
    this.#shape = shape;
    this.#out = out;
  }

  fill(given: unknown, depth: number): void {
    const length = this.#shape[depth], isLast = depth === this.#shape.length - 1;
    if (!isRow(given) || (!isLast && !Array.isArray(given))) throw this.#noRow(given, depth);
    if (given.length !== length) throw this.#ragged(given.length, depth);
    if (isLast) this.#copy(given);
    else for (let i = 0; i < length; i++) this.fill(given[i], depth + 1);
  }

  #copy(row: Row): void {
    const out = this.#out, start = this.#done;
    for (let i = 0; i < row.length; i++) {
      const value = row[i];
      if (typeof value !== 'number') expectIsNumber(this.#who, this.#place(this.#shape.length), value);
      if (!Number.isFinite(Math.fround(value))) {
        expectFloat32Range(this.#who, this.#place(this.#shape.length), value);
      }
      out[start + i] = value;
      this.#done++;
    }
  }

  #noRow(given: unknown, depth: number): TypeError {
    const wanted = `an array of ${this.#shape[depth]}, as ${this.#first(depth)} is`;
    return typeError(`${this.#who}: ${this.#place(depth)} must be ${wanted}, got ${show(given)}`);
  }

  #ragged(length: number, depth: number): ShapeError {
    const wanted = `hold ${this.#shape[depth]} elements, as ${this.#first(depth)} does`;
    return new ShapeError(`${this.#who}: ${this.#place(depth)} must ${wanted}, got ${length}`);
  }

  #first(depth: number): string {
    return this.#name + '[0]'.repeat(depth);
  }

  /** Of the array, or at the last depth the number, that comes next. */
  #place(depth: number): string {
    let rest = this.#done / sizeOf(this.#shape.slice(depth)), place = '';
    for (let axis = depth - 1; axis >= 0; axis--) {
      place = `[${rest % this.#shape[axis]}]${place}`;
      rest = Math.floor(rest / this.#shape[axis]);
    }
    return this.#name + place;
  }
}
