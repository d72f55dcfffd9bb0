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
import { coverageOf, functionsOf, type Coverage } from './coverage.ts';
import { Prover } from './prove.ts';

export interface Proof {
  readonly coverage: Coverage;
  /** Of each module, by the names of its exports: all its functions, and those that were called. */
  readonly functions: ReturnType<typeof functionsOf>;
}

/** Proves a routine at its sizes of the quick suite, or of the slow one. Throws an Error where one is not proven. */
export function proofOf(name: string, suite: keyof Proven = 'quick'): Proof {
  const prover = new Prover(), routine = Object.values(routines).find((each) => each.name === name);
  if (routine === undefined) throw new Error(`${name} must be a routine`);
  for (const grid of cases[name][suite]) for (const each of casesOf(grid)) prover.prove(routine, each);
  const { machines } = prover.engine;
  return { coverage: coverageOf(machines), functions: functionsOf(machines) };
}

/** The same for formulas, each of which has a module of its own. */
export function proofOfFormulas(formulas: readonly Program[], suite: keyof Proven = 'quick'): Coverage {
  const prover = new Prover();
  for (const program of formulas) {
    const isShort = program.instructions.length <= SHORT;
    const grids = [...formulaCases[suite], ...(isShort ? shortFormulaCases[suite] : [])];
    for (const grid of grids) for (const each of casesOf(grid)) prover.prove(programRoutine(program), each);
  }
  return coverageOf(prover.engine.machines);
}

/** The rows of the routines with what was covered in the quick suite, and that of the formulas. */
export function table(coverages: ReadonlyMap<string, Coverage>): string {
  const rows = [...coverages].map(([name, { instructions, excepted }]) => {
    const { quick, slow } = cases[name];
    return row(`\`${name}\``, quick, slow, number(instructions), number(excepted));
  });
  return [
    '| Routine | Proven at | Slow suite, also at | Instructions | Not reached |', '|---|---|---|---:|---:|', ...rows,
    row('formulas', formulaCases.quick, formulaCases.slow, 'all', '0'),
    row('short ones', shortFormulaCases.quick, shortFormulaCases.slow, 'all', '0'),
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
  return value === ANY ? 'any' : String(value);
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}
