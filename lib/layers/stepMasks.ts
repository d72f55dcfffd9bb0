/**
 * Masks of sequences.
 * @module
 */

import { ShapeError } from '../core/errors.ts';
import { formatShape } from '../core/shape.ts';
import type { MaskedShape } from './layer.ts';

/** ShapeError, as `who`, unless the mask of each sequence, where it has one, is one number a step. */
export function expectStepMasks(who: string, sequences: readonly MaskedShape[]): void {
  for (const { shape, mask } of sequences) {
    if (mask === undefined || mask.length === 1) continue;
    throw new ShapeError(`${who}: mask must be of shape ${formatShape(shape.slice(0, 1))}, got ${formatShape(mask)}`);
  }
}
