/**
 * Values of WebAssembly as bytes and as JavaScript's: integers are signed bigints, floats numbers.
 * @module
 */

export type Lane = bigint | number;

/** What a type's bits mean: `count` lanes, integers or floats of `bits` bits each. */
export interface Shape {
  readonly float: boolean;
  readonly bits: number;
  readonly count: number;
}

/** The shape that a name such as i32, i16x8 or v128 (two 64-bit integers) tells. */
export function shapeOf(name: string): Shape {
  if (name === 'v128') return { float: false, bits: 64, count: 2 };
  const [, letter, bits, count] = /^([if])(\d+)(?:x(\d+))?$/.exec(name) ?? ['', 'i', '32', '1'];
  return { float: letter === 'f', bits: Number(bits), count: Number(count ?? 1) };
}

/** The lanes at `at`. */
export function read(bytes: Uint8Array, at: number, { float, bits, count }: Shape): Lane[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  return Array.from({ length: count }, (_, i) => {
    const position = i * bits / 8;
    if (float) return bits === 32 ? view.getFloat32(position, true) : view.getFloat64(position, true);
    if (bits === 64) return view.getBigInt64(position, true);
    return BigInt(
      bits === 8 ? view.getInt8(position) : bits === 16 ? view.getInt16(position, true) : view.getInt32(position, true),
    );
  });
}

/** Puts lanes at `at`; integers wrap. */
export function write(bytes: Uint8Array, at: number, { float, bits }: Shape, lanes: readonly Lane[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  lanes.forEach((lane, i) => {
    const position = i * bits / 8;
    if (float) {
      if (bits === 32) view.setFloat32(position, Number(lane), true);
      else view.setFloat64(position, Number(lane), true);
    } else {
      const value = BigInt.asUintN(bits, BigInt(lane));
      for (let byte = 0; byte < bits / 8; byte++) {
        view.setUint8(position + byte, Number((value >> BigInt(8 * byte)) & 0xffn));
      }
    }
  });
}

/** Integers at which signs, widths, carries and shift counts show; each fits `bits` bits, signed. */
export function specialIntegers(bits: number): bigint[] {
  const top = 1n << BigInt(bits - 1);
  const all = [
    0n, 1n, -1n, 2n, -2n, 3n, -7n, 7n, 8n, 15n, 16n, 31n, 32n, 33n, 63n, 64n, 65n, 100n, -100n, 0x5an,
    top - 1n, top - 2n, -top, -top + 1n, top >> 1n, -(top >> 1n), top / 3n, -(top / 5n),
  ];
  return all.map((value) => BigInt.asIntN(bits, value));
}

/** Floats at which signs of zero, ties, ranges of integers, subnormals, infinities and NaN show. */
export const specialFloats: readonly number[] = [
  0, -0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.7, -3.7, 1.3333333, -0.7777777, 0.49999997, 8388607.5, 8388609,
  -2251799813685249.5,
  NaN, Infinity, -Infinity, 1e10, -1e10, 1e-30, 2 ** -149, -(2 ** -149), 2 ** -126 - 2 ** -149, 2 ** -1074,
  3.4028234663852886e38, -3.4028234663852886e38, 127.5, 255, 256, 32768, 65535, 2147483647, 2147483648, -2147483648,
  -2147483649, 4294967295, 4294967296,
  2 ** 63 - 1024, 2 ** 63, -(2 ** 63), -(2 ** 63) - 2048, 2 ** 64 - 2048, 2 ** 64,
];
