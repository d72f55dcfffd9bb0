/**
 * Lists of calls as text: formulas in the notation of the contract, routines by name.
 * @module
 */
import type { Program } from '../../lib/formula/index.ts';
import { Handle } from '../../lib/kernels/handle.ts';
import { atRest, perTurnOf, type List, type Loop } from '../../lib/kernels/lists.ts';
import type { Call, Scalar, Size, Tensor } from '../../lib/kernels/index.ts';
import { eachArgument, placeOperand, placesOf } from '../../lib/kernels/routines/placeCall.ts';
import type { Routine } from '../../lib/kernels/routines/routine.ts';
import { isInRows } from '../../lib/kernels/routines/elementwiseInRows.ts';
import { windowSizes } from '../../lib/kernels/window.ts';
import { notation, renamed, shortNumber } from './notation.ts';

/** A tensor that is nothing but its name. */
export const named = (name: string, length: number = 1): Handle => new Handle('', name, length);

/** How sizes and scalars are written: a number by what it stands for, where it stands for something. */
export class Writer {
  readonly #sizes: ReadonlyMap<number, string>;
  readonly #numbers: ReadonlyMap<number, string>;
  readonly #rows: number;
  /** Every formula that has been written. */
  readonly programs: Set<Program> = new Set();

  /** `rows` is how many rows an example has: m counts them. */
  constructor(
    sizes: Readonly<Record<string, number>> = {}, numbers: Readonly<Record<string, number>> = {}, rows: number = 1,
  ) {
    this.#rows = rows;
    this.#sizes = new Map(Object.entries(sizes).map(([name, value]) => [value, name]));
    this.#numbers = new Map(Object.entries(numbers).map(([name, value]) => [value, name]));
  }

  /** A line a call; those within a loop of several stand further in. */
  list(list: List): string[] {
    return list.flatMap((call) => {
      if ('routine' in call) {
        const { routine } = call, { program } = routine;
        if (program === undefined) return [this.#routine(call)];
        return isInRows(routine) ? this.#formulaInRows(call, program) : this.#formula(call, program);
      }
      if ('host' in call) return [`${call.writes.map(nameOf).join(', ') || 'nothing'} ← ${call.host}`];
      if ('count' in call) return this.#loop(call);
      throw new Error('contract: a list of a layer or loss must hold calls and loops only');
    });
  }

  #loop(loop: Loop): string[] {
    const count = this.#size(countOf(loop)), body = this.list(loop.body);
    const head = loop.isBackwards ? `for t from ${count} − 1 down to 0` : `for t below ${count}`;
    return body.length === 1 ? [`${head}: ${body[0]}`] : [`${head}:`, ...body.map((line) => `  ${line}`)];
  }

  /** The formula in its own names, after what they stand for. */
  #formulaInRows({ routine, args }: Call<Tensor>, program: Program): string[] {
    const scalars: string[] = [], places: string[] = [];
    let array = 0;
    eachArgument(routine, (kind, position) => {
      if (kind === 'scalar') scalars.push(this.#scalar(args[position] as Scalar));
      if (kind !== 'operand') return;
      const { name } = program.arrays[array++], tensor = args[position] as Tensor;
      places.push(`${name} ${nameOf(tensor)}${this.#place(routine, position, args)}`);
    });
    this.programs.add(program);
    const lines = notation(renamed(program, program.arrays.map(({ name }) => name), scalars));
    expectNewest(lines);
    const [rows, columns] = args as readonly Size[];
    return [
      `on ${this.#size(rows)} rows of ${this.#size(columns)}, with`, ...places.map((place) => `    ${place}`),
      ...lines.map((line) => `  ${line}`),
    ];
  }

  /** How many elements a buffer of that size has, and how they lie. */
  extent(size: Size): string {
    if (typeof size === 'number') return this.#size(size);
    return size.perExample === this.#rows ? 'm' : `m × ${this.#size(size.perExample / this.#rows)}`;
  }

  #formula({ routine, args }: Call<Tensor>, program: Program): string[] {
    const arrays: string[] = [], scalars: string[] = [];
    eachArgument(routine, (kind, position) => {
      if (kind === 'operand') arrays.push(nameOf(args[position] as Tensor));
      if (kind === 'scalar') scalars.push(this.#scalar(args[position] as Scalar));
    });
    this.programs.add(program);
    const lines = notation(renamed(program, arrays, scalars));
    expectNewest(lines);
    return lines;
  }

  #routine({ routine, args }: Call<Tensor>): string {
    const shown: string[] = [];
    let written = '';
    eachArgument(routine, (kind, position, parameter) => {
      const given = args[position];
      if (windowSizes.includes(parameter.name)) {
        if (parameter.name === windowSizes[0]) shown.push('window');
      } else if (parameter.kind !== 'operand') {
        shown.push(kind === 'size' ? this.#size(given as Size) : kind === 'scalar'
          ? this.#scalar(given as Scalar) : String(given));
      } else {
        const name = `${nameOf(given as Tensor)}${this.#place(routine, position, args)}`;
        if (parameter.access !== 'reads') written = written === '' ? name : `${written}, ${name}`;
        if (parameter.access !== 'writes') shown.push(name);
      }
    });
    return `${written} ← ${routine.name}(${shown.join(', ')})`;
  }

  /** Said where an operand does not start with its array, and where the rows of a matrix do not follow each other. */
  #place(routine: Routine, position: number, args: Call<Tensor>['args']): string {
    const place = placesOf(routine).operands.find((operand) => operand.position === position), said: string[] = [];
    if (place === undefined) return '';
    const { parameter } = place, { array, offset, columns, step } =
      placeOperand(place, args as (Tensor | number | string)[]);
    const perTurn = perTurnOf(array as Tensor), by = bracketed(this.#size(Math.abs(perTurn)));
    if (offset > 0) said.push(`from ${this.#size(offset)}`);
    if (perTurn !== 0) said.push(`from ${perTurn < 0 ? '−' : ''}t${by === '1' ? '' : `·${by}`}`);
    if (parameter.layout === 'vector' && step !== 1) said.push(`elements ${this.#size(step)} apart, one a row`);
    if (parameter.layout === 'matrix' && columns !== step) {
      said.push(step === 0 ? 'the same in each row' : `rows ${this.#size(step)} apart`);
    }
    return said.length === 0 ? '' : ` (${said.join(', ')})`;
  }

  #size(size: Size): string {
    if (typeof size === 'number') return this.#sizes.get(size) ?? String(size);
    if (size.perExample === 1 || size.perExample === this.#rows) return 'm';
    return `m·${this.#sizes.get(size.perExample) ?? size.perExample}`;
  }

  #scalar(scalar: Scalar): string {
    if (scalar === 'beta') return 'carry'; // beta is a parameter too
    if (scalar === 'scale') return scalar;
    if (typeof scalar === 'number') return this.#sizes.get(scalar) ?? this.#numbers.get(scalar)
      ?? shortNumber(scalar).replace(/^-/, '−');
    return 'number' in scalar ? `number ${scalar.number}` : this.#size(scalar);
  }
}

const bracketed = (size: string): string => (size.includes(' ') ? `(${size})` : size);

/** How often a loop of a layer is carried out: so often for each example, or always as often. */
function countOf({ count }: Loop): Size {
  if (typeof count === 'number' || (typeof count === 'object' && 'perExample' in count)) return count;
  throw new Error('contract: a loop of a layer must have a size as its count');
}

/** The document says that every name in a list is the newest value: no line may read what an earlier one replaces. */
function expectNewest(lines: readonly string[]): void {
  const written: string[] = [];
  for (const line of lines) {
    const [target, value] = line.split(' ← ');
    const old = written.find((name) => new RegExp(`(?<![\\w∇])${name}(?![\\w′₀-₉])`).test(value));
    if (old !== undefined) throw new Error(`contract: ${line} must read the newest ${old}`);
    if (!/^t[₀-₉]+$/.test(target)) written.push(target);
  }
}

function nameOf(tensor: Tensor): string {
  const still = atRest(tensor);
  if (still instanceof Handle) return still.tensor;
  throw new Error('contract: a list must work on named tensors');
}
