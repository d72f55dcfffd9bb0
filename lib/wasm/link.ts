/**
 * From bytes to functions that can be called.
 * @module
 */
import { StateError } from '../core/errors.ts';
import { webAssembly, type WebAssemblyApi, type WebAssemblyMemory } from '../core/platform.ts';
import { IMPORT_MODULE } from './module.ts';

/** What a module is given: its memory, and the functions it imports by name. */
export interface Imports {
  readonly memory?: WebAssemblyMemory;
  readonly [name: string]: unknown;
}

/**
 * Instantiates a module at once and returns its exports; `E` is their type, which only the author of the module knows.
 *
 * Throws StateError where there is no WebAssembly, and what the engine throws for bytes that it refuses.
 */
export function link<E extends object>(bytes: Uint8Array, imports: Imports = {}, api: WebAssemblyApi | undefined = webAssembly()): E {
  if (api === undefined) throw new StateError('link: WebAssembly must be present, got an engine without it');
  return new api.Instance(new api.Module(bytes), { [IMPORT_MODULE]: imports }).exports as E;
}
