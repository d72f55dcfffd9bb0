/**
 * Seeded operands that make slips visible: distinct entries, no symmetry, and all the corners of binary32.
 * @module
 */
import type { Philox } from '../../lib/core/philox.ts';

/**
 * - uniform: [−1, 1)
 * - wide: either sign, magnitudes from 2⁻⁹⁰ to 2²⁰, so that products are subnormal, tiny or large
 * - specials: one in 2, 8 or 32 is ±∞, NaN, ±0, subnormal, the smallest or largest normal; the others are uniform
 * - finite: the same without ∞ and NaN
 * - powers: ±2ᵉ, e from −3 to 3, so that sums are exact and products of different pairs equal
 */
export type OperandKind = 'uniform' | 'wide' | 'specials' | 'finite' | 'powers';

export const operandKinds: readonly OperandKind[] = ['uniform', 'wide', 'specials', 'finite', 'powers'];

const SMALLEST_NORMAL = 2 ** -126;
const finite: readonly number[] = [
  0, -0, 2 ** -149, -(2 ** -149), 5e-42, -3e-39, SMALLEST_NORMAL, -SMALLEST_NORMAL, SMALLEST_NORMAL - 2 ** -149, 3e38,
  -3e38, 1, -1,
];
const specials: readonly number[] = [...finite, Infinity, -Infinity, NaN];

/** One of a list, each equally likely. */
export function pick<T>(random: Philox, list: readonly T[]): T {
  return list[random.nextBelow(list.length)];
}

/** True once in `times`. */
export function once(random: Philox, times: number): boolean {
  return random.nextBelow(times) === 0;
}

function uniform(random: Philox): number {
  return random.nextFloat() * 2 - 1;
}

function signedPower(random: Philox, lowest: number, highest: number): number {
  return (once(random, 2) ? -1 : 1) * 2 ** (lowest + random.nextBelow(highest - lowest + 1));
}

/** `length` operands of one kind, binary32. */
export function operands(random: Philox, length: number, kind: OperandKind = 'uniform'): Float32Array {
  const rarity = pick(random, [2, 8, 32]);
  const draw: Readonly<Record<OperandKind, () => number>> = {
    uniform: () => uniform(random),
    wide: () => signedPower(random, -90, 20) * (1 + random.nextFloat()),
    specials: () => (once(random, rarity) ? pick(random, specials) : uniform(random)),
    finite: () => (once(random, rarity) ? pick(random, finite) : uniform(random)),
    powers: () => signedPower(random, -3, 3),
  };
  return Float32Array.from({ length }, draw[kind]);
}
