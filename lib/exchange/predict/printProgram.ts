/**
 * Element-wise programs as JavaScript: one statement an operation, in the order recorded, each rounded.
 * @module
 */

import {
  uniform, type ElementaryFunction, type Instruction, type Operation, type Program,
} from '../../formula/index.ts';
import { elementary } from '../../kernels/elementary.ts';

/** What statements of programs use; `f` rounds, `F` and `I` are one register seen as a float and as an integer. */
export const PREAMBLE: string = [
  'const f=Math.fround,F=new Float32Array(1),I=new Int32Array(F.buffer);',
  'const bits=(x)=>{F[0]=x;return I[0]},fromBits=(i)=>{I[0]=i;return F[0]};',
].join('\n');

type Print = (...operands: readonly string[]) => string;

const prints: Readonly<Partial<Record<Operation, Print>>> = {
  add: (a, b) => `f(${a}+${b})`, sub: (a, b) => `f(${a}-${b})`, mul: (a, b) => `f(${a}*${b})`,
  div: (a, b) => `f(${a}/${b})`, sqrt: (a) => `f(Math.sqrt(${a}))`, negate: (a) => `-${a}`,
  abs: (a) => `Math.abs(${a})`,
  less: (a, b) => `${a}<${b}`, lessOrEqual: (a, b) => `${a}<=${b}`, equal: (a, b) => `${a}===${b}`,
  and: (a, b) => `${a}&&${b}`, or: (a, b) => `${a}||${b}`, not: (a) => `!${a}`, select: (a, b, c) => `${a}?${b}:${c}`,
  bits: (a) => `bits(${a})`, fromBits: (a) => `fromBits(${a})`, toFloat: (a) => `f(${a})`,
  addInteger: (a, b) => `${a}+${b}|0`, subInteger: (a, b) => `${a}-${b}|0`, andInteger: (a, b) => `${a}&${b}`,
  orInteger: (a, b) => `${a}|${b}`, xorInteger: (a, b) => `${a}^${b}`, shiftLeft: (a, b) => `${a}<<${b}`,
  shiftRight: (a, b) => `${a}>>${b}`,
};

/** A number of binary32 as itself, in brackets where a sign would run into another. */
function literal(value: number): string {
  const rounded = Math.fround(value), text = Object.is(rounded, -0) ? '-0' : String(rounded);
  return text.startsWith('-') ? `(${text})` : text;
}

function isElementary(operation: Operation): operation is ElementaryFunction {
  return Object.hasOwn(elementary, operation);
}

/** Declares what is computed; what is empty is a leaf. */
function constants(declarations: readonly string[]): string {
  const computed = declarations.filter((text) => text !== '');
  return computed.length === 0 ? '' : `const ${computed.join(',')};`;
}

/** Prints programs as functions, each once, with the functions that they call. */
export class ProgramPrinter {
  /** By what they do; in the order in which they are needed. */
  readonly #functions = new Map<string, string>();
  readonly #names = new Map<Program, Map<string, string>>();

  /** All functions so far. */
  get text(): string {
    return [...this.#functions.values()].join('\n');
  }

  /** The name of the function (n, …arrays, …scalars) that runs a program on the first n elements of its arrays. */
  onArrays(program: Program): string {
    return this.#named(program, '', (name) => {
      const arrays = program.arrays.map((_, i) => `a${i}`), scalars = program.scalars.map((_, i) => `s${i}`);
      const { before, within } = this.#statements(program, (array) => `a${array}[i]`);
      const head = `function ${name}(${['n', ...arrays, ...scalars].join(',')}){`;
      return `${head}${before}for(let i=0;i<n;i++){${within}}}`;
    });
  }

  /** That of (m, n, …(array, offset, step), …scalars), m rows of n; those that are spread have one element a row. */
  inRows(program: Program, spread: ReadonlySet<number>): string {
    return this.#named(program, `rows ${[...spread].join()}`, (name) => {
      const arrays = program.arrays.map((_, i) => `a${i},o${i},d${i}`);
      const scalars = program.scalars.map((_, i) => `s${i}`);
      const place = (array: number): string => `a${array}[o${array}+r*d${array}${spread.has(array) ? '' : '+i'}]`;
      const { before, within } = this.#statements(program, place);
      const head = `function ${name}(${['m', 'n', ...arrays, ...scalars].join(',')}){`;
      return `${head}${before}for(let r=0;r<m;r++)for(let i=0;i<n;i++){${within}}}`;
    });
  }

  #named(program: Program, how: string, print: (name: string) => string): string {
    const names = this.#names.get(program) ?? new Map<string, string>();
    this.#names.set(program, names);
    const known = names.get(how);
    if (known !== undefined) return known;
    const name = `p${[...this.#names.values()].reduce((sum, { size }) => sum + size, 0)}`;
    names.set(how, name);
    this.#functions.set(name, print(name));
    return name;
  }

  /** The name of an elementary function: its array 0 is the argument, what it stores in array 1 the result. */
  elementary(name: ElementaryFunction): string {
    if (!this.#functions.has(name)) {
      const { instructions, stores: [{ from }] } = elementary[name];
      const { values, statements } = this.#printed(instructions, () => 'x', '');
      this.#functions.set(name, `function ${name}(x){${constants(statements)}return ${values[from]}}`);
    }
    return name;
  }

  /** What is done before the loop, since it depends on scalars alone, and for each element. */
  #statements(
    program: Program, place: (array: number) => string,
  ): { readonly before: string; readonly within: string } {
    const { instructions, stores, scalars } = program, isUniform = uniform(program);
    const { values, statements } = this.#printed(instructions, (array) => `x${array}`, 's');
    const reads = program.arrays.flatMap(({ reads: isRead }, i) => (isRead ? [`const x${i}=${place(i)};`] : []));
    const writes = stores.map(({ array, from }) => `${place(array)}=${values[from]};`);
    const of = (which: boolean): string => constants(statements.filter((_, i) => isUniform[i] === which));
    return {
      before: scalars.map((_, i) => `s${i}=f(s${i});`).join('') + of(true),
      within: reads.join('') + of(false) + writes.join(''),
    };
  }

  /** For each instruction what stands for its value, and what computes it, empty for leaves. */
  #printed(
    instructions: readonly Instruction[], array: (position: number) => string, scalar: string,
  ): { readonly values: readonly string[]; readonly statements: readonly string[] } {
    const values: string[] = [], statements: string[] = [];
    for (const [i, { operation, operands, value }] of instructions.entries()) {
      const leaf = operation === 'array' ? array(value) : operation === 'scalar' ? `${scalar}${value}`
        : operation === 'constant' ? literal(value) : operation === 'integer' ? `(${value})` : undefined;
      values.push(leaf ?? `v${i}`);
      const done = leaf === undefined ? this.#operation(operation, operands.map((o) => values[o])) : undefined;
      statements.push(done === undefined ? '' : `v${i}=${done}`);
    }
    return { values, statements };
  }

  #operation(operation: Operation, operands: readonly string[]): string {
    if (isElementary(operation)) return `${this.elementary(operation)}(${operands.join(',')})`;
    const print = prints[operation];
    if (print === undefined) throw new Error(`exportPredict: ${operation} has no text`);
    return print(...operands);
  }
}
