/**
 * Numbers as the known answers have them: bits in hexadecimal, decimals beside them for reading.
 * @module
 */
import { bitsOf } from '../../../lib/core/hex.ts';
import { bitsOfFloat32 } from '../../../lib/core/float32.ts';
import type { Json } from '../../../lib/model/description/json.ts';

const NAN_32 = '7fc00000', NAN_64 = '7ff8000000000000';

/** The eight digits of a binary32 number. */
export const bits32 = (value: number): string =>
  (Number.isNaN(value) ? NAN_32 : (bitsOfFloat32(value) >>> 0).toString(16).padStart(8, '0'));
/** The sixteen digits of a binary64 number. */
export const bits64 = (value: number): string => (Number.isNaN(value) ? NAN_64 : bitsOf(value));

const decimal = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** A tensor of binary32 numbers. */
export function tensor(values: ArrayLike<number>, shape: readonly number[] = [values.length]): Json {
  const all = Array.from(values, Math.fround);
  return { shape: [...shape], bits: all.map(bits32).join(' '), decimal: all.map(short).join(' ') };
}

/** A tensor of binary64 numbers. */
export function tensor64(values: ArrayLike<number>, shape: readonly number[] = [values.length]): Json {
  const all = Array.from(values);
  return { shape: [...shape], bits64: all.map(bits64).join(' '), decimal: all.map(decimal).join(' ') };
}

/** As few digits as name the binary32 value. */
function short(value: number): string {
  for (let precision = 1; precision < 9; precision++) {
    const shorter = Number(value.toPrecision(precision));
    if (Object.is(Math.fround(shorter), value)) return decimal(shorter);
  }
  return decimal(value);
}

const LONG = 100;

/** JSON of which each member that is short stands on one line. */
export function readable(value: Json, indent: string = ''): string {
  const flat = JSON.stringify(value), inner = `${indent} `;
  if (flat.length + indent.length <= LONG || typeof value !== 'object' || value === null) return flat;
  const isTensor = !Array.isArray(value) && 'decimal' in value;
  if (isTensor) return flat;
  if (Array.isArray(value)) {
    return `[\n${value.map((member: Json) => inner + readable(member, inner)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value as Readonly<Record<string, Json>>);
  const lines = members.map(([name, member]) => `${inner}${JSON.stringify(name)}: ${readable(member, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
