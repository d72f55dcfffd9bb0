/**
 * All proofs of a routine, and the table that a document has of them.
 * @module
 */
import type { Program } from '../../lib/formula/index.ts';
import { programRoutine } from '../../lib/kernels/routines/elementwise.ts';
import { routines } from '../../lib/kernels/routines/index.ts';
import {
  ANY, SHORT, cases, casesOf, formulaCases, shortFormulaCases, type Grid, type Proven,
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

/** The rows of the routines, by what they reached in the quick suite, and those of the formulas. */
export function table(reached: ReadonlyMap<string, Reached>): string {
  const rows = [...reached].map(([name, { instructions, never }]) => {
    const { quick, slow } = cases[name];
    return row(`\`${name}\``, quick, slow, number(instructions), number(never));
  });
  return [
    '| Routine | Proven at | Slow suite, also at | Instructions | Not reached |', '|---|---|---|---:|---:|', ...rows,
    row('formulas', formulaCases.quick, formulaCases.slow, 'all', '0'),
    row('short formulas, also', shortFormulaCases.quick, shortFormulaCases.slow, 'all', '0'),
  ].join('\n');
}

function row(name: string, quick: readonly Grid[], slow: readonly Grid[], ...rest: readonly string[]): string {
  return `| ${[name, quick.map(text).join('; '), slow.map(text).join('; '), ...rest].join(' | ')} |`;
}

/** What all cases have in common is said of the table as a whole. */
const UNSAID = ['bound', 'inPlace', 'offset', 'pad', 'incX'];
/** So many numbers without order are counted only. */
const MOST_NUMBERS = 8;

function text(grid: Grid): string {
  return Object.entries(grid).filter(([name]) => !UNSAID.includes(name)).map(([name, values]) =>
    `${name} ${list(values)}`).join(' · ');
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
