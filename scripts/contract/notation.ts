/**
 * Formulas in the notation of the contract: ⊕ ⊖ ⊗ ⊘, with `max`, `min` and `sign` by name, and a name for each value
 * that is used more than once.
 * @module
 */
import {
  operations, print, type Instruction, type Operation, type Program,
} from '../../lib/formula/index.ts';

const DIGITS = '₀₁₂₃₄₅₆₇₈₉';
const subscript = (n: number): string => [...String(n)].map((digit) => DIGITS[Number(digit)]).join('');
/** The name of the i-th value that is used more than once. */
const nameOf = (i: number): string => `t${subscript(i + 1)}`;

/** One line an assigned value, in the order in which they are to be computed. */
export function notation(program: Program): string[] {
  return print(lettered(folded(program))).split('\n').map((line) => rounded(short(line.replace(/(t[₀-₉]+)′/g, '$1'))));
}

/** Names of arrays and scalars in place of a program's own. */
export function renamed(program: Program, arrays: readonly string[], scalars: readonly string[]): Program {
  return { ...program, scalars, arrays: program.arrays.map((array, i) => ({ ...array, name: arrays[i] })) };
}

/** A number in a line, its sign left out; digits within names are none. */
const NUMBER = /(?<![\w₀-₉])\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

/** Every number that the formulas show, as they print it, ascending. */
export function numbersIn(programs: Iterable<Program>): string[] {
  const lines = [...programs].flatMap((program) => notation(program));
  const found = new Set(lines.flatMap((line) => line.match(NUMBER) ?? []));
  return [...found].sort((a, b) => Number(a) - Number(b));
}

function rounded(line: string): string {
  return line.replaceAll(' + ', ' ⊕ ').replaceAll(' − ', ' ⊖ ').replaceAll(' · ', ' ⊗ ').replaceAll(' / ', ' ⊘ ');
}

/** Numbers by as few digits as name the same binary32 value. */
function short(line: string): string {
  return line.replace(NUMBER, (digits) => shortNumber(Number(digits)));
}

export function shortNumber(value: number): string {
  for (let precision = 1; precision <= 9; precision++) {
    const shorter = Number(value.toPrecision(precision));
    if (Math.fround(shorter) === Math.fround(value)) return String(shorter);
  }
  return String(value);
}

/** What a name stands for: a tree of operations, in which numbers are places of operands. */
interface Pattern {
  readonly name: string;
  readonly operands: number;
  readonly matches: (at: (i: number) => Instruction, i: number) => readonly number[] | undefined;
}

const PATTERNS: readonly Pattern[] = [
  { name: 'sign', operands: 1, matches: (at, i) => {
    const [above, one, rest] = at(i).operands, inner = at(rest);
    if (inner.operation !== 'select' || !isNumber(at(one), 1)) return undefined;
    const [below, minusOne, itself] = inner.operands;
    const isSign = isComparison(at, above, 'less', 0, itself) && isNumber(at(minusOne), -1)
      && at(below).operation === 'less' && at(below).operands[0] === itself && isNumber(at(at(below).operands[1]), 0);
    return isSign ? [itself] : undefined;
  } },
  extreme('max', (a, b) => [b, a]),
  extreme('min', (a, b) => [a, b]),
];

/** max(a, b) is a if b < a, else (b if a ≤ b, else a + b); min has both comparisons turned round. */
function extreme(name: string, ordered: (a: number, b: number) => readonly [number, number]): Pattern {
  return { name, operands: 2, matches: (at, i) => {
    const [first, a, rest] = at(i).operands, inner = at(rest);
    if (inner.operation !== 'select') return undefined;
    const [second, b, sum] = inner.operands;
    const isPair = (c: number, operation: Operation, [x, y]: readonly [number, number]): boolean =>
      at(c).operation === operation && at(c).operands[0] === x && at(c).operands[1] === y;
    const [x, y] = ordered(a, b);
    return isPair(first, 'less', [x, y]) && isPair(second, 'lessOrEqual', [y, x]) && isPair(sum, 'add', [a, b])
      ? [a, b] : undefined;
  } };
}

function isNumber({ operation, value }: Instruction, wanted: number): boolean {
  return operation === 'constant' && value === wanted;
}

function isComparison(
  at: (i: number) => Instruction, i: number, operation: Operation, left: number, right: number,
): boolean {
  const { operation: own, operands } = at(i);
  return own === operation && isNumber(at(operands[0]), left) && operands[1] === right;
}

/** The same program with the patterns as operations of their names, and without what is then used no more. */
function folded(program: Program): Program {
  const at = (i: number): Instruction => program.instructions[i];
  const named = program.instructions.map((instruction, i): Instruction => {
    if (instruction.operation !== 'select') return instruction;
    for (const { name, matches } of PATTERNS) {
      const operands = matches(at, i);
      if (operands !== undefined) return { operation: name as string as Operation, operands, value: 0 };
    }
    return instruction;
  });
  return { ...program, instructions: named };
}

const isFloat = (operation: Operation): boolean => (operations[operation]?.result ?? 'float') === 'float';

/** The same program that also assigns each shared value of some length to a name of its own. */
function lettered({ instructions, arrays, stores, ...rest }: Program): Program {
  const isUsed = usedBy(instructions, stores.map(({ from }) => from));
  const uses = instructions.map((_, i) =>
    instructions.flatMap(({ operands }, user) => (isUsed[user] ? operands : [])).filter((o) => o === i).length);
  const isStored = (i: number): boolean => stores.some(({ from }) => from === i);
  const isLong = (i: number): boolean =>
    instructions[i].operands.some((o) => instructions[o].operands.length > 0) || !['add', 'sub', 'mul', 'negate', 'abs',
      'sqrt'].includes(instructions[i].operation);
  const shared = instructions.flatMap(({ operation, operands }, i) =>
    (uses[i] > 1 && operands.length > 0 && isLong(i) && isFloat(operation) && !isStored(i) ? [i] : []));
  const own = [...shared].map((from, n) => ({ array: arrays.length + n, from }));
  return {
    ...rest, instructions,
    arrays: [...arrays, ...shared.map((_, n) => ({ name: nameOf(n), reads: false, writes: true }))],
    stores: [...own, ...stores].sort((a, b) => a.from - b.from),
  };
}

function usedBy(instructions: readonly Instruction[], ends: readonly number[]): boolean[] {
  const isUsed = instructions.map((_, i) => ends.includes(i));
  for (let i = instructions.length - 1; i >= 0; i--) {
    if (isUsed[i]) for (const operand of instructions[i].operands) isUsed[operand] = true;
  }
  return isUsed;
}
