/**
 * What the instructions mean that change the type of a value or move, widen and gather lanes.
 * @module
 */
import { saturate } from './elementwise.ts';
import { read, shapeOf, write, type Lane, type Shape } from './values.ts';

/** From the bytes of the operands (16 each) to lanes of the result; `to` is the shape of the column. */
type Meaning = (operands: readonly Uint8Array[], to: Shape, captured: readonly string[]) => readonly Lane[];

const integersOf = (bytes: Uint8Array, name: string, signed: boolean): bigint[] => {
  const shape = shapeOf(name);
  return read(bytes, 0, shape).map((lane) => (signed ? BigInt(lane) : BigInt.asUintN(shape.bits, BigInt(lane))));
};
const floatsOf = (bytes: Uint8Array, name: string): number[] => read(bytes, 0, shapeOf(name)).map(Number);
const half = <T>(lanes: readonly T[], which: string): T[] =>
  (which === 'low' ? lanes.slice(0, lanes.length / 2) : lanes.slice(lanes.length / 2));

/** A float's whole part as an integer of `bits` bits, or a trap. */
function truncate(a: number, bits: number, signed: boolean): bigint {
  const clamped = truncateSaturating(a, bits, signed);
  if (a !== a || Math.abs(a) === Infinity || BigInt(Math.trunc(a)) !== clamped) throw new RangeError('traps');
  return clamped;
}

function truncateSaturating(a: number, bits: number, signed: boolean): bigint {
  if (a !== a) return 0n;
  return saturate(Math.abs(a) === Infinity ? BigInt(Math.sign(a)) << 100n : BigInt(Math.trunc(a)), bits, signed);
}

/** An integer rounded once to `bits` bits of float: to binary32 by way of 53 bits of which the last is sticky. */
function roundInteger(a: bigint, bits: number): number {
  const magnitude = a < 0n ? -a : a;
  if (bits === 64 || magnitude < 1n << 53n) return bits === 64 ? Number(a) : Math.fround(Number(a));
  const sticky = (magnitude >> 11n) | ((magnitude & 0x7ffn) === 0n ? 0n : 1n);
  return Math.fround(Number(a < 0n ? -sticky : sticky) * 2048);
}

const table: readonly [RegExp, Meaning][] = [
  [/^wrap_i64$/, ([a]) => integersOf(a, 'i64', true)],
  [/^extend_i32_([su])$/, ([a], _, [sign]) => integersOf(a, 'i32', sign === 's')],
  [
    /^trunc_(f\d+)_([su])$/,
    ([a], to, [from, sign]) => floatsOf(a, from).map((x) => truncate(x, to.bits, sign === 's')),
  ],
  [
    /^trunc_sat_(f[\dx]+)_([su])(?:_zero)?$/,
    ([a], to, [from, sign]) => floatsOf(a, from).map((x) => truncateSaturating(x, to.bits, sign === 's')),
  ],
  [
    /^convert_(i32|i64|i32x4)_([su])$/,
    ([a], to, [from, sign]) => integersOf(a, from, sign === 's').map((x) => roundInteger(x, to.bits)),
  ],
  [
    /^convert_low_i32x4_([su])$/,
    ([a], to, [sign]) => half(integersOf(a, 'i32x4', sign === 's'), 'low').map((x) => roundInteger(x, to.bits)),
  ],
  [/^demote_(f64|f64x2)(?:_zero)?$/, ([a], _, [from]) => floatsOf(a, from).map(Math.fround)],
  [/^promote_f32$/, ([a]) => floatsOf(a, 'f32')],
  [/^promote_low_f32x4$/, ([a]) => half(floatsOf(a, 'f32x4'), 'low')],
  [/^reinterpret_[if]\d+$/, ([a], to) => read(a, 0, to)],
  [
    /^extend_(low|high)_(i\d+x\d+)_([su])$/,
    ([a], _, [which, from, sign]) => half(integersOf(a, from, sign === 's'), which),
  ],
  [/^extmul_(low|high)_(i\d+x\d+)_([su])$/, ([a, b], _, [which, from, sign]) => {
    const others = half(integersOf(b, from, sign === 's'), which);
    return half(integersOf(a, from, sign === 's'), which).map((x, i) => x * others[i]);
  }],
  [/^extadd_pairwise_(i\d+x\d+)_([su])$/, ([a], to, [from, sign]) => {
    const all = integersOf(a, from, sign === 's');
    return Array.from({ length: to.count }, (_, i) => all[2 * i] + all[2 * i + 1]);
  }],
  [/^narrow_(i\d+x\d+)_([su])$/, (operands, to, [from, sign]) =>
    operands.flatMap((a) => integersOf(a, from, true).map((x) => saturate(x, to.bits, sign === 's')))],
  [/^dot_i16x8_s$/, ([a, b], to) => {
    const [x, y] = [integersOf(a, 'i16x8', true), integersOf(b, 'i16x8', true)];
    return Array.from({ length: to.count }, (_, i) => x[2 * i] * y[2 * i] + x[2 * i + 1] * y[2 * i + 1]);
  }],
  [/^swizzle$/, ([a, b], to) => Array.from(b.subarray(0, to.count), (from) => BigInt(from < 16 ? a[from] : 0))],
];

/** The meaning of an instruction by the second part of its name, undefined if this is none of these. */
export function conversion(name: string, to: Shape): ((operands: readonly Uint8Array[]) => Uint8Array) | undefined {
  for (const [pattern, meaning] of table) {
    const match = pattern.exec(name);
    if (match === null) continue;
    return (operands) => {
      const result = new Uint8Array(16); // lanes that are not named are zero
      write(result, 0, to, meaning(operands, to, match.slice(1)));
      return result;
    };
  }
  return undefined;
}
