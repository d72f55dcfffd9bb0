/**
 * The definitions of routines and formulas, written in expressions.
 * @module
 */
import type { Instruction, Operation as FormulaOperation, Program } from '../../lib/formula/index.ts';
import { float32OfBits } from '../../lib/core/float32.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import type { Operations } from '../../lib/kernels/routines/operations.ts';
import type { Asked } from './engine.ts';
import { evaluate, type Expression, type Expressions } from './expression.ts';
import type { Operation } from './meaning.ts';

/** What definitions are written in. `scalar` gives what a number of the call is, `variable` the bits of a variable. */
export interface Source {
  readonly make: Expressions;
  readonly scalar: (value: number) => Expression;
  readonly variable: (name: string) => number;
}

/** The operations of definitions; `asked` takes what they want to know of a float. */
export function operationsOf(source: Source, asked: Asked[]): Operations<Expression> {
  const { make } = source;
  return {
    constant: (value) => make.number(value),
    scalar: (_, value) => source.scalar(value),
    add: (a, b) => make.apply('add', a, b),
    sub: (a, b) => make.apply('sub', a, b),
    mul: (a, b) => make.apply('mul', a, b),
    div: (a, b) => make.apply('div', a, b),
    sqrt: (a) => make.apply('sqrt', a),
    abs: (a) => make.apply('abs', a),
    maximum: (a, b) => make.apply('select', make.apply('less', a, b), b, a),
    through: (program, ...inputs) => carriedOut(program, source, inputs, [])[0],
    number(expression) {
      const bits = evaluate(expression, source.variable);
      if (expression.operation !== 'number') asked.push({ expression, bits });
      return float32OfBits(bits);
    },
    aim() {},
  };
}

/** Operations of formulas that have another name where truth, integers and floats are all words of 32 bits. */
const renamed: Readonly<Partial<Record<FormulaOperation, Operation>>> = {
  andInteger: 'and', orInteger: 'or', xorInteger: 'xor',
};

/** The values that a formula stores, in the order of its stores, from those of its arrays and scalars. */
export function carriedOut(
  program: Program, source: Source, arrays: readonly Expression[], scalars: readonly Expression[],
): Expression[] {
  const values: Expression[] = [];
  for (const instruction of program.instructions) {
    values.push(valueOf(instruction, values, source, arrays, scalars));
  }
  return program.stores.map(({ from }) => values[from]);
}

function valueOf(
  { operation, operands, value }: Instruction, values: readonly Expression[], source: Source,
  arrays: readonly Expression[], scalars: readonly Expression[],
): Expression {
  const { make } = source, [a, b, c] = operands.map((position) => values[position]);
  switch (operation) {
    case 'array': return arrays[value];
    case 'scalar': return scalars[value];
    case 'constant': return make.number(value);
    case 'integer': return make.bits(value);
    case 'bits': case 'fromBits': return a;
    case 'exp': case 'expm1': case 'log': case 'log1p': case 'tanh': case 'sigmoid': case 'erf': case 'erfc':
      return carriedOut(elementary[operation], source, [a], [])[0];
    default: return make.apply(renamed[operation] ?? operation as Operation, a, b, c);
  }
}
