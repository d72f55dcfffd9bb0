/**
 * What the threads of a team are told once, by message.
 * @module
 */

import type { WebAssemblyMemory } from '../../core/platform.ts';

/** Who it is, and where they meet. */
export interface Welcome {
  readonly control: SharedArrayBuffer;
  readonly me: number;
  readonly threads: number;
}

/** A memory, by its number, and where the scratch of this thread begins in it. */
export interface MemoryMail {
  readonly id: number;
  readonly memory: WebAssemblyMemory;
  readonly origin: number;
}

/** A module to be linked to a memory, and the place of each function that it exports. */
export interface ModuleMail {
  readonly id: number;
  readonly module: object;
  readonly places: readonly (readonly [name: string, place: number])[];
}

/** A memory that is gone. */
export interface Farewell {
  readonly gone: number;
}

export type Mail = Welcome | MemoryMail | ModuleMail | Farewell;
