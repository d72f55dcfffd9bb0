/**
 * Masks of sequences.
 * @module
 */

import { ShapeError } from '../core/errors.ts';
import { formatShape } from '../core/shape.ts';
import type { MaskedShape } from './layer.ts';

/** Throws ShapeError, as `who`, for the mask of a sequence that is not one number a step. */
export function expectStepMask(who: string, { shape, mask }: MaskedShape): void {
  if (mask === undefined || mask.length === 1) return;
  const wanted = formatShape(shape.slice(0, 1));
  throw new ShapeError(`${who}: mask must be of shape ${wanted}, got ${formatShape(mask)}`);
}
