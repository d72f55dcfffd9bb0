/**
 * What stands in for the engine's WebAssembly while a kernel is proven: modules are decoded from the very bytes that
 * the engine is given, and run on expressions.
 *
 * So all else is as it always is: the library chooses kernels, emits them, passes addresses, writes tapes, and calls
 * functions one after the other. Only the floats in the memory are expressions, which it never sees.
 * @module
 */
import { bitsOfFloat32, float32OfBits } from '../../lib/core/float32.ts';
import type { WebAssemblyApi } from '../../lib/core/platform.ts';
import { SCRATCH } from '../../lib/kernels/simd/memory.ts';
import type { FunctionType } from '../../lib/wasm/func.ts';
import type { DecodedModule } from '../wasm/decode.ts';
import { evaluate, Expressions, type Expression } from './expression.ts';
import { concrete, type Frame, type Value, type Words } from './instructions.ts';
import { Machine } from './machine.ts';

/** The buffer of all memories: nothing is read from it but what the host has just written. */
let used = new ArrayBuffer(0);

/** A function as the host has it. */
type Exported = (...given: readonly number[]) => unknown;

const PAGE_BYTES = 65536;
/** So many expressions are kept from call to call: most calls make those of the one before, and some more. */
const MANY = 2 ** 20;

/** A number that the host has been told of a float: it may go on as that says. */
export interface Asked {
  readonly expression: Expression;
  readonly bits: number;
}

/** What a call of an exported function gives to the host: a float that is nobody's number until it is made one. */
export class Result {
  readonly expression: Expression;
  readonly #number: () => number;

  constructor(expression: Expression, number: () => number) {
    this.expression = expression;
    this.#number = number;
  }

  valueOf(): number {
    return this.#number();
  }
}

/** The words of a call's memory: expressions by address. */
class SymbolicWords implements Words {
  readonly written: Map<number, Expression> = new Map();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  read(address: number): Expression {
    this.#engine.expectInside(address);
    const word = this.written.get(address);
    if (word !== undefined) return word;
    const { start, bytes } = SCRATCH.scalars; // the host writes them
    if (address >= start && address < start + bytes) return this.#engine.fromHost(this.#engine.hostWord(address));
    return this.#engine.make.variable(`what lies at ${address}`);
  }

  readInteger(address: number): number {
    this.#engine.expectInside(address);
    if (this.written.has(address)) throw new Error(`the machine: the word at ${address} must not steer`);
    return this.#engine.hostWord(address);
  }

  writeInteger(address: number, word: number): void {
    this.write(address, this.#engine.fromHost(word));
  }

  write(address: number, word: Expression): void {
    this.#engine.expectInside(address);
    this.written.set(address, word);
  }
}

export class Engine {
  /** Every module that was made, in order. */
  readonly machines: Machine[] = [];
  make: Expressions = new Expressions();
  words: SymbolicWords = new SymbolicWords(this);
  /** What the host has been told in this call. */
  asked: Asked[] = [];
  readonly #native: WebAssemblyApi | undefined;
  readonly #change: ((module: DecodedModule) => DecodedModule) | undefined;
  #buffer = new ArrayBuffer(0);
  /** The functions of the table, and their types. */
  readonly #table: Exported[] = [];
  readonly #types = new Map<Exported, FunctionType>();
  #scalars = new Map<number, Expression>();
  #variable: (name: string) => number = () => 0;

  /** `change` may plant a fault in each module. */
  constructor(native: WebAssemblyApi | undefined, change?: (module: DecodedModule) => DecodedModule) {
    this.#native = native;
    this.#change = change;
  }

  /**
   * Forgets the last call. `scalars` are numbers that stand for any: whatever the host hands over with these bits is a
   * variable. `variable` gives the bits of a variable, for when the host asks.
   */
  begin(scalars: Readonly<Record<string, number>>, variable: (name: string) => number): void {
    if (this.make.count > MANY) this.make = new Expressions();
    this.words = new SymbolicWords(this);
    this.asked = [];
    this.#variable = variable;
    this.#scalars = new Map(Object.entries(scalars).map(([name, value]) =>
      [bitsOfFloat32(value), this.make.variable(name)]));
  }

  /** A number of the host's. */
  fromHost(bits: number): Expression {
    return this.#scalars.get(bits) ?? this.make.bits(bits);
  }

  /** Throws an Error for the address of no word: the engine would trap, or the words here not be whole. */
  expectInside(address: number): void {
    if (address % 4 !== 0 || address + 4 > this.#buffer.byteLength) {
      throw new Error(`the machine: address ${address} must be that of a word of the memory`);
    }
  }

  /** The bits that the host has written into the memory. */
  hostWord(address: number): number {
    return new DataView(this.#buffer).getInt32(address, true);
  }

  /** Carries out `work` with this in the place of the engine's own. */
  within<T>(work: () => T): T {
    const global = globalThis as { WebAssembly?: unknown }, own = global.WebAssembly;
    global.WebAssembly = this.#api();
    try {
      return work();
    } finally {
      global.WebAssembly = own;
    }
  }

  #api(): WebAssemblyApi {
    const engine = this;
    return {
      validate: () => true,
      Module: class {
        readonly machine: Machine;

        constructor(bytes: Uint8Array) {
          if (engine.#native?.validate(bytes) === false) throw new Error('a module must be valid');
          this.machine = new Machine(bytes, engine.#change);
          engine.machines.push(this.machine);
        }
      },
      Instance: class {
        readonly exports: object;

        constructor(module: object) {
          const { machine } = module as { readonly machine: Machine };
          this.exports = Object.fromEntries(Object.keys(machine.decoded.exports).map((name) => {
            const exported = (...given: readonly number[]) => engine.#call(machine, name, given);
            engine.#types.set(exported, machine.type(name));
            return [name, exported];
          }));
        }
      },
      Memory: class {
        readonly buffer: ArrayBuffer;

        constructor({ initial }: { readonly initial: number }) {
          if (used.byteLength !== initial * PAGE_BYTES) used = new ArrayBuffer(initial * PAGE_BYTES);
          this.buffer = engine.#buffer = used;
        }

        grow(): number {
          throw new Error('a memory must not grow');
        }
      },
      Table: class {
        get length(): number {
          return engine.#table.length;
        }

        grow(places: number): number {
          return (engine.#table.length += places) - places;
        }

        set(place: number, f: unknown): void {
          engine.#table[place] = f as Exported;
        }
      },
    };
  }

  /** What `call_indirect` does: arguments are integers that steer, and nothing is returned. */
  readonly callAt: Frame['callAt'] = (place: number, type: FunctionType, values: readonly Value[]): void => {
    const called = this.#table[place], own = called && this.#types.get(called);
    if (own?.parameters.join() !== type.parameters.join() || own.results.join() !== type.results.join()) {
      throw new Error(`the machine: at place ${place} there must be a function of that type`);
    }
    called(...values.map(concrete));
  };

  #call(machine: Machine, name: string, given: readonly number[]): number | Result | undefined {
    const values = machine.type(name).parameters.map((type, i): Value =>
      (type === 'f32' ? this.fromHost(bitsOfFloat32(given[i])) : given[i] | 0));
    const result = machine.call(name, this, values);
    if (result === undefined || typeof result === 'number') return result;
    if (Array.isArray(result)) throw new Error('a function must not return a vector');
    const expression = result as Expression, isInteger = machine.type(name).results[0] === 'i32';
    const tell = (): number => {
      const bits = evaluate(expression, this.#variable);
      this.asked.push({ expression, bits });
      return isInteger ? bits : float32OfBits(bits);
    };
    return isInteger ? tell() : new Result(expression, tell);
  }
}
