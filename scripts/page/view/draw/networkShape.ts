/**
 * Where the units of a network are drawn.
 * @module
 */

/** A unit's place; layer and unit count from 1, as the report does. */
export interface Spot {
  readonly layer: number;
  readonly unit: number;
  readonly x: number;
  readonly y: number;
}

export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  /** Of each layer those that are drawn; none of one that is drawn as a picture. */
  readonly spots: readonly (readonly Spot[])[];
  /** How many are not drawn. */
  readonly hidden: readonly number[];
  /** The place of the input as a picture, where it is one. */
  readonly picture: { readonly x: number; readonly y: number; readonly size: number } | undefined;
}

const MOST = 16, TOP = 46, FOOT = 30, LEAST_ROW = 21, PICTURE = 140;
/** Where the rows are few: pixels a row, and of a unit's radius. Without numbers in the units, and with them. */
const PLAIN = { row: 34, radius: 12 }, NUMBERED = { row: 58, radius: 17 };
/** What all rows take where they are many. */
const WHOLE = 340, WHOLE_NUMBERED = 470;
/** Pixels a side of the pictures that are known. */
export const SIDE = 28;

/** Names and numbers stand beside the first and the last layer: room for them, and a letter's of a name. */
const LEFT = 30, RIGHT = 62, LETTER = 6.5;
/** Longer names are cut off. */
const LONGEST = 14;

/** A name as it is written beside a unit. */
export function shortName(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}

/** Names of the first and the last layer's units. */
export interface Names {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Which units of a layer are drawn: all, or where they are many the first. */
export function unitsShown(count: number): readonly number[] {
  return Array.from({ length: count <= MOST ? count : MOST - 1 }, (_, u) => u + 1);
}

/** Layers of so many units, of which those in `drawn` are drawn, the input perhaps as a picture. */
export function shapeOf(
  units: readonly number[], drawn: readonly (readonly number[])[], width: number, { inputs, outputs }: Names,
  hasNumbers: boolean = false,
): Shape {
  const longest = (names: readonly string[]): number =>
    LETTER * Math.max(0, ...names.map((name) => shortName(name).length));
  const isPicture = units[0] === SIDE * SIDE, shown = drawn.map((own, l) => (l === 0 && isPicture ? [] : own));
  const rows = Math.max(...shown.map(({ length }) => length), isPicture ? 5 : 1);
  const most = hasNumbers ? NUMBERED : PLAIN, whole = hasNumbers ? WHOLE_NUMBERED : WHOLE;
  const row = Math.max(LEAST_ROW, Math.min(most.row, whole / rows)), radius = Math.min(most.radius, row * 0.36);
  const height = TOP + rows * row + FOOT;
  const size = Math.min(PICTURE, width * 0.3), left = isPicture ? size / 2 : LEFT + longest(inputs);
  const right = width - RIGHT - longest(outputs);
  const across = (l: number): number =>
    (units.length === 1 ? width / 2 : left + (l / (units.length - 1)) * (right - left));
  const middle = TOP + (rows * row) / 2;
  const spots = shown.map((own, l) => own.map((unit, u): Spot => (
    { layer: l + 1, unit, x: across(l), y: middle + (u - (own.length - 1) / 2) * row })));
  return {
    width, height, radius, spots, hidden: units.map((count, l) => (l === 0 && isPicture ? 0 : count - shown[l].length)),
    picture: isPicture ? { x: 0, y: middle - size / 2, size } : undefined,
  };
}

/** An edge that is drawn. */
export interface EdgeSpot {
  readonly from: Spot;
  readonly to: Spot;
}

/** Those between neighbouring layers, layer by layer, unit by unit. */
export function edgesOf({ spots }: Shape): EdgeSpot[] {
  return spots.slice(1).flatMap((own, l) => own.flatMap((to) => spots[l].map((from) => ({ from, to }))));
}

/** The unit at a point, or the edge that is nearest to it. */
export function whatIsAt(shape: Shape, edges: readonly EdgeSpot[], x: number, y: number): Spot | EdgeSpot | undefined {
  const unit = shape.spots.flat().find((spot) => Math.hypot(spot.x - x, spot.y - y) <= shape.radius + 3);
  if (unit !== undefined) return unit;
  let best = 7, found: EdgeSpot | undefined;
  for (const edge of edges) {
    const { from, to } = edge, dx = to.x - from.x, dy = to.y - from.y;
    const along = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy)));
    const distance = Math.hypot(from.x + along * dx - x, from.y + along * dy - y);
    if (distance < best) [best, found] = [distance, edge];
  }
  return found;
}
