/**
 * Element-wise programs as operators of ONNX: an instruction each.
 * @module
 */

import type { Instruction, Program } from '../../formula/index.ts';
import type { Exporter } from './exporter.ts';

/** Instructions that are one operator. */
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['add', 'Add'], ['sub', 'Sub'], ['mul', 'Mul'], ['div', 'Div'], ['sqrt', 'Sqrt'], ['negate', 'Neg'], ['abs', 'Abs'],
  ['less', 'Less'], ['lessOrEqual', 'LessOrEqual'], ['equal', 'Equal'], ['and', 'And'], ['or', 'Or'], ['not', 'Not'],
  ['select', 'Where'], ['exp', 'Exp'], ['log', 'Log'], ['tanh', 'Tanh'], ['sigmoid', 'Sigmoid'], ['erf', 'Erf'],
]);

/** Those that ONNX has not, by what it has; they lose places where these are small. */
const COMPOSED: ReadonlyMap<string, (e: Exporter, x: string) => string> = new Map([
  ['expm1', (e: Exporter, x: string) => e.op('Sub', [e.op('Exp', [x]), e.scalar(1)])],
  ['log1p', (e: Exporter, x: string) => e.op('Log', [e.op('Add', [x, e.scalar(1)])])],
  ['erfc', (e: Exporter, x: string) => e.op('Sub', [e.scalar(1), e.op('Erf', [x])])],
]);

/**
 * The values that a program stores, by the names of its arrays. Throws FormatError for operations on bits, which ONNX
 * has not.
 */
export function writeProgram(
  e: Exporter, program: Program, arrays: Readonly<Record<string, string>>, scalars: readonly number[] = [],
): ReadonlyMap<string, string> {
  const names: string[] = [];
  for (const instruction of program.instructions) {
    names.push(written(e, program, instruction, { arrays, scalars, names }));
  }
  return new Map(program.stores.map(({ array, from }) => [program.arrays[array].name, names[from]]));
}

function written(
  e: Exporter, program: Program, { operation, operands, value }: Instruction,
  { arrays, scalars, names }: {
    readonly arrays: Readonly<Record<string, string>>;
    readonly scalars: readonly number[];
    readonly names: readonly string[];
  },
): string {
  switch (operation) {
    case 'array': return arrays[program.arrays[value].name] ?? '';
    case 'scalar': return e.scalar(scalars[value]);
    case 'constant': return e.scalar(value);
  }
  const inputs = operands.map((operand) => names[operand]), type = SIMPLE.get(operation);
  if (type !== undefined) return e.op(type, inputs);
  const composed = COMPOSED.get(operation);
  if (composed !== undefined) return composed(e, inputs[0]);
  throw e.fail('use operations that ONNX has', `'${operation}' in ${program.name}`);
}
