/**
 * Points of a plane as text for an address: five characters a point.
 * @module
 */
import { expectInteger, rangeError, show } from '../../lib/core/errors.ts';

/** A point of [−2, 2) × [−2, 2), in steps of 1/1024, and its class, from 0 to 9. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: number;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE = 64, STEPS = 1024, HALF = 2048, LENGTH = 5;
/** The most classes of points. */
export const CLASSES = 10;

/** The nearest coordinate that an address has. */
export function toCoordinate(value: number): number {
  return (Math.min(HALF - 1, Math.max(-HALF, Math.round(value * STEPS))) + 0) / STEPS;
}

/** Throws RangeError or TypeError for a point that no address has; see {@link toCoordinate}. */
export function expectPoints(points: readonly Point[]): void {
  points.forEach((point, i) => {
    expectInteger('setting', `data.points[${i}].label`, point.label, 0, CLASSES - 1);
    for (const axis of ['x', 'y'] as const) {
      const value = point[axis], what = `data.points[${i}].${axis}`;
      if (Object.is(toCoordinate(value), value)) continue;
      throw rangeError(`setting: ${what} must be a multiple of 1/1024 from −2 to below 2, got ${show(value)}`);
    }
  });
}

/** Points as `expectPoints` has them. */
export function writePoints(points: readonly Point[]): string {
  return points.map(({ x, y, label }) => `${written(x)}${written(y)}${ALPHABET[label]}`).join('');
}

function written(value: number): string {
  const steps = value * STEPS + HALF;
  return `${ALPHABET[Math.floor(steps / BASE)]}${ALPHABET[steps % BASE]}`;
}

/** Throws RangeError for text that is none. */
export function toPoints(who: string, text: string): Point[] {
  const codes = [...text].map((letter) => ALPHABET.indexOf(letter));
  const isText = codes.length % LENGTH === 0 && codes.every((code, i) => (
    code >= 0 && (i % LENGTH !== LENGTH - 1 || code < CLASSES)));
  if (!isText) throw rangeError(`${who}: data.points must be five characters a point, got ${show(text)}`);
  const coordinate = (at: number): number => (codes[at] * BASE + codes[at + 1] - HALF) / STEPS;
  return Array.from({ length: codes.length / LENGTH }, (_, i) => (
    { x: coordinate(i * LENGTH), y: coordinate(i * LENGTH + 2), label: codes[i * LENGTH + LENGTH - 1] }));
}
