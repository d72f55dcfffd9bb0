/**
 * The wire format of protocol buffers: fields of numbers and of bytes, read within bounds and written.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { bytesOf } from './utf8.ts';

/** What a field holds: a number (of wire types 0, 1 and 5), or bytes. */
export interface Field {
  readonly number: number;
  /** Undefined for bytes. */
  readonly value: number | undefined;
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const MOST_VARINT_BYTES = 10;

/** A position in bytes. Nothing is read behind their end. */
export class Wire {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** What is read, for messages. */
  readonly #where: string;
  #at = 0;

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#where = where;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** A number of 64 bits with sign; beyond 2⁵³ it is rounded. */
  varint(): number {
    let low = 0, factor = 1, high = 0n;
    for (let i = 0; i < MOST_VARINT_BYTES; i++, factor *= 128) {
      if (this.isAtEnd) throw this.#error('a number that ends within the bytes', 'one that goes on');
      const byte = this.#bytes[this.#at++], bits = byte & 127;
      if (i < 7) low += bits * factor;
      else high |= BigInt(bits) << BigInt(7 * i);
      if (byte < 128) return i < 7 ? low : Number(BigInt.asIntN(64, high | BigInt(low)));
    }
    throw this.#error(`numbers of ${MOST_VARINT_BYTES} bytes at most`, 'a longer one');
  }

  /** binary32 */
  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** binary64 */
  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** The next field. Groups, which nobody writes any more, are refused. */
  field(): Field {
    const tag = this.varint(), number = Math.floor(tag / 8), wire = tag % 8;
    if (!(number >= 1 && number < 2 ** 29)) throw this.#error('fields from 1', `field ${number}`);
    switch (wire) {
      case 0: return { number, value: this.varint(), bytes: NOTHING };
      case 1: return { number, value: this.double(), bytes: NOTHING };
      case 2: {
        const length = this.varint(), from = this.#take(length);
        return { number, value: undefined, bytes: this.#bytes.subarray(from, from + length) };
      }
      case 5: return { number, value: this.float(), bytes: NOTHING };
      default: throw this.#error('fields of wire type 0, 1, 2 or 5', `type ${wire}`);
    }
  }

  /** The position of so many bytes, behind which it goes on. */
  #take(length: number): number {
    const left = this.#bytes.length - this.#at, from = this.#at;
    if (!(length >= 0 && length <= left)) throw this.#error(`at most the ${left} bytes that are left`, `${length}`);
    this.#at += length;
    return from;
  }

  #error(wanted: string, got: string): FormatError {
    return new FormatError(`readOnnx: ${this.#where} must have ${wanted}, got ${got} before byte ${this.#at}`);
  }
}

/** Each field of a message to the function of its number; others are skipped. */
export function readFields(
  bytes: Uint8Array, where: string, take: Readonly<Record<number, (field: Field) => void>>,
): void {
  const wire = new Wire(bytes, where);
  while (!wire.isAtEnd) {
    const field = wire.field();
    take[field.number]?.(field);
  }
}

/** A field's numbers, packed or one alone. */
export function numbersOf({ value, bytes }: Field, where: string, next: (wire: Wire) => number): number[] {
  if (value !== undefined) return [value];
  const wire = new Wire(bytes, where), numbers = [];
  while (!wire.isAtEnd) numbers.push(next(wire));
  return numbers;
}

/** A message being written. */
export class Message {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** A whole number of 64 bits with sign; nothing for undefined. */
  int(field: number, value: number | undefined): this {
    return value === undefined ? this : this.#add(varint(field * 8)).#add(varint(value));
  }

  float(field: number, value: number): this {
    return this.#add(varint(field * 8 + 5)).#add(new Uint8Array(Float32Array.of(value).buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#add(varint(field * 8 + 2)).#add(varint(value.length)).#add(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, bytesOf(value));
  }

  message(field: number, value: Message): this {
    this.#add(varint(field * 8 + 2)).#add(varint(value.#length));
    for (const part of value.#parts) this.#add(part);
    return this;
  }

  /** Numbers one after the other in one field. */
  packed(field: number, values: readonly number[]): this {
    const inner = new Message();
    for (const value of values) inner.#add(varint(value));
    return this.message(field, inner);
  }

  get length(): number {
    return this.#length;
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #add(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left >= 128n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  bytes.push(Number(left));
  return Uint8Array.from(bytes);
}
