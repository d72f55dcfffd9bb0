/**
 * From a written formula to a program: a list of operations in the order in which they are carried out.
 * @module
 */

import {
  expectArray, expectFloat32Range, expectFunction, expectKnownOptions, expectObject, expectPlainObject, expectString,
  show, typeError,
} from '../core/errors.ts';
import { input, operations } from './arithmetic.ts';
import type { Expression, Float, Operation } from './expression.ts';
import { isExpression } from './expression.ts';

/** One operation of a program. */
export interface Instruction {
  /** What it does. */
  readonly operation: Operation;
  /** Which earlier instructions it takes, by position. */
  readonly operands: readonly number[];
  /** The number of a constant or integer, the position of an array or scalar; 0 elsewhere. */
  readonly value: number;
}

/** A recorded element-wise formula: data that reference, witness, emitter, trace and printer all read. */
export interface Program {
  /** What messages call it. */
  readonly name: string;
  /** The arrays it works on, in the order in which `elementwise` takes them. */
  readonly arrays: readonly { readonly name: string; readonly reads: boolean; readonly writes: boolean }[];
  /** The scalars it takes, in order; each is rounded to the arrays' precision once. */
  readonly scalars: readonly string[];
  /** In order; equal operations on equal operands stand once. */
  readonly instructions: readonly Instruction[];
  /** Which instruction's value goes to which array. All arrays are read at an element before any is written there. */
  readonly stores: readonly { readonly array: number; readonly from: number }[];
}

/** A formula as it is written: names, and what the new value of each written array is. */
export interface Definition<A extends string, S extends string> {
  /** What messages call it. */
  readonly name: string;
  /** The names of its arrays, in the order in which they are given when it runs. */
  readonly arrays: readonly A[];
  /** The names of its scalars, likewise. Default none. */
  readonly scalars?: readonly S[];
  /** Gives the new value of each array that is written, from the symbols of arrays and scalars. */
  readonly define: (symbols: Readonly<Record<A | S, Expression<'float'>>>) => { readonly [Name in A]?: Float };
}

/**
 * Records a formula.
 *
 *     const axpy = formula({
 *       name: 'axpy', arrays: ['x', 'y'], scalars: ['alpha'],
 *       define: ({ x, y, alpha }) => ({ y: add(y, mul(alpha, x)) }),
 *     });
 *
 * An array that `define` returns is written, one that it uses is read; one may be both.
 * Throws TypeError if it writes nothing, names an array that is not listed, or returns a value that is not a float,
 * and where two of its arrays and scalars have one name. RangeError for a number too large for binary32.
 */
export function formula<A extends string, S extends string = never>(definition: Definition<A, S>): Program {
  expectKnownOptions('formula', definition, ['name', 'arrays', 'scalars', 'define']);
  const { name, arrays, scalars = [], define } = definition;
  expectString('formula', 'name', name);
  expectNames(name, 'arrays', arrays);
  expectNames(name, 'scalars', scalars);
  expectFunction(`formula ${name}`, 'define', define);
  const names: readonly string[] = [...arrays, ...scalars];
  const twice = names.find((symbol, i) => names.indexOf(symbol) < i);
  if (twice !== undefined) {
    throw typeError(`formula ${name}: arrays and scalars must differ in name, got '${twice}' twice`);
  }
  const symbols = Object.fromEntries([
    ...arrays.map((array, i) => [array, input('array', i)] as const),
    ...scalars.map((scalar, i) => [scalar, input('scalar', i)] as const),
  ]) as Record<A | S, Expression<'float'>>;
  const recorder = new Recorder();
  const defined = define(symbols);
  expectObject(`formula ${name}`, 'what define returns', defined);
  const stores = Object.entries<Float | undefined>(defined).map(([target, value]) => {
    const array = arrays.findIndex((a) => a === target);
    if (array < 0) {
      throw typeError(
        `formula ${name}: define returned '${target}', which is not one of its arrays ${arrays.join(', ')}`,
      );
    }
    if (typeof value === 'number') expectFloat32Range(`formula ${name}`, `the new value of '${target}'`, value);
    const expression: unknown =
      typeof value === 'number' ? { kind: 'float', operation: 'constant', operands: [], value } : value;
    if (!isExpression(expression) || expression.kind !== 'float') {
      const got = isExpression(expression) ? expression.kind : show(expression);
      throw typeError(`formula ${name}: the new value of '${target}' must be of kind float, got ${got}`);
    }
    return { array, from: recorder.add(expression) };
  });
  if (stores.length === 0) {
    throw typeError(`formula ${name}: define must return the new value of at least one array, got none`);
  }
  const { instructions } = recorder;
  return {
    name,
    arrays: arrays.map((array, i) => ({
      name: array,
      reads: instructions.some(({ operation, value }) => operation === 'array' && value === i),
      writes: stores.some((store) => store.array === i),
    })),
    scalars,
    instructions,
    stores,
  };
}

function expectNames(name: string, argument: string, given: unknown): void {
  expectArray(`formula ${name}`, argument, given);
  given.forEach((each, i) => expectString(`formula ${name}`, `${argument}[${i}]`, each));
}

const LISTS = ['arrays', 'scalars', 'instructions', 'stores'] as const;

/** TypeError unless `value` is a program, as {@link formula} records it. */
export function expectProgram(who: string, value: unknown): asserts value is Program {
  const isProgram = typeof value === 'object' && value !== null
    && LISTS.every((list) => Array.isArray((value as Partial<Program>)[list]));
  if (!isProgram) throw typeError(`${who}: program must be what formula returns, got ${show(value)}`);
}

/** Lists operations, operands first, each once. */
class Recorder {
  readonly instructions: Instruction[] = [];
  readonly #known = new Map<string, number>();
  readonly #added = new Map<Expression, number>();

  /** A shared operand is walked once, however many ways lead to it. */
  add(expression: Expression): number {
    const added = this.#added.get(expression);
    if (added !== undefined) return added;
    const { operation, operands, value } = expression;
    const position = this.append({ operation, operands: operands.map((o) => this.add(o)), value });
    this.#added.set(expression, position);
    return position;
  }

  append(instruction: Instruction): number {
    const { operation, operands, value } = instruction;
    const key = `${operation} ${operands.join(' ')} ${Object.is(value, -0) ? '-0' : value}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.instructions.push(instruction);
    this.#known.set(key, this.instructions.length - 1);
    return this.instructions.length - 1;
  }
}

/**
 * The same program with each operation that `definitions` defines replaced by its definition's operations.
 *
 * A definition reads its array 0 and writes its array 1. Definitions may use each other, not themselves. Trusts its
 * caller in that. Throws TypeError for what is no program and for a definition that leads to itself.
 */
export function expand(program: Program, definitions: Readonly<Partial<Record<Operation, Program>>>): Program {
  expectProgram('expand', program);
  expectPlainObject('expand', 'definitions', definitions);
  const recorder = new Recorder();
  const splice = (from: Program, argument: number | undefined, within: readonly Operation[]): number[] => {
    const moved: number[] = [];
    for (const { operation, operands, value } of from.instructions) {
      const definition = definitions[operation];
      if (operation === 'array' && argument !== undefined) moved.push(argument);
      else if (definition === undefined) {
        moved.push(recorder.append({ operation, operands: operands.map((o) => moved[o]), value }));
      } else {
        if (within.includes(operation)) {
          throw typeError(`expand: definitions must lead to other operations, got '${operation}' within its own`);
        }
        moved.push(splice(definition, moved[operands[0]], [...within, operation])[definition.stores[0].from]);
      }
    }
    return moved;
  };
  for (const definition of Object.values(definitions)) expectProgram('expand: definitions', definition);
  const moved = splice(program, undefined, []);
  return {
    ...program, instructions: recorder.instructions,
    stores: program.stores.map(({ array, from }) => ({ array, from: moved[from] })),
  };
}

/** How many floating-point operations one element costs: what carries a rounding. */
export function roundings(program: Program): number {
  return program.instructions.filter(({ operation }) => ['add', 'sub', 'mul', 'div', 'sqrt'].includes(operation))
    .length;
}

/** Whether an instruction's value is a float. */
export function isFloat({ operation }: Instruction): boolean {
  return operations[operation].result === 'float';
}

/**
 * For each instruction of what `formula` returned whether it depends on no array, and so need be carried out only once
 * a run. Throws TypeError for what is no program.
 */
export function uniform(program: Program): boolean[] {
  expectProgram('uniform', program);
  const { instructions } = program;
  const result: boolean[] = [];
  for (const { operation, operands } of instructions) {
    result.push(operation !== 'array' && operands.every((o) => result[o]));
  }
  return result;
}
