/**
 * What the instructions that work on one element after another mean, for scalars and lanes alike. Integers are signed
 * bigints of `bits` bits and results wrap; `u` makes one unsigned.
 * @module
 */

const u = (bits: number, a: bigint): bigint => BigInt.asUintN(bits, a);
const binary = (bits: number, a: bigint): string => u(bits, a).toString(2).padStart(bits, '0');
const count = (bits: number, a: bigint): bigint => BigInt(binary(bits, a).split('1').length - 1);
const shift = (bits: number, b: bigint): bigint => u(bits, b) % BigInt(bits);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The nearest integer of `bits` bits. */
export function saturate(a: bigint, bits: number, signed: boolean): bigint {
  const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const high = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  return most(low, least(high, a));
}

function rotateLeft(bits: number, a: bigint, by: bigint): bigint {
  const text = binary(bits, a);
  return BigInt(`0b${text.slice(Number(by))}${text.slice(0, Number(by))}`);
}

function quotient(a: bigint, b: bigint, bits: number, signed: boolean): bigint {
  if (b === 0n || saturate(a / b, bits, signed) !== a / b) throw new RangeError('traps');
  return a / b;
}

function remainder(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new RangeError('traps');
  return a % b;
}

export const integers: Readonly<Record<string, (bits: number, a: bigint, b: bigint) => bigint>> = {
  splat: (_, a) => a,
  clz: (bits, a) => BigInt(`${binary(bits, a)}1`.indexOf('1')),
  ctz: (bits, a) => BigInt(bits - `1${binary(bits, a)}`.lastIndexOf('1')),
  popcnt: count,
  abs: (_, a) => (a < 0n ? -a : a),
  neg: (_, a) => -a,
  add: (_, a, b) => a + b,
  sub: (_, a, b) => a - b,
  mul: (_, a, b) => a * b,
  div_s: (bits, a, b) => quotient(a, b, bits, true),
  div_u: (bits, a, b) => quotient(u(bits, a), u(bits, b), bits, false),
  rem_s: (_, a, b) => remainder(a, b),
  rem_u: (bits, a, b) => remainder(u(bits, a), u(bits, b)),
  not: (_, a) => ~a,
  and: (_, a, b) => a & b,
  andnot: (_, a, b) => a & ~b,
  or: (_, a, b) => a | b,
  xor: (_, a, b) => a ^ b,
  shl: (bits, a, b) => a << shift(bits, b),
  shr_s: (bits, a, b) => a >> shift(bits, b),
  shr_u: (bits, a, b) => u(bits, a) >> shift(bits, b),
  rotl: (bits, a, b) => rotateLeft(bits, a, shift(bits, b)),
  rotr: (bits, a, b) => rotateLeft(bits, a, BigInt(bits) - shift(bits, b)),
  extend8_s: (_, a) => BigInt.asIntN(8, a),
  extend16_s: (_, a) => BigInt.asIntN(16, a),
  extend32_s: (_, a) => BigInt.asIntN(32, a),
  add_sat_s: (bits, a, b) => saturate(a + b, bits, true),
  add_sat_u: (bits, a, b) => saturate(u(bits, a) + u(bits, b), bits, false),
  sub_sat_s: (bits, a, b) => saturate(a - b, bits, true),
  sub_sat_u: (bits, a, b) => saturate(u(bits, a) - u(bits, b), bits, false),
  min_s: (_, a, b) => least(a, b),
  min_u: (bits, a, b) => least(u(bits, a), u(bits, b)),
  max_s: (_, a, b) => most(a, b),
  max_u: (bits, a, b) => most(u(bits, a), u(bits, b)),
  avgr_u: (bits, a, b) => (u(bits, a) + u(bits, b) + 1n) / 2n,
  q15mulr_sat_s: (bits, a, b) => saturate((a * b + 0x4000n) >> 15n, bits, true),
};

export const integerComparisons: Readonly<Record<string, (bits: number, a: bigint, b: bigint) => boolean>> = {
  eqz: (_, a) => a === 0n,
  eq: (_, a, b) => a === b,
  ne: (_, a, b) => a !== b,
  lt_s: (_, a, b) => a < b,
  lt_u: (bits, a, b) => u(bits, a) < u(bits, b),
  gt_s: (_, a, b) => a > b,
  gt_u: (bits, a, b) => u(bits, a) > u(bits, b),
  le_s: (_, a, b) => a <= b,
  le_u: (bits, a, b) => u(bits, a) <= u(bits, b),
  ge_s: (_, a, b) => a >= b,
  ge_u: (bits, a, b) => u(bits, a) >= u(bits, b),
};

/** To the nearest integer, ties to even, with the sign of `a`. */
function nearest(a: number): number {
  if (!(Math.abs(a) < 2 ** 52)) return a;
  const below = Math.floor(a);
  const rounded = a - below < 0.5 || (a - below === 0.5 && below % 2 === 0) ? below : below + 1;
  return rounded === 0 && (a < 0 || Object.is(a, -0)) ? -0 : rounded;
}

const negative = (a: number): boolean => a < 0 || Object.is(a, -0);

/** The result is then rounded to the precision, which is exact: 53 ≥ 2·24 + 2. */
export const floats: Readonly<Record<string, (a: number, b: number) => number>> = {
  splat: (a) => a,
  abs: (a) => Math.abs(a),
  neg: (a) => -a,
  ceil: (a) => Math.ceil(a),
  floor: (a) => Math.floor(a),
  trunc: (a) => Math.trunc(a),
  nearest,
  sqrt: (a) => Math.sqrt(a),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  pmin: (a, b) => (b < a ? b : a),
  pmax: (a, b) => (a < b ? b : a),
  copysign: (a, b) => (negative(a) === negative(b) ? a : -a),
};

export const floatComparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  ge: (a, b) => a >= b,
};
