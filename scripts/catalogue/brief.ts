/**
 * A program on one line for a table: what is used twice gets a letter, and numbers as few digits as binary32 needs.
 * @module
 */
import { operations, print, type Program } from '../../lib/formula/index.ts';

const LETTERS = ['t', 'u', 'v', 'w', 's'];

/** What the program assigns, then `where t = …` for what it uses more than once. */
export function brief(program: Program): string {
  const lines = print(lettered(program)).replaceAll('′', '').split('\n').map((line) => line.replace(' ← ', ' = '));
  const result = lines[lines.length - 1].replace(/^.*? = /, '');
  const where = lines.slice(0, -1).join(', ');
  return shortened(where === '' ? result : `${result}, where ${where}`);
}

/** The same program that also assigns each shared value of two or more operations to an array named by a letter. */
function lettered({ instructions, arrays, stores, ...rest }: Program): Program {
  const uses = instructions.map((_, i) =>
    instructions.flatMap(({ operands }) => operands).filter((o) => o === i).length);
  const isCompound = (i: number): boolean => instructions[i].operands.some((o) => instructions[o].operands.length > 0);
  const shared = instructions.flatMap(({ operation }, i) =>
    (uses[i] > 1 && isCompound(i) && operations[operation].result === 'float' ? [i] : []));
  return {
    ...rest, instructions,
    arrays: [...arrays, ...shared.map((_, n) => ({ name: LETTERS[n], reads: false, writes: true }))],
    stores: [...shared.map((from, n) => ({ array: arrays.length + n, from })), ...stores],
  };
}

function shortened(text: string): string {
  return text.replace(/\d+\.\d+(?:e-?\d+)?/g, (digits) => {
    const value = Number(digits);
    for (let precision = 1; precision < 9; precision++) {
      const shorter = Number(value.toPrecision(precision));
      if (Math.fround(shorter) === Math.fround(value)) return String(shorter);
    }
    return digits;
  });
}
