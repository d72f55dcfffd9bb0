/**
 * Lines drawn by a pen with a soft edge, as grey levels.
 * @module
 */
import type { Philox } from '../core/philox.ts';
import { IMAGE_SIZE } from './dataset.ts';
import { bell, type Line } from './handwrite.ts';

/** How a pen draws; lengths in pixels. */
interface Pen {
  /** Half the width of the stroke, where it starts and where it ends. */
  readonly startRadius: number;
  readonly endRadius: number;
  /** The width of the ramp from ink to ground. */
  readonly softness: number;
}

function pickPen(random: Philox): Pen {
  const radius = Math.max(0.6, 1.2 + 0.33 * bell(random));
  const change = 0.14 * bell(random);
  return { startRadius: radius * (1 - change), endRadius: radius * (1 + change), softness: 1.1 + 0.5 * random.nextFloat() };
}

/** Raise `ink` to the pen's coverage along one piece; coverage is 1 inside, 0 outside, a straight ramp across the edge. */
function drawPiece(ink: Float64Array, ax: number, ay: number, bx: number, by: number, radius: number, softness: number): void {
  const dx = bx - ax, dy = by - ay;
  const squaredLength = Math.max(dx * dx + dy * dy, 1e-12);
  const reach = radius + 0.5 * softness;
  const firstColumn = Math.max(0, Math.floor(Math.min(ax, bx) - reach)), lastColumn = Math.min(IMAGE_SIZE - 1, Math.floor(Math.max(ax, bx) + reach));
  const firstRow = Math.max(0, Math.floor(Math.min(ay, by) - reach)), lastRow = Math.min(IMAGE_SIZE - 1, Math.floor(Math.max(ay, by) + reach));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const px = column + 0.5 - ax, py = row + 0.5 - ay;
      const along = Math.max(0, Math.min(1, (px * dx + py * dy) / squaredLength));
      const ex = px - along * dx, ey = py - along * dy;
      const squaredDistance = ex * ex + ey * ey;
      if (squaredDistance >= reach * reach) continue;
      const coverage = (reach - Math.sqrt(squaredDistance)) / softness;
      const at = row * IMAGE_SIZE + column;
      if (coverage > ink[at]) ink[at] = Math.min(1, coverage);
    }
  }
}

/**
 * Draw `lines` with a pen of random width into `image`.
 *
 * Writes: `image`, 28 × 28 levels from 0 (ground) to 255 (ink), all of them. Ink is a little uneven; the ground is clean.
 */
export function render(lines: readonly Line[], random: Philox, image: Uint8Array): void {
  const { startRadius, endRadius, softness } = pickPen(random);
  const ink = new Float64Array(IMAGE_SIZE * IMAGE_SIZE);
  for (const line of lines) {
    for (let i = 2; i < line.length; i += 2) {
      const radius = startRadius + (endRadius - startRadius) * (i / line.length);
      drawPiece(ink, line[i - 2], line[i - 1], line[i], line[i + 1], radius, softness);
    }
  }
  for (let at = 0; at < ink.length; at++) {
    const grain = ink[at] > 0 ? 1 - 0.08 * random.nextFloat() : 0;
    image[at] = Math.min(255, Math.floor(275 * ink[at] * grain));
  }
}
