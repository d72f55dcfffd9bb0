/**
 * The functions of a memory, which write down what they are called with instead of running: what a thread will play.
 * @module
 */

import type { MemoryType } from '../../wasm/index.ts';
import { Linked, type Key } from '../simd/modules.ts';
import type { Played } from './play.ts';

/** Is told of each call: the place of the function, and its arguments. What it returns the caller gets. */
export type OnCall = (place: number, args: readonly number[]) => unknown;

/** Is told of each module whose functions are asked for, once it is linked. */
export type OnModule = (exports: object, module: object) => void;

export class Recorder extends Linked<Float32Array> {
  /** Told of the calls. */
  onCall: OnCall = () => {};
  readonly #real: Linked<Float32Array>;
  readonly #origin: number;
  readonly #onModule: OnModule;
  readonly #own = new WeakMap<object, object>();

  /** Of the functions of `real`, for the thread whose scratch begins at `origin`. */
  constructor(real: Linked<Float32Array>, origin: number, onModule: OnModule) {
    super(real.memory, real.compiled);
    this.#real = real;
    this.#origin = origin;
    this.#onModule = onModule;
  }

  override from(address: number): number {
    return this.#origin + address;
  }

  override get<E extends object, K extends Key = Key>(key: K, emit: (memory: MemoryType, key: K) => Uint8Array): E {
    const exports = this.#real.get<E, K>(key, emit), known = this.#own.get(exports);
    if (known !== undefined) return known as E;
    const entries = Object.entries(exports as Readonly<Record<string, Played>>).map(([name, f]) => {
      const place = this.memory.placeOf(f), writes: Played = (...args) => this.onCall(place, args);
      this.memory.substitute(f, writes);
      return [name, writes] as const;
    });
    const own = Object.fromEntries(entries);
    this.#own.set(exports, own);
    this.#onModule(exports, this.compiled.get(key, emit));
    return own as object as E;
  }
}
