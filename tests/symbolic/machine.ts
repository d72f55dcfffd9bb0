/**
 * A machine for WebAssembly as kernels are emitted in it: it runs the functions of a module, and keeps which of their
 * instructions it has carried out.
 * @module
 */
import type { FunctionType } from '../../lib/wasm/func.ts';
import { decode, type DecodedFunction, type DecodedInstruction, type DecodedModule } from '../wasm/decode.ts';
import { concrete, stepOf, type Frame, type Step, type Value } from './instructions.ts';

/** What a module works on: another memory for each call that is proven. */
export type Surroundings = Pick<Frame, 'make' | 'words' | 'callAt'>;

/** A function, and which of its instructions have been carried out. */
export interface Covered {
  readonly instructions: readonly DecodedInstruction[];
  readonly isCovered: readonly boolean[];
}

/** Where a function goes on. */
type Jump = (frame: Frame) => number;

/** The type of blocks that take nothing and leave nothing: there are no others. */
const EMPTY = -64;

/** A module ready to be run; it imports no functions. */
export class Machine {
  readonly bytes: Uint8Array;
  readonly decoded: DecodedModule;
  readonly functions: readonly Covered[];
  readonly #functions: readonly Prepared[];

  /** `change` may plant a fault. */
  constructor(bytes: Uint8Array, change: (module: DecodedModule) => DecodedModule = (module) => module) {
    this.bytes = bytes;
    this.decoded = change(decode(bytes));
    const functions: Prepared[] = [];
    for (const code of this.decoded.functions) functions.push(new Prepared(code, functions, this.decoded.types));
    this.functions = this.#functions = functions;
  }

  /** Calls an exported function; returns what it leaves, if anything. */
  call(name: string, surroundings: Surroundings, values: readonly Value[]): Value | undefined {
    return this.#functions[this.decoded.exports[name]].run(surroundings, values)[0];
  }

  /** The types of what an exported function takes and returns. */
  type(name: string): FunctionType {
    return this.decoded.functions[this.decoded.exports[name]].type;
  }
}

class Prepared implements Covered {
  readonly isCovered: boolean[];
  readonly #code: DecodedFunction;
  readonly #steps: readonly (Step | undefined)[];
  readonly #jumps: readonly (Jump | undefined)[];

  /** `functions` and `types` are those of the module, by number. */
  constructor(code: DecodedFunction, functions: readonly Prepared[], types: readonly FunctionType[]) {
    this.#code = code;
    this.isCovered = code.instructions.map(() => false);
    this.#steps = code.instructions.map(stepOf);
    this.#jumps = jumpsOf(code.instructions, {
      call: (frame, called) => {
        const values = taken(frame, functions[called].#code.type);
        frame.stack.push(...functions[called].run(frame, values));
      },
      call_indirect: (frame, number) => {
        const place = concrete(frame.stack.pop());
        frame.callAt(place, types[number], taken(frame, types[number]));
      },
    });
  }

  get instructions(): readonly DecodedInstruction[] {
    return this.#code.instructions;
  }

  run({ make, words, callAt }: Surroundings, values: readonly Value[]): Value[] {
    const zero = make.bits(0), { instructions, type, locals } = this.#code;
    const beginnings = locals.map((local): Value =>
      (local === 'i32' ? 0 : local === 'v128' ? [zero, zero, zero, zero] : zero));
    const frame: Frame = { make, words, callAt, stack: [], locals: [...values, ...beginnings] };
    for (let at = 0; at < instructions.length;) {
      this.isCovered[at] = true;
      const step = this.#steps[at];
      if (step === undefined) at = this.#jumps[at]?.(frame) ?? at + 1;
      else {
        step(frame);
        at++;
      }
    }
    if (frame.stack.length !== type.results.length) throw new Error('the machine: a function must leave its results');
    return frame.stack;
  }
}

/** Arguments off the stack. */
function taken({ stack }: Frame, { parameters: { length } }: FunctionType): Value[] {
  return stack.splice(stack.length - length, length);
}

type Call = (frame: Frame, number: number) => void;

/** The instruction behind the end of each block, loop and if, and that behind the else of an if. */
function endsOf(instructions: readonly DecodedInstruction[]) {
  const ends: number[] = [], elses: number[] = [], open: number[] = [];
  instructions.forEach(({ mnemonic, immediates }, at) => {
    if (mnemonic === 'block' || mnemonic === 'loop' || mnemonic === 'if') {
      if (immediates[0] !== EMPTY) throw new Error('the machine: a block must leave nothing');
      open.push(at);
    } else if (mnemonic === 'else') elses[open[open.length - 1]] = at + 1;
    else if (mnemonic === 'end') ends[open.pop() ?? instructions.length] = at + 1;
  });
  return { ends, elses };
}

/** For each instruction of control where it leads; undefined where to the next. */
function jumpsOf(
  instructions: readonly DecodedInstruction[], calls: Readonly<Record<'call' | 'call_indirect', Call>>,
): (Jump | undefined)[] {
  const { ends, elses } = endsOf(instructions);
  const open: { readonly begin: number; readonly label: number }[] = [{ begin: -1, label: instructions.length }];
  return instructions.map(({ mnemonic, immediates }, at): Jump | undefined => {
    const labels = immediates.map((depth) => open[open.length - 1 - Number(depth)]?.label), [label] = labels;
    switch (mnemonic) {
      case 'block': open.push({ begin: at, label: ends[at] }); return undefined;
      case 'loop': open.push({ begin: at, label: at + 1 }); return undefined;
      case 'if': {
        open.push({ begin: at, label: ends[at] });
        const otherwise = elses[at] ?? ends[at];
        return ({ stack }) => (concrete(stack.pop()) !== 0 ? at + 1 : otherwise);
      }
      case 'else': {
        const end = ends[open[open.length - 1].begin];
        return () => end;
      }
      case 'end': open.pop(); return undefined;
      case 'br': return () => label;
      case 'br_if': return ({ stack }) => (concrete(stack.pop()) !== 0 ? label : at + 1);
      case 'br_table': return ({ stack }) => labels[Math.min(concrete(stack.pop()) >>> 0, labels.length - 1)];
      case 'return': return () => instructions.length;
      case 'call': case 'call_indirect': return (frame) => {
        calls[mnemonic](frame, Number(immediates[0]));
        return at + 1;
      };
      default: return undefined;
    }
  });
}
