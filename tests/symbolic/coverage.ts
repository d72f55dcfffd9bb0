/**
 * Which of the emitted instructions have been carried out.
 * @module
 */
import type { DecodedInstruction } from '../wasm/decode.ts';
import type { Machine } from './machine.ts';

/** Of the functions that one routine has called. `end` is no instruction: nothing is carried out there. */
export interface Reached {
  readonly functions: number;
  readonly instructions: number;
  /** Those that no call can reach: see {@link neverTaken}. */
  readonly never: number;
}

export function reachedBy(machines: readonly Machine[]): Reached {
  let functions = 0, instructions = 0, never = 0;
  for (const { functions: all } of machines.filter(isOfKernels)) {
    for (const { instructions: code, isCovered } of all) {
      if (!isCovered[0]) continue;
      const isNever = neverTaken(code);
      functions++;
      instructions += code.filter(({ mnemonic }) => mnemonic !== 'end').length;
      never += code.filter(({ mnemonic }, at) => mnemonic !== 'end' && isNever[at]).length;
    }
  }
  return { functions, instructions, never };
}

/** What all routines together have carried out, module by module: their bytes tell these apart. */
export class Coverage {
  readonly #modules = new Map<string, { readonly machine: Machine; readonly isCovered: boolean[][] }>();

  add(machines: readonly Machine[]): void {
    for (const machine of machines.filter(isOfKernels)) {
      const key = machine.bytes.join(), known = this.#modules.get(key)?.isCovered;
      const isCovered = machine.functions.map((each, number) =>
        each.isCovered.map((covered, at) => covered || known?.[number][at] === true));
      this.#modules.set(key, { machine, isCovered });
    }
  }

  /** The instructions that could have been carried out and were not, in no function that differs in constants alone. */
  missed(): string[] {
    const modules = [...this.#modules.values()], alike = new Map<string, boolean[]>();
    const keyOf = (instructions: readonly DecodedInstruction[]): string =>
      instructions.map(({ mnemonic }) => mnemonic).join();
    for (const { machine, isCovered } of modules) {
      machine.functions.forEach(({ instructions }, number) => {
        const key = keyOf(instructions), all = alike.get(key) ?? instructions.map(() => false);
        alike.set(key, all.map((is, at) => is || isCovered[number][at]));
      });
    }
    return modules.flatMap(({ machine }) => machine.functions.flatMap(({ instructions }, number) => {
      const isNever = neverTaken(instructions), name = nameOf(machine, number);
      const isCovered = alike.get(keyOf(instructions));
      return instructions.flatMap(({ mnemonic }, at) =>
        (isCovered?.[at] || isNever[at] || mnemonic === 'end' ? [] : [`${name}: ${at}, ${mnemonic}`]));
    }));
  }
}

/** The player of tapes is none: it calls kernels with any number of arguments, also as many as none has. */
function isOfKernels({ decoded: { exports } }: Machine): boolean {
  return !Object.hasOwn(exports, 'play');
}

function nameOf({ decoded }: Machine, number: number): string {
  const all = Object.entries(decoded.exports), named = all.find(([, index]) => index === number);
  return named?.[0] ?? `${all.map(([name]) => name).join(' and ')}, function ${number}`;
}

/**
 * The branch that pleases a compiler and that no call takes: after a loop over addresses, `if (end == 0)` mixes
 * accumulators (lib/kernels/simd/tricks.ts). It is known by what it is made of, which nothing else is.
 */
function neverTaken(instructions: readonly DecodedInstruction[]): boolean[] {
  const isNever = instructions.map(() => false);
  instructions.forEach(({ mnemonic }, at) => {
    if (mnemonic !== 'if' || instructions[at - 1]?.mnemonic !== 'i32.eqz') return;
    const end = instructions.findIndex((each, i) => i > at && each.mnemonic === 'end');
    const isMixing = instructions.slice(at + 1, end).every((each) =>
      ['local.get', 'local.set', 'v128.xor'].includes(each.mnemonic));
    if (isMixing) isNever.fill(true, at + 1, end);
  });
  return isNever;
}
