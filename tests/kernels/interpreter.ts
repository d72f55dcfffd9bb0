/**
 * A program at one element, operation by operation, in arithmetic of its own: floats are numbers, truths booleans,
 * integers signed 32-bit numbers.
 * @module
 */
import { expand, type ElementaryFunction, type Instruction, type Program } from '../../lib/formula/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { erf, erfc } from '../../lib/kernels/float64/errorFunction.ts';

/** What each operation's exact result becomes. */
export type Round = (exact: number) => number;

/** The arrays' elements after the program, from those before it. */
export type Interpreter = (program: Program, elements: readonly number[], scalars: ArrayLike<number>) => number[];

type Value = number | boolean;
type Meaning = (a: number, b: number, c: number, round: Round) => Value;

const view = new DataView(new ArrayBuffer(4));

function bitsOf(x: number): number {
  view.setFloat32(0, x);
  return view.getInt32(0);
}

function floatOf(bits: number): number {
  view.setInt32(0, bits);
  return view.getFloat32(0);
}

const meanings: Readonly<Partial<Record<Instruction['operation'], Meaning>>> = {
  add: (a, b, _, round) => round(a + b),
  sub: (a, b, _, round) => round(a - b),
  mul: (a, b, _, round) => round(a * b),
  div: (a, b, _, round) => round(a / b),
  sqrt: (a, _b, _c, round) => round(Math.sqrt(a)),
  negate: (a) => -a,
  abs: (a) => (a < 0 || Object.is(a, -0) ? -a : a),
  less: (a, b) => a < b,
  lessOrEqual: (a, b) => a < b || a === b,
  equal: (a, b) => a === b,
  bits: (a) => bitsOf(a),
  fromBits: (a) => floatOf(a),
  toFloat: (a, _b, _c, round) => round(a),
  addInteger: (a, b) => (a + b) | 0,
  subInteger: (a, b) => (a - b) | 0,
  andInteger: (a, b) => a & b,
  orInteger: (a, b) => a | b,
  xorInteger: (a, b) => a ^ b,
  shiftLeft: (a, b) => a << b,
  shiftRight: (a, b) => a >> b,
};

/** Only for binary64: the engine's own functions. In binary32 these are programs, which `expand` puts in place. */
const engine: Readonly<Record<ElementaryFunction, (a: number) => number>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  erf,
  erfc,
};

/** The interpreter of binary32 (round is Math.fround) or of binary64 (round is the identity). */
export function createInterpreter(round: Round): Interpreter {
  const isBinary32 = round === Math.fround;
  const expanded = new WeakMap<Program, Program>();
  const full = (program: Program): Program => {
    if (!isBinary32) return program;
    let known = expanded.get(program);
    if (known === undefined) expanded.set(program, known = expand(program, elementary));
    return known;
  };
  return (program, elements, scalars) => {
    const { instructions, stores } = full(program);
    const values: Value[] = [];
    for (const instruction of instructions) values.push(evaluate(instruction, values, elements, scalars, round));
    const after = [...elements];
    for (const { array, from } of stores) after[array] = Number(values[from]);
    return after;
  };
}

function evaluate(
  { operation, operands, value }: Instruction, values: readonly Value[], elements: readonly number[],
  scalars: ArrayLike<number>, round: Round,
): Value {
  const a = values[operands[0]], b = values[operands[1]], c = values[operands[2]];
  switch (operation) {
    case 'array': return elements[value];
    case 'scalar': return round(scalars[value]);
    case 'constant': return round(value);
    case 'integer': return value;
    case 'and': return a === true && b === true;
    case 'or': return a === true || b === true;
    case 'not': return a === false;
    case 'select': return a === true ? b : c;
    case 'exp': case 'expm1': case 'log': case 'log1p': case 'tanh': case 'sigmoid': case 'erf': case 'erfc':
      return engine[operation](Number(a));
    default: break;
  }
  const meaning = meanings[operation];
  if (meaning === undefined) throw new Error(`the interpreter does not know '${operation}'`);
  return meaning(Number(a), Number(b), Number(c), round);
}
