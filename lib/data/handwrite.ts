/**
 * A glyph written by an unsteady hand: its strokes as smooth lines, shaken, slanted, turned, bent and fitted into
 * an image.
 *
 * Only + − × ÷ √ and comparisons on binary64, so every engine gets the same bits: a rotation is made from its
 * half-angle's tangent, a bell-shaped number from a sum of uniform ones.
 * @module
 */

import type { Philox } from '../core/philox.ts';
import { IMAGE_SIZE } from './dataset.ts';
import type { Glyph, Stroke } from './strokes.ts';

/** A polyline x, y, x, y, … in pixels; pixel (row r, column c) is the square around x = c + ½, y = r + ½. */
export type Line = number[];

const STEPS_PER_SPAN = 4;

// How unsteady the hands are: large enough that one straight template a digit does not do, small enough to read well.
const SHAKE = 2.2; // of a control point, in hundredths of the unit box
const MEAN_SLANT = 0.15; // most hands lean to the right
const MOST_SLANT = 0.6; // either way; columns a row
const MOST_HALF_ANGLE = 0.25; // either way; the tangent of half the rotation: 28°
const STRETCH = 0.12;
const BEND = 0.06; // at the edge of the box, in half boxes
const RESIZE = 0.05;
const SHIFT = 0.5; // pixels
const SIZE = 18; // pixels of the longer side without the pen's width: with it about 20, as in MNIST
const MARGIN = 2.5; // pixels from the middle of a line to the edge of the image, where the shift would bring it nearer

/** A bell-shaped number of mean 0 and standard deviation 1, never beyond ±3: three uniform ones. */
export function bell(random: Philox): number {
  return 2 * (random.nextFloat() + random.nextFloat() + random.nextFloat() - 1.5);
}

/** A number between −most and most, every one equally likely. */
function uniform(random: Philox, most: number): number {
  return most * (2 * random.nextFloat() - 1);
}

/**
 * The control points of a stroke, moved to the centre of the unit box and each shaken; a corner is shaken as one point.
 */
function shake(stroke: Stroke, random: Philox): number[] {
  const out: number[] = [];
  for (let i = 0; i < stroke.length; i += 2) {
    if (isCorner(stroke, i)) out.push(out[i - 2], out[i - 1]);
    else out.push(stroke[i] - 50 + SHAKE * bell(random), stroke[i + 1] - 50 + SHAKE * bell(random));
  }
  return out;
}

/** Whether the point at `i` is the one before it, given again. */
function isCorner(points: Stroke, i: number): boolean {
  return i >= 2 && points[i] === points[i - 2] && points[i + 1] === points[i - 1];
}

/** The point of the Catmull-Rom curve between b and c, at t in [0, 1]; a and d are the points before and after. */
function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/**
 * The smooth line through the points from `first` to `last` (indices of x); beyond an end the curve goes straight on.
 */
function smoothInto(line: Line, points: readonly number[], first: number, last: number): void {
  for (let i = first; i < last; i += 2) {
    for (let step = 1; step <= STEPS_PER_SPAN; step++) {
      for (let axis = i; axis < i + 2; axis++) {
        const b = points[axis], c = points[axis + 2];
        const a = i === first ? 2 * b - c : points[axis - 2];
        const d = i + 2 === last ? 2 * c - b : points[axis + 4];
        line.push(catmullRom(a, b, c, d, step / STEPS_PER_SPAN));
      }
    }
  }
}

function smooth(points: readonly number[]): Line {
  const line: Line = [points[0], points[1]];
  let first = 0;
  for (let i = 2; i < points.length; i += 2) {
    if (isCorner(points, i)) first = i;
    else if (i + 2 === points.length || isCorner(points, i + 2)) smoothInto(line, points, first, i);
  }
  return line;
}

/**
 * Slant, turn, stretch and bend every point: an affine map after x += p(x, y), y += q(x, y) with random cubics p, q.
 */
function distort(lines: readonly Line[], random: Philox): void {
  const slant = MEAN_SLANT + uniform(random, MOST_SLANT);
  const halfAngle = uniform(random, MOST_HALF_ANGLE);
  const cosine = (1 - halfAngle * halfAngle) / (1 + halfAngle * halfAngle);
  const sine = (2 * halfAngle) / (1 + halfAngle * halfAngle);
  const width = 1 + STRETCH * bell(random);
  const bends: number[] = [];
  while (bends.length < 8) bends.push(BEND * bell(random));
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      const u = line[i] / 50, v = line[i + 1] / 50; // about −1 … 1
      const x = width * (u + bends[0] * v * v + bends[1] * u * v + bends[2] * u * u + bends[3] * v * (v * v - 1));
      const y = v + bends[4] * u * u + bends[5] * u * v + bends[6] * v * v + bends[7] * u * (v * v - 1);
      const slanted = x - slant * y;
      line[i] = cosine * slanted - sine * y;
      line[i + 1] = sine * slanted + cosine * y;
    }
  }
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The centre of the ink, every piece of a line weighted by its length. */
  readonly xCentre: number;
  readonly yCentre: number;
}

function measure(lines: readonly Line[]): Extent {
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  let length = 0, xMoment = 0, yMoment = 0;
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      const x = line[i], y = line[i + 1];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      if (i === 0) continue;
      const dx = x - line[i - 2], dy = y - line[i - 1];
      const piece = Math.sqrt(dx * dx + dy * dy);
      length += piece;
      xMoment += piece * (x - 0.5 * dx);
      yMoment += piece * (y - 0.5 * dy);
    }
  }
  return { left, right, top, bottom, xCentre: xMoment / length, yCentre: yMoment / length };
}

/** What to add to bring `centre` to `wanted`, or as near as keeps [low, high] within the image. */
function shiftWithin(wanted: number, centre: number, low: number, high: number): number {
  return Math.max(MARGIN - low, Math.min(IMAGE_SIZE - MARGIN - high, wanted - centre));
}

/** Scale the longer side and put the centre of the ink near the centre of the image, as MNIST does. */
function fit(lines: readonly Line[], random: Philox): void {
  const { left, right, top, bottom, xCentre, yCentre } = measure(lines);
  const scale = (SIZE * (1 + RESIZE * bell(random))) / Math.max(right - left, bottom - top);
  const xShift = shiftWithin(IMAGE_SIZE / 2 + SHIFT * bell(random), scale * xCentre, scale * left, scale * right);
  const yShift = shiftWithin(IMAGE_SIZE / 2 + SHIFT * bell(random), scale * yCentre, scale * top, scale * bottom);
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      line[i] = scale * line[i] + xShift;
      line[i + 1] = scale * line[i + 1] + yShift;
    }
  }
}

/** The lines of `glyph` as one hand writes them this time, in pixels. */
export function handwrite(glyph: Glyph, random: Philox): Line[] {
  const lines = glyph.map((stroke) => smooth(shake(stroke, random)));
  distort(lines, random);
  fit(lines, random);
  return lines;
}
