/**
 * Lines drawn by a pen with a soft edge, as grey levels.
 * @module
 */

import type { Philox } from '../core/philox.ts';
import { IMAGE_SIZE } from './dataset.ts';
import { bell, type Line } from './handwrite.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

// Lengths in pixels. Together they give about MNIST's mean grey, share of inked pixels and share of full ink.
const RADIUS = 1.25;
const RADIUS_SPREAD = 0.33;
const LEAST_RADIUS = 0.65;
const PRESSURE_SPREAD = 0.14; // by which share a stroke grows from its middle to its end
const LEAST_RAMP = 1.1;
const RAMP_RANGE = 0.4;
const FULL_INK = 275; // above 255, so that most of a stroke stays white however uneven its ink
const SHORTEST_SQUARED = 1e-12; // keeps a piece without length from dividing by 0
const UNEVENNESS = 0.08;

/** A pen; its soft edge is a ramp from ink at (1 − softness/2) radii to ground at (1 + softness/2) radii. */
interface Pen {
  /** Half the width of a stroke where it starts and where it ends, in pixels. */
  readonly startRadius: number;
  readonly endRadius: number;
  readonly softness: number;
}

function pickPen(random: Philox): Pen {
  const radius = Math.max(LEAST_RADIUS, RADIUS + RADIUS_SPREAD * bell(random));
  const change = PRESSURE_SPREAD * bell(random);
  const ramp = LEAST_RAMP + RAMP_RANGE * random.nextFloat();
  return { startRadius: radius * (1 - change), endRadius: radius * (1 + change), softness: ramp / radius };
}

/** Room for {@link render}: a number a pixel, then as many that nobody reads. */
export function makeRoom(): Float64Array {
  return new Float64Array(2 * PIXELS);
}

/**
 * Lower `nearest`, for each pixel its least squared distance to a line in radii of the pen, by the piece from a to b;
 * `reach` is in radii. What lowers nothing goes to the room behind.
 */
function drawPiece(
  nearest: Float64Array, ax: number, ay: number, bx: number, by: number, radius: number, reach: number,
): void {
  const dx = bx - ax, dy = by - ay;
  const perLength = 1 / Math.max(dx * dx + dy * dy, SHORTEST_SQUARED);
  const perRadius = 1 / (radius * radius);
  const margin = reach * radius - 0.5; // from the centre of a pixel
  const firstColumn = Math.max(0, Math.ceil(Math.min(ax, bx) - margin - 1));
  const lastColumn = Math.min(IMAGE_SIZE - 1, Math.floor(Math.max(ax, bx) + margin));
  const firstRow = Math.max(0, Math.ceil(Math.min(ay, by) - margin - 1));
  const lastRow = Math.min(IMAGE_SIZE - 1, Math.floor(Math.max(ay, by) + margin));
  for (let row = firstRow; row <= lastRow; row++) {
    const py = row + 0.5 - ay, pydy = py * dy;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const px = column + 0.5 - ax;
      const part = (px * dx + pydy) * perLength, along = part < 0 ? 0 : part > 1 ? 1 : part;
      const ex = px - along * dx, ey = py - along * dy;
      const squared = (ex * ex + ey * ey) * perRadius;
      const at = row * IMAGE_SIZE + column;
      nearest[at + PIXELS * +(squared >= nearest[at])] = squared; // no branch, since nobody can foretell which it is
    }
  }
}

/**
 * Draw `lines` with a pen of random width into `image`; `nearest` is of `makeRoom`, whatever it holds.
 *
 * Writes: `image`, 28 × 28 levels up to 255 (ink), where the pen comes; elsewhere it must be 0 (ground). Ink is a
 *         little uneven.
 */
export function render(
  lines: readonly Line[], random: Philox, image: Uint8Array, nearest: Float64Array,
): void {
  const { startRadius, endRadius, softness } = pickPen(random);
  const reach = 1 + 0.5 * softness, farthest = reach * reach;
  nearest.fill(farthest, 0, PIXELS);
  for (const line of lines) {
    for (let i = 2; i < line.length; i += 2) {
      const radius = startRadius + (endRadius - startRadius) * (i / line.length);
      drawPiece(nearest, line[i - 2], line[i - 1], line[i], line[i + 1], radius, reach);
    }
  }
  for (let at = 0; at < PIXELS; at++) {
    const squared = nearest[at];
    if (squared >= farthest) continue;
    const coverage = Math.min(1, (reach - Math.sqrt(squared)) / softness);
    const grain = 1 - UNEVENNESS * random.nextFloat();
    image[at] = Math.min(255, FULL_INK * coverage * grain); // which rounds down
  }
}
