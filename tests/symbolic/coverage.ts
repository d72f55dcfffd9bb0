/**
 * Which of the emitted instructions have been carried out.
 * @module
 */
import type { DecodedInstruction } from '../wasm/decode.ts';
import type { Covered, Machine } from './machine.ts';

/** Of the functions that were called. `end` is no instruction: nothing is carried out there. */
export interface Coverage {
  readonly functions: number;
  readonly instructions: number;
  /** Those that cannot be reached, by {@link neverTaken}. */
  readonly excepted: number;
  /** Those that could be, and were not. */
  readonly missed: readonly string[];
}

export function coverageOf(machines: readonly Machine[]): Coverage {
  const missed: string[] = [];
  let functions = 0, instructions = 0, excepted = 0;
  for (const machine of machines.filter(isOfKernels)) {
    machine.functions.forEach((each, number) => {
      if (!wasCalled(each)) return;
      functions++;
      const isExcepted = neverTaken(each.instructions);
      each.instructions.forEach(({ mnemonic }, at) => {
        if (mnemonic === 'end') return;
        instructions++;
        if (each.isCovered[at]) return;
        if (isExcepted[at]) excepted++;
        else missed.push(`${nameOf(machine, number)}: instruction ${at}, ${mnemonic}`);
      });
    });
  }
  return { functions, instructions, excepted, missed };
}

/** Of each module, by the names of its exports: how many functions it has, and which of them were called. */
export function functionsOf(
  machines: readonly Machine[],
): ReadonlyMap<string, { readonly count: number; readonly called: ReadonlySet<number> }> {
  return new Map(machines.filter(isOfKernels).map(({ decoded, functions }) => [Object.keys(decoded.exports).join(), {
    count: functions.length,
    called: new Set(functions.flatMap((each, number) => (wasCalled(each) ? [number] : []))),
  }]));
}

/** The player of tapes is none: it calls kernels with any number of arguments, also as many as none has. */
function isOfKernels({ decoded: { exports } }: Machine): boolean {
  return !Object.hasOwn(exports, 'play');
}

function wasCalled({ isCovered }: Covered): boolean {
  return isCovered[0];
}

function nameOf({ decoded }: Machine, number: number): string {
  const [name] = Object.entries(decoded.exports).find(([, index]) => index === number) ?? [`function ${number}`];
  return name;
}

/**
 * The branch that pleases a compiler and that no call takes: after a loop over addresses, `if (end == 0)` mixes
 * accumulators (lib/kernels/simd/tricks.ts). It is known by what it is made of, which nothing else is.
 */
function neverTaken(instructions: readonly DecodedInstruction[]): boolean[] {
  const excepted = instructions.map(() => false);
  instructions.forEach(({ mnemonic }, at) => {
    if (mnemonic !== 'if' || instructions[at - 1]?.mnemonic !== 'i32.eqz') return;
    const end = instructions.findIndex((each, i) => i > at && each.mnemonic === 'end');
    const isMixing = instructions.slice(at + 1, end).every((each) =>
      ['local.get', 'local.set', 'v128.xor'].includes(each.mnemonic));
    if (isMixing) excepted.fill(true, at + 1, end);
  });
  return excepted;
}
