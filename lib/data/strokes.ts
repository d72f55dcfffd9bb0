/**
 * The ten digits as strokes of a pen, each in the several ways that people write it.
 *
 * Unit box: x runs right and y down, both from 0 to 100; a digit is as high as the box and keeps its own width.
 * A stroke is x, y, x, y, …: a smooth curve through all its points, in the order of writing. A point given twice
 * is a corner.
 * @module
 */

/** Points x, y, x, y, … of one pen stroke; a point given twice in a row is a corner. */

export type Stroke = readonly number[];

/** What is drawn for one digit, stroke after stroke. */
export type Glyph = readonly Stroke[];

const ZEROS: readonly Glyph[] = [
  [[56, 2, 30, 10, 14, 42, 20, 82, 46, 98, 74, 86, 86, 50, 76, 14, 52, 2]], // an oval that closes
  [[66, 8, 42, 4, 24, 30, 22, 70, 40, 97, 62, 86, 74, 52, 70, 20, 58, 4]], // narrow
  [[78, 8, 50, 4, 20, 26, 8, 62, 30, 94, 64, 90, 90, 56, 84, 20, 60, 8, 42, 16]], // round, its end inside
  [[44, 8, 20, 28, 12, 66, 36, 96, 70, 86, 84, 48, 70, 12, 40, 2, 26, 6]], // its end crosses its start
  [[70, 10, 46, 2, 22, 24, 16, 62, 34, 94, 62, 92, 80, 62, 82, 30, 76, 18]], // left open at the top right
];

const ONES: readonly Glyph[] = [
  [[50, 0, 50, 50, 50, 100]], // one line
  [[50, 0, 50, 50, 50, 100]], // again: most people write it so
  [[56, 0, 50, 35, 46, 70, 45, 100]], // a bent line
  [[28, 24, 42, 14, 52, 0, 52, 0, 51, 50, 50, 100]], // with a flag
  [[34, 16, 46, 8, 52, 0, 52, 0, 51, 50, 52, 98], [26, 98, 52, 97, 78, 98]], // with a flag and a base
];

const TWOS: readonly Glyph[] = [
  [[14, 24, 34, 4, 62, 4, 76, 24, 62, 54, 34, 80, 10, 96, 10, 96, 48, 95, 90, 97]], // a corner at the base
  [[16, 26, 36, 4, 66, 6, 74, 32, 54, 66, 26, 92, 10, 86, 22, 74, 46, 84, 68, 96, 92, 88]], // a loop at the base
  [[14, 18, 44, 2, 74, 14, 70, 42, 44, 70, 14, 95, 14, 95, 36, 86, 62, 95, 90, 88]], // a wavy base
  [[12, 12, 44, 6, 70, 10, 72, 28, 46, 62, 12, 94, 12, 94, 50, 92, 86, 95]], // a flat top
  [[22, 30, 30, 8, 56, 2, 72, 18, 66, 46, 44, 72, 22, 90, 34, 97, 62, 92, 86, 92]], // a rounded base
];

const THREES: readonly Glyph[] = [
  [[16, 12, 44, 2, 72, 16, 62, 40, 38, 48, 38, 48, 70, 56, 80, 78, 54, 97, 14, 88]], // two bows and a corner
  [[18, 16, 46, 2, 72, 18, 58, 40, 40, 48, 42, 53, 70, 58, 78, 80, 50, 98, 14, 84]], // two bows, rounded
  [[16, 10, 46, 4, 68, 20, 54, 44, 32, 52, 30, 44, 54, 46, 82, 64, 74, 90, 44, 99, 12, 92]], // a loop in the middle
  [[16, 6, 44, 5, 76, 4, 76, 4, 58, 24, 42, 40, 42, 40, 74, 50, 80, 76, 52, 97, 14, 90]], // a flat top
  [[24, 8, 52, 2, 68, 14, 58, 34, 42, 42, 42, 42, 72, 52, 84, 74, 62, 94, 30, 99, 8, 90]], // a large lower bow
];

const FOURS: readonly Glyph[] = [
  [[26, 4, 20, 28, 14, 54, 14, 54, 48, 55, 88, 50], [70, 8, 66, 54, 64, 100]], // open, with a corner
  [[22, 8, 14, 34, 24, 54, 50, 54, 76, 42], [80, 2, 74, 50, 68, 99]], // open, the left part a bowl
  [[62, 100, 64, 50, 68, 2, 68, 2, 38, 34, 8, 66, 8, 66, 48, 66, 92, 63]], // closed, in one line
  [[60, 2, 34, 32, 10, 60, 10, 60, 46, 62, 84, 58], [64, 36, 60, 66, 58, 100]], // closed by a short second line
  [[24, 10, 18, 44, 42, 54, 74, 44, 74, 44, 82, 4, 82, 4, 76, 50, 72, 100]], // open, in one line
];

const FIVES: readonly Glyph[] = [
  [[28, 6, 26, 26, 22, 46, 22, 46, 50, 38, 78, 54, 76, 82, 46, 98, 14, 88], [28, 6, 54, 6, 84, 3]], // a bar added last
  [[82, 4, 56, 4, 34, 6, 34, 6, 28, 26, 24, 44, 24, 44, 54, 44, 76, 62, 66, 90, 38, 98, 12, 90]], // in one line
  [[78, 6, 50, 4, 32, 16, 30, 36, 54, 46, 74, 62, 68, 88, 40, 98, 12, 92]], // in one line without a corner, like an s
  [[32, 10, 30, 48, 30, 48, 58, 42, 74, 60, 66, 86, 42, 97, 22, 92], [34, 10, 60, 10, 88, 2]], // a rising bar
];

const SIXES: readonly Glyph[] = [
  [[68, 2, 38, 24, 18, 62, 30, 95, 62, 95, 78, 74, 60, 56, 34, 64, 20, 80]], // a bent stem
  [[46, 0, 28, 38, 20, 74, 38, 98, 66, 90, 72, 68, 50, 55, 24, 74]], // a straight stem
  [[76, 10, 54, 3, 26, 32, 14, 68, 34, 97, 66, 90, 76, 68, 54, 56, 24, 72]], // a hooked stem
  [[58, 0, 30, 40, 24, 84, 44, 98, 64, 84, 58, 66, 40, 66, 28, 82]], // a small bowl
  [[62, 2, 28, 30, 12, 66, 32, 97, 72, 92, 84, 70, 62, 54, 38, 58, 30, 66]], // a wide bowl, left open
];

const SEVENS: readonly Glyph[] = [
  [[12, 8, 46, 7, 84, 4, 84, 4, 62, 46, 44, 100]], // a corner
  [[12, 8, 46, 7, 84, 4, 84, 4, 62, 46, 46, 100], [34, 54, 56, 51, 78, 50]], // with a bar
  [[14, 24, 16, 7, 16, 7, 48, 9, 82, 5, 82, 5, 60, 48, 46, 100]], // with a serif
  [[10, 14, 42, 5, 74, 8, 72, 30, 56, 62, 44, 100]], // without a corner
  [[20, 6, 50, 8, 80, 4, 80, 4, 70, 40, 66, 70, 64, 100]], // an upright stem
];

const EIGHTS: readonly Glyph[] = [
  [[74, 16, 48, 2, 24, 18, 40, 42, 70, 66, 72, 90, 42, 99, 20, 80, 42, 54, 72, 30, 72, 14]], // like an s, then back
  // two ovals
  [[50, 2, 28, 14, 32, 38, 50, 48, 70, 36, 70, 12, 50, 2], [50, 48, 22, 64, 24, 92, 52, 99, 80, 88, 76, 60, 50, 48]],
  [[80, 8, 50, 4, 28, 22, 50, 50, 70, 76, 50, 98, 30, 80, 48, 54, 72, 28, 86, 12]], // narrow, open at the top
  [[62, 6, 36, 6, 30, 26, 52, 46, 76, 68, 66, 94, 34, 96, 22, 74, 44, 50, 68, 28, 58, 4]], // a small upper oval
];

const NINES: readonly Glyph[] = [
  [[74, 18, 50, 3, 24, 18, 24, 42, 48, 50, 74, 22, 74, 22, 74, 60, 70, 100]], // a straight stem
  [[76, 22, 52, 3, 24, 16, 24, 42, 50, 48, 76, 22, 78, 56, 64, 88, 28, 97]], // the stem ends in a hook
  [[70, 12, 44, 6, 24, 30, 36, 48, 60, 36, 74, 8, 74, 8, 66, 50, 54, 100]], // a slanting stem
  [[66, 18, 46, 4, 26, 22, 36, 42, 62, 28, 68, 16, 66, 56, 60, 100]], // a small bowl, no corner
  [[72, 26, 56, 4, 26, 14, 20, 38, 44, 46, 70, 28, 78, 4, 78, 4, 74, 50, 72, 100]], // the bowl left open
];

/** `GLYPHS[d]` holds the ways to write the digit d, each as likely as the others. */
export const GLYPHS: readonly (readonly Glyph[])[] = [
  ZEROS, ONES, TWOS, THREES, FOURS, FIVES, SIXES, SEVENS, EIGHTS, NINES,
];
