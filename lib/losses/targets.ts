/**
 * What targets a loss can mean.
 * @module
 */

import { rangeError, show } from '../core/errors.ts';
import type { Loss } from './loss.ts';

type ExpectTargets = NonNullable<Loss['expectTargets']>;

/**
 * Targets of the loss by that name are all such numbers, which `wanted` tells in words: as binary32, in which the loss
 * sees them.
 */
function expecting(loss: string, wanted: string, isMeant: (y: number) => boolean): ExpectTargets {
  return (who, y, name = 'y') => {
    for (let i = 0; i < y.length; i++) {
      if (isMeant(Math.fround(y[i]))) continue;
      const got = `${show(y[i])}${cure(y, isMeant)}`;
      throw rangeError(`${who}: ${name}[${i}] must be ${wanted} for loss ${loss}, got ${got}`);
    }
  };
}

/** Targets are probabilities. */
export function probabilities(loss: string): ExpectTargets {
  return expecting(loss, 'from 0 to 1', (y) => y >= 0 && y <= 1);
}

/** Targets are no less than 0. */
export function notNegative(loss: string): ExpectTargets {
  return expecting(loss, 'a finite number of at least 0', (y) => y >= 0 && y < Infinity);
}

/** Targets are −1 and 1. */
export function signs(loss: string): ExpectTargets {
  return expecting(loss, '-1 or 1', (y) => y === 1 || y === -1);
}

/** Targets as they often come, and what turns them into those that are meant. */
interface Cure {
  readonly isSeen: (y: number) => boolean;
  readonly turned: (y: number) => number;
  readonly advice: string;
}

const isWhole = (y: number, most: number): boolean => Number.isInteger(y) && y >= 0 && y <= most;
const bytes = { turned: (y: number) => y / 255, advice: 'bytes become 0 to 1 by y / 255' };

/** The first that fits is the likely one. */
const CURES: readonly Cure[] = [
  { isSeen: (y) => y === 0 || y === 1, turned: (y) => 2 * y - 1, advice: '0 and 1 become -1 and 1 by 2 * y - 1' },
  {
    isSeen: (y) => y === 1 || y === -1, turned: (y) => (y + 1) / 2,
    advice: '-1 and 1 become 0 and 1 by (y + 1) / 2, or take hinge',
  },
  { isSeen: (y) => y === 1 || y === 2, turned: (y) => y - 1, advice: 'labels 1 and 2 become 0 and 1 by y - 1' },
  { isSeen: (y) => y === 0 || y === 255, ...bytes },
  {
    isSeen: (y) => isWhole(y, 127), turned: () => 1,
    advice: 'numbers of classes are for sparseCategoricalCrossentropy, with an output a class',
  },
  { isSeen: (y) => isWhole(y, 255), ...bytes },
];

/** The cure that fits all targets, where there is one. */
function cure(y: ArrayLike<number>, isMeant: (y: number) => boolean): string {
  const targets = Array.from(y);
  const found = CURES.find(({ isSeen, turned }) => targets.every((v) => isSeen(v) && isMeant(turned(v))));
  return found === undefined ? '' : `; ${found.advice}`;
}
