/**
 * Floating-point numbers of 8 and 16 bits, all of which binary32 holds exactly.
 * @module
 */

import { float32OfBits } from './float32.ts';

/** Sign, exponent and mantissa of a small float, whose exponent of ones is that of ∞ and NaN. */
function smallFloat(bits: number, exponentBits: number, mantissaBits: number): number {
  const most = 2 ** 8 - 1 >> (8 - exponentBits), bias = most >> 1, sign = (bits >> (exponentBits + mantissaBits)) & 1;
  const exponent = (bits >> mantissaBits) & most, mantissa = bits & ((1 << mantissaBits) - 1);
  const magnitude = exponent === 0 ? mantissa * float32OfBits((128 - bias - mantissaBits) << 23)
    : float32OfBits((exponent === most ? 255 : exponent - bias + 127) << 23 | mantissa << (23 - mantissaBits));
  return sign === 0 ? magnitude : -magnitude;
}

/** The number that 16 bits of binary16 stand for. */
export function fromBinary16(bits: number): number {
  return smallFloat(bits, 5, 10);
}

/** The number that the upper 16 bits of a binary32 stand for. */
export function fromBfloat16(bits: number): number {
  return float32OfBits(bits << 16);
}

/** E5M2 as of the OCP. */
export function fromFloat8e5m2(bits: number): number {
  return smallFloat(bits, 5, 2);
}

/** E4M3 as of the OCP: no infinities, NaN where all bits of exponent and mantissa are 1. */
export function fromFloat8e4m3(bits: number): number {
  if ((bits & 0x7f) === 0x7f) return NaN;
  const isHigh = (bits & 0x78) === 0x78; // an exponent of ones is one like others: half of it, doubled
  return isHigh ? 2 * smallFloat(bits - 8, 4, 3) : smallFloat(bits, 4, 3);
}
