/**
 * All proofs of a routine, and the table that a document has of them.
 * @module
 */
import type { Program } from '../../lib/formula/index.ts';
import { programRoutine } from '../../lib/kernels/routines/elementwise.ts';
import { programRoutineInRows } from '../../lib/kernels/routines/elementwiseInRows.ts';
import { routines } from '../../lib/kernels/allRoutines.ts';
import type { InRows } from '../../lib/kernels/routines/inRows.ts';
import { windowSizes } from '../../lib/kernels/window.ts';
import {
  ANY, BOTH, SHORT, cases, casesOf, formulaCases, shortFormulaCases, type Grid, type Proven,
} from './cases.ts';
import type { Reached } from './coverage.ts';
import type { Machine } from './machine.ts';
import { Prover } from './prove.ts';

/**
 * Proves a routine at its sizes of the quick suite, or of the slow one; returns the machines that ran its modules.
 * Throws an Error where one is not proven.
 */
export function proofOf(name: string, suite: keyof Proven = 'quick'): readonly Machine[] {
  const prover = new Prover(), routine = Object.values(routines).find((each) => each.name === name);
  if (routine === undefined) throw new Error(`${name} must be a routine`);
  for (const grid of cases[name][suite]) for (const each of casesOf(grid)) prover.prove(routine, each);
  return prover.engine.machines;
}

/** The same for formulas, each of which has a module of its own. */
export function proofOfFormulas(formulas: readonly Program[], suite: keyof Proven = 'quick'): readonly Machine[] {
  const prover = new Prover();
  for (const program of formulas) {
    const isShort = program.instructions.length <= SHORT;
    const grids = [...formulaCases[suite], ...(isShort ? shortFormulaCases[suite] : [])];
    for (const grid of grids) for (const each of casesOf(grid)) prover.prove(programRoutine(program), each);
  }
  return prover.engine.machines;
}

const IN_ROWS: Grid = { rows: [1, 3], columns: [1, 6, 7, 20], pad: [1], offset: [0], bound: BOTH };

/** The same on rows, the first array that is only read spread over the columns or not. */
export function proofOfFormulasInRows(formulas: readonly Program[]): readonly Machine[] {
  const prover = new Prover();
  for (const program of formulas) {
    const first = program.arrays.findIndex(({ writes }) => !writes);
    const rows = program.arrays.map((_, i) => [i, 0, 0] as const);
    for (const lying of [rows, rows.map((row, i): InRows<number> => (i === first ? [...row, 'spread'] : row))]) {
      const routine = programRoutineInRows(program, lying);
      for (const each of casesOf(IN_ROWS)) prover.prove(routine, each);
    }
  }
  return prover.engine.machines;
}

/** What is proven of each routine, and at which sizes: two tables, by what the routines reached in the quick suite. */
export function table(reached: ReadonlyMap<string, Reached>): string {
  const all: readonly (readonly [name: string, proven: Proven])[] = [
    ...[...reached.keys()].map((name) => [`\`${name}\``, cases[name]] as const),
    ['a formula', formulaCases], ['a short one, also', shortFormulaCases],
  ];
  const counts = [...reached.values()].map(({ instructions, never }) => [number(instructions), number(never)]);
  return [
    '| Routine | Calls, quick suite | Slow suite, also | Instructions | Not reached |', '|---|---:|---:|---:|---:|',
    ...all.map(([name, { quick, slow }], i) => row(name, callsOf(quick), callsOf(slow), ...counts[i] ?? ['all', '0'])),
    '', row('Routine', 'Suite', ...COLUMNS.map(([title]) => title), 'besides'), '|---|---|---|---|---|---|---|---|---|',
    ...all.flatMap(([name, { quick, slow }]) => [...setsOf(name, 'quick', quick), ...setsOf('', 'slow', slow)]),
  ].join('\n');
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function callsOf(grids: readonly Grid[]): string {
  return number(grids.reduce((count, grid) => count + casesOf(grid).length, 0));
}

/** A row a set; the name and the suite stand in the first. */
function setsOf(name: string, suite: string, grids: readonly Grid[]): string[] {
  return grids.map((grid, i) => {
    const cells = COLUMNS.map(([, names]) => together(names.flatMap((each) => (each in grid ? [grid[each]] : []))));
    const others = Object.keys(grid).filter((each) => !SAID.includes(each));
    const besides = [...windowText(grid), ...others.map((each) => `${each} ${list(grid[each])}`)].join('; ');
    return row(...(i === 0 ? [name, suite] : ['', '']), ...cells, besides);
  });
}

/** Kernel and image of a window, and what else there is to say of it. */
function windowText(grid: Grid): string[] {
  if (grid['kh'] === undefined) return [];
  const pair = (a: string, b: string): string => `${grid[a][0]} × ${grid[b][0]}`;
  const more = (name: string, numbers: string): string => (numbers === '1 × 1' ? '' : `, ${name} ${numbers}`);
  return [`${pair('kh', 'kw')} on ${pair('h', 'w')}${more('strides', pair('strideH', 'strideW'))}`
    + more('dilation', pair('dilationH', 'dilationW'))];
}

/** What has a column of its own: the transposes of several operands stand together. */
const COLUMNS: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['transposed', ['trans', 'transA', 'transB']],
  ...['m', 'n', 'k', 'alpha', 'beta'].map((name) => [name, [name]] as const),
];
/** What all cases have in common is said of the table as a whole. */
const SAID: readonly string[] = [
  ...COLUMNS.flatMap(([, names]) => names), 'bound', 'inPlace', 'offset', 'pad', 'incX',
  ...windowSizes,
];
/** So many numbers without order are counted only. */
const MOST_NUMBERS = 8;

/** The values of one name, or every combination of those of several: NN, NT. */
function together(values: readonly Grid[string][]): string {
  if (values.length < 2) return values.map(list).join('');
  return values.reduce((words, next) => words.flatMap((word) => next.map((each) => `${word}${each}`)), ['']).join(', ');
}

function list(values: Grid[string]): string {
  const runs: string[] = [];
  for (let i = 0; i < values.length; i++) {
    const first = i;
    while (Number.isInteger(values[i]) && values[i + 1] === Number(values[i]) + 1) i++;
    runs.push(i > first + 1 ? `${values[first]}–${values[i]}` : values.slice(first, i + 1).map(one).join(', '));
  }
  return runs.length > MOST_NUMBERS ? `${values.length} values` : runs.join(', ');
}

function one(value: number | string): string {
  if (value === ANY) return 'any';
  const isLong = typeof value === 'number' && Number.isFinite(value) && String(value).length > 8;
  return isLong ? value.toPrecision(2) : String(value);
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}
