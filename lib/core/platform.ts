/**
 * What the engine is asked for beyond the language itself, as structural types: the published types need neither the
 * DOM's nor Node's.
 * @module
 */

/** A WebAssembly memory. `buffer` is another one after `grow`. */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBufferLike;
  /** Adds pages of 64 KiB; returns how many there were. */
  grow(pages: number): number;
}

/** What is used of the global `WebAssembly`. Making a Module throws where a Content-Security-Policy forbids it. */
export interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => { readonly exports: object };
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean }) => WebAssemblyMemory;
}

/** The engine's WebAssembly, undefined where it has none. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
}
