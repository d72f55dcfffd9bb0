/**
 * Rows as lines for people: one a shape, the reference beside the fast table.
 * @module
 */
import type { Row } from './entry.ts';

const SHAPE_WIDTH = 34;

/** Heading and width of each column but the first. */
const COLUMNS = [
  ['reference us', 13], ['simd us', 11], ['quiet us', 11], ['spread', 7], ['GFLOP/s', 8], ['of peak', 8], ['GB/s', 7],
  ['x reference', 12], ['same bits', 10],
] as const;
const EARLIER = ['x earlier', 10] as const;

/** The heading of one bench. */
export function heading(bench: string, withEarlier: boolean): string {
  const columns = withEarlier ? [...COLUMNS, EARLIER] : COLUMNS;
  return `\n${bench.padEnd(SHAPE_WIDTH)}${columns.map(([title, width]) => title.padStart(width)).join('')}`;
}

/** The line of one entry's rows, and a line for each note. */
export function line(rows: readonly Row[], withEarlier: boolean): string {
  const reference = rows.find(({ kernels }) => kernels === 'reference');
  const simd = rows.find(({ kernels }) => kernels === 'simd');
  const shown = simd ?? reference;
  const notes = rows.flatMap(({ note }) => (note === undefined ? [] : [`\n    ${note}`])).join('');
  if (shown === undefined || shown.ratioToReference === null) return `${shown?.shape ?? ''}${notes}`;
  const cells = [
    time(reference), time(simd), microseconds(shown.p10Us), percent(shown.spread), fixed(shown.gflops, 1),
    percent(shown.peakShare), fixed(shown.gbs, 1), fixed(simd?.ratioToReference ?? null, 1),
    simd === undefined ? '' : simd.sameBits === true ? 'yes' : simd.sameBits === false ? 'NO' : '',
  ];
  const padded = cells.map((cell, i) => cell.padStart(COLUMNS[i][1])).join('');
  const earlier = withEarlier ? fixed(shown.ratioToEarlier ?? null, 2).padStart(EARLIER[1]) : '';
  return `${shown.shape.padEnd(SHAPE_WIDTH)}${padded}${earlier}${notes}`;
}

function time(row: Row | undefined): string {
  return row === undefined ? '' : `${row.measuredShare === undefined ? '' : '~'}${microseconds(row.medianUs)}`;
}

/** Three significant digits or more. */
function microseconds(value: number | null): string {
  if (value === null) return '';
  return value >= 100 ? value.toFixed(0)
    : value >= 10 ? value.toFixed(1)
    : value >= 1 ? value.toFixed(2)
    : value.toFixed(3);
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '' : value.toFixed(digits);
}

function percent(value: number | null): string {
  return value === null ? '' : `${(100 * value).toFixed(0)} %`;
}
