/**
 * The routines: the definition of each output element, written out for small sizes by its own `elements`.
 * @module
 */
import { routines } from '../../lib/kernels/allRoutines.ts';
import type { Definition, Elements, Operations } from '../../lib/kernels/routines/operations.ts';
import { factorsOf, type OperandParameter, type Routine } from '../../lib/kernels/routines/routine.ts';
import { notation, renamed, shortNumber } from './notation.ts';

/** An operation as it is asked for, and a number that stands for its value where a definition depends on one. */
interface Step {
  readonly form: (...operands: string[]) => string;
  readonly operands: readonly Step[];
  readonly number: number;
}

const { fround } = Math;

const leaf = (text: string, number: number): Step => ({ form: () => text, operands: [], number });
const infix = (sign: string, number: number, ...operands: readonly Step[]): Step =>
  ({ form: (a, b) => `${bracketed(a)} ${sign} ${bracketed(b)}`, operands, number });
const call = (name: string, number: number, ...operands: readonly Step[]): Step =>
  ({ form: (...texts) => `${name}(${texts.join(', ')})`, operands, number });
const bracketed = (text: string): string => (/ [⊕⊖⊗⊘] /.test(text) ? `(${text})` : text);

/** Writes operations down as they are asked for. */
const writing: Operations<Step> = {
  constant: (value) => leaf(powerOrNumber(value), value),
  scalar: (name, value) => leaf(name, value),
  add: (a, b) => infix('⊕', fround(a.number + b.number), a, b),
  sub: (a, b) => infix('⊖', fround(a.number - b.number), a, b),
  mul: (a, b) => infix('⊗', fround(a.number * b.number), a, b),
  div: (a, b) => infix('⊘', fround(a.number / b.number), a, b),
  sqrt: (a) => call('√', fround(Math.sqrt(a.number)), a),
  abs: (a) => ({ form: (text) => `|${text}|`, operands: [a], number: Math.abs(a.number) }),
  maximum: (a, b) => call('larger', b.number > a.number ? b.number : a.number, a, b),
  through: (program, ...operands) => ({
    operands, number: 1,
    form: (...texts) => {
      const names = program.arrays.map((_, i) => (i < texts.length ? bracketed(texts[i]) : 'result'));
      const [line] = notation(renamed(program, names, []));
      return line.replace(/^.*? ← /, '').replaceAll('((', '(').replaceAll('))', ')');
    },
  }),
  number: ({ number }) => number,
  aim: () => {},
};

function powerOrNumber(value: number): string {
  if (value === -Infinity) return '−∞';
  return value > 0 && value < 1 && Number.isInteger(Math.log2(value)) ? `2⁻${superscript(-Math.log2(value))}`
    : shortNumber(value);
}

const superscript = (n: number): string => [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');

/** Lines for steps of which some are shared: those get a line and a name of their own. */
function linesOf(labelled: readonly (readonly [label: string, step: Step])[]): string[] {
  const uses = new Map<Step, number>(), names = new Map<Step, string>(), lines: string[] = [];
  const count = (step: Step): void => {
    const before = uses.get(step) ?? 0;
    uses.set(step, before + 1);
    if (before === 0) step.operands.forEach(count);
  };
  const write = (step: Step): string => {
    const known = names.get(step);
    if (known !== undefined) return known;
    const text = step.form(...step.operands.map(write));
    if (step.operands.length === 0 || (uses.get(step) ?? 0) < 2) return text;
    const name = `t${digits(names.size + 1)}`;
    names.set(step, name);
    lines.push(`  ${name} ← ${text}`);
    return name;
  };
  for (const [, step] of labelled) count(step);
  for (const [label, step] of labelled) lines.push(`  ${label} ← ${write(step)}`);
  return lines;
}

/** Sizes of the examples; a sum shows its order with these. */
const SIZES: Readonly<Record<string, number>> = {
  m: 2, n: 3, k: 3, v: 3,
  h: 1, w: 3, oh: 1, ow: 2, kh: 1, kw: 2, strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, top: 0, left: 0,
  c: 2, f: 2, groups: 1, count: 1, heads: 2,
};
const LONG = 6;
const LANES = ['dot', 'sum', 'nrm2', 'rowSums'];

/** Values that let `nrm2` choose an exponent: the largest is 8. */
const valueAt = (i: number, j: number): number => (i + j === 1 ? 8 : 1);

/** What holds whole numbers holds these: the last label, and in each row the id of the row that is shown. */
const NUMBERS: Readonly<Record<string, number>> = { labels: 2, ids: 1 };

/** A line for the signature of each routine, and one for an element of each operand that it writes. */
export function routineListing(): string {
  return Object.values(routines).flatMap((routine) => {
    const { name, parameters, elements } = routine;
    const signature = `${name}(${parameters.map((p) => p.name).join(', ')})`;
    if (elements === undefined) return [`${signature}\n  whether each element is finite`];
    const sizes: Record<string, number> = { ...SIZES, n: LANES.includes(name) ? LONG : SIZES.n };
    const scalars = Object.fromEntries(parameters.flatMap((p) => (p.kind === 'scalar' ? [[p.name, 2]] : [])));
    const transposes = Object.fromEntries(parameters.map((p) => [p.name, 'N' as const]));
    const definition: Definition<Step> = { transposes, sizes, scalars, operands: operandsOf(routine, sizes) };
    const shown = Object.entries(elements(writing, definition)).map(([operand, element]) =>
      [labelOf(routine, operand), element(1, 1)] as const);
    return [[signature, ...linesOf(shown)].join('\n')];
  }).join('\n\n');
}

/** The element at row 1 and column 1. */
function labelOf({ parameters }: Routine, name: string): string {
  const operand = parameters.find((p) => p.name === name);
  if (operand?.kind !== 'operand') return name;
  return operand.columns === 1 ? `${name}₁` : `${name}₁₁`;
}

function operandsOf(
  { parameters }: Routine, sizes: Readonly<Record<string, number>>,
): Record<string, Elements<Step>> {
  const extent = (of: OperandParameter['rows']): number =>
    factorsOf(of, 'N').reduce((product, name) => product * sizes[name], 1);
  return Object.fromEntries(parameters.flatMap((p) => {
    if (p.kind !== 'operand') return [];
    const isVector = p.columns === 1;
    const at = (i: number, j: number = 0): Step => leaf(
      isVector ? `${p.name}${digits(i)}` : `${p.name}${digits(i)}${digits(j)}`,
      p.below === undefined ? valueAt(i, j) : NUMBERS[p.name],
    );
    return [[p.name, { rows: extent(p.rows), columns: extent(p.columns), at }]];
  }));
}

const digits = (n: number): string => [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
