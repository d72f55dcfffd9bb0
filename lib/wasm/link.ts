/**
 * From bytes to functions that can be called.
 * @module
 */

import { StateError } from '../core/errors.ts';
import { webAssembly, type WebAssemblyApi, type WebAssemblyMemory, type WebAssemblyTable } from '../core/platform.ts';
import { IMPORT_MODULE } from './module.ts';

/** What a module is given: its memory, its table, its origin, and the functions it imports by name. */
export interface Imports {
  readonly memory?: WebAssemblyMemory;
  readonly table?: WebAssemblyTable;
  readonly origin?: number;
  readonly [name: string]: unknown;
}

/**
 * A module made ready to be linked any number of times.
 *
 * Throws StateError where there is no WebAssembly, and what the engine throws for bytes that it refuses.
 */
export function compile(bytes: Uint8Array, api: WebAssemblyApi | undefined = webAssembly()): object {
  return new (expectApi(api).Module)(bytes);
}

/**
 * Instantiates a module, or its bytes, at once and returns its exports; `E` is their type, which only the author of the
 * module knows. Of the imports only their own members are given to it.
 */
export function link<E extends object>(
  source: Uint8Array | object, imports: Imports = {}, api: WebAssemblyApi | undefined = webAssembly(),
): E {
  const compiled = source instanceof Uint8Array ? compile(source, api) : source;
  const own = { __proto__: null, ...imports };
  return new (expectApi(api).Instance)(compiled, { [IMPORT_MODULE]: own }).exports as E;
}

function expectApi(api: WebAssemblyApi | undefined): WebAssemblyApi {
  if (!api) throw new StateError('link: WebAssembly must be present, got an engine without it');
  return api;
}
