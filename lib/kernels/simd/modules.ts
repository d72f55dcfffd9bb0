/**
 * Modules by name: each is emitted and compiled once, and linked once to each memory.
 * @module
 */

import { compile, link, module, type MemoryType, type Module } from '../../wasm/index.ts';
import type { FloatArray } from '../routines/routine.ts';
import type { Lanes } from './lanes.ts';
import type { Memory } from './memory.ts';

/** What memory every module asks for: any, of which there is at least one page. */
const IMPORTED_MEMORY: MemoryType = { minimum: 1 };
/** The same of memories that threads share, each of which has an origin of its own for its scratch. */
export const SHARED_MEMORY: MemoryType = { ...IMPORTED_MEMORY, maximum: 65536, shared: true, origin: true };

/** What a module is known by: a name, or the program, or its routine on rows, that it was emitted for. */
export type Key = string | object;

/**
 * Names are held for good, programs only as long as somebody else holds them, but for those whose functions are on a
 * tape of the memory.
 */
class KeyMap {
  readonly named = new Map<string, object>();
  readonly #programs = new WeakMap<object, object>();

  get(key: Key): object | undefined {
    return typeof key === 'string' ? this.named.get(key) : this.#programs.get(key);
  }

  set(key: Key, value: object): void {
    if (typeof key === 'string') this.named.set(key, value);
    else this.#programs.set(key, value);
  }
}

/** The compiled modules of a table and of all that were reserved from it. */
export class Compiled {
  readonly #modules = new KeyMap();
  readonly #memory: MemoryType;
  /** How many modules have been compiled so far. */
  count = 0;

  constructor(memory: MemoryType = IMPORTED_MEMORY) {
    this.#memory = memory;
  }

  /** How many there are by name. */
  get named(): number {
    return this.#modules.named.size;
  }

  has(name: string): boolean {
    return this.#modules.named.has(name);
  }

  get<K extends Key>(key: K, emit: (memory: MemoryType, key: K) => Uint8Array): object {
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const compiled = compile(emit(this.#memory, key));
    this.count++;
    this.#modules.set(key, compiled);
    return compiled;
  }
}

/** The functions that work on one memory. */
export class Linked<A extends FloatArray = FloatArray> {
  readonly memory: Memory<A>;
  readonly compiled: Compiled;
  readonly #exports = new KeyMap();

  constructor(memory: Memory<A>, compiled: Compiled) {
    this.memory = memory;
    this.compiled = compiled;
  }

  get lanes(): Lanes<A> {
    return this.memory.lanes;
  }

  /** An address so many bytes into the scratch of the thread that calls. */
  from(address: number): number {
    return address;
  }

  /** The functions of a routine, which `emit` adds to a module of their own. */
  routine<E extends object>(name: string, emit: (m: Module, lanes: Lanes) => void): E {
    return this.get<E, string>(name, (memory) => {
      const m = module({ memory });
      emit(m, this.lanes);
      return m.emit();
    });
  }

  /** The exports of the module of that key, which `emit` writes where it is new. */
  get<E extends object, K extends Key = Key>(key: K, emit: (memory: MemoryType, key: K) => Uint8Array): E {
    const { memory } = this;
    let exports = this.#exports.get(key);
    if (exports === undefined) {
      exports = link<E>(this.compiled.get(key, emit), { memory: memory.memory, table: memory.table, origin: 0 });
      this.#exports.set(key, exports);
    }
    return exports as E;
  }
}
