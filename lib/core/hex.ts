/**
 * Bytes and bits of numbers in hexadecimal.
 * @module
 */

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const view = new DataView(new ArrayBuffer(8));

/** Two digits a byte, small letters. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += BYTES[bytes[i]];
  return text;
}

/** The bytes of an even number of digits. */
export function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** The 16 digits of a binary64 number, sign first. */
export function bitsOf(value: number): string {
  view.setFloat64(0, value);
  let text = '';
  for (let i = 0; i < 8; i++) text += BYTES[view.getUint8(i)];
  return text;
}

/** The number of 16 such digits. */
export function fromBits64(digits: string): number {
  view.setBigUint64(0, BigInt(`0x${digits}`));
  return view.getFloat64(0);
}
