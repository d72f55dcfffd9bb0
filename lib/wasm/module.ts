/**
 * A module: functions over one imported memory.
 *
 * The bytes depend on nothing but the calls that made them, in their order.
 * @module
 */

import { StateError, expectInteger, typeError } from '../core/errors.ts';
import { Body } from './body.ts';
import { ByteWriter } from './byteWriter.ts';
import type { Func, FunctionType } from './func.ts';
import type { Local } from './operands.ts';
import { valueTypes, type ValueType } from './valueTypes.ts';

/** The name under which everything is imported, and those of the memory, the table and the origin. */
export const IMPORT_MODULE = 'env';
export const IMPORT_MEMORY = 'memory';
export const IMPORT_TABLE = 'table';
export const IMPORT_ORIGIN = 'origin' as const;

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const KIND = { function: 0, table: 1, memory: 2, global: 3 } as const;
const IMMUTABLE = 0;
const LIMITS = { minimum: 0, both: 1, shared: 3 } as const;
const FUNCTION_TYPE = 0x60, FUNCTION_REFERENCE = 0x70;
const MAXIMUM_PAGES = 65536; // 4 GiB of 64 KiB
const MAXIMUM_FUNCTIONS = 2 ** 32 - 1;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/; // ASCII; not a number, since an object would not keep those in order

/** How a function is declared: parameters by name, in order; both are empty by default. */
export interface Signature<P, R> {
  readonly parameters?: P;
  readonly results?: R;
}

/**
 * The memory that a module imports, in pages of 64 KiB. `shared` needs a maximum; it is false by default. With an
 * `origin` it imports a number too, from which `Body.from` counts addresses: each thread has its own.
 */
export interface MemoryType {
  readonly minimum: number;
  readonly maximum?: number;
  readonly shared?: boolean;
  readonly origin?: boolean;
}

/** The table of functions that a module imports, for `call_indirect`: how many it has at least. */
export interface TableType {
  readonly functions: number;
}

type Parameters = Readonly<Record<string, ValueType>>;

/** An empty module. */
export function module(options: { readonly memory?: MemoryType; readonly table?: TableType } = {}): Module {
  return new Module(options.memory, options.table);
}

/** Collects functions and writes them as a WebAssembly module. */
export class Module {
  readonly #memory: MemoryType | undefined;
  readonly #table: TableType | undefined;
  readonly #types: FunctionType[] = [];
  readonly #typeNumbers = new Map<string, number>();
  readonly #imports: Func[] = [];
  readonly #functions: Func[] = [];
  readonly #bodies: Uint8Array[] = [];
  readonly #exports = new Map<string, Func>();

  constructor(memory?: MemoryType, table?: TableType) {
    if (memory !== undefined) {
      expectInteger('module', 'memory.minimum', memory.minimum, 0, MAXIMUM_PAGES);
      if (memory.maximum !== undefined) {
        expectInteger('module', 'memory.maximum', memory.maximum, memory.minimum, MAXIMUM_PAGES);
      } else if (memory.shared === true) {
        throw typeError('module: memory.maximum must be given for a shared memory, got undefined');
      }
    }
    if (table !== undefined) expectInteger('module', 'table.functions', table.functions, 0, MAXIMUM_FUNCTIONS);
    this.#memory = memory;
    this.#table = table;
  }

  /** Declares a function that the host gives. All imports come before the first `func`. */
  import<const R extends readonly ValueType[] = []>(name: string, signature: Signature<Parameters, R>): Func<R>;
  import(name: string, { parameters = {}, results = [] }: Signature<Parameters, readonly ValueType[]>): Func {
    if (this.#functions.length > 0) throw new StateError(
      `module: import ${name} must come before the first func, got ${this.#functions.length} functions`,
    );
    expectName('import', name);
    const func = { name, index: this.#imports.length, type: { parameters: Object.values(parameters), results } };
    this.#intern(func.type);
    this.#imports.push(func);
    return func;
  }

  /**
   * Writes a function. `build` is given the body and the parameters as locals; what it leaves on the stack, or gives to
   * `return`, are the results.
   */
  func<const P extends Parameters = {}, const R extends readonly ValueType[] = []>(
    name: string, signature: Signature<P, R>,
    build: (body: Body, parameters: { readonly [Name in keyof P]: Local<P[Name]> }) => void,
  ): Func<R>;
  func(
    name: string, { parameters = {}, results = [] }: Signature<Parameters, readonly ValueType[]>,
    build: (body: Body, parameters: Readonly<Record<string, Local>>) => void,
  ): Func {
    expectName('func', name);
    for (const parameter of Object.keys(parameters)) expectName(name, parameter);
    const type = { parameters: Object.values(parameters), results };
    this.#intern(type);
    const body = new Body(name, parameters, results, {
      typeNumber: (known) => this.#intern(known), hasTable: this.#table !== undefined,
      hasOrigin: this.#memory?.origin === true,
    });
    build(body, body.parameters);
    this.#bodies.push(body.finish());
    const func = { name, index: this.#imports.length + this.#functions.length, type };
    this.#functions.push(func);
    return func;
  }

  /** Makes a function callable by the host, under its own name by default. */
  export(func: Func, name: string = func.name): void {
    expectName('export', name);
    if (this.#exports.has(name)) {
      throw typeError(`module: export ${name} must have a name of its own, got one that is taken`);
    }
    this.#exports.set(name, func);
  }

  /** The module's bytes. */
  emit(): Uint8Array {
    const out = new ByteWriter();
    out.append(MAGIC_AND_VERSION);
    section(out, SECTION.type, this.#types, writeType);
    const origin = this.#memory?.origin === true ? IMPORT_ORIGIN : undefined;
    const given = [this.#memory, this.#table, origin].filter((item) => item !== undefined);
    section(out, SECTION.import, [...given, ...this.#imports], (to, item) => this.#writeImport(to, item));
    section(out, SECTION.function, this.#functions, (to, func) => to.unsigned(this.#intern(func.type)));
    section(out, SECTION.export, [...this.#exports], (to, [name, func]) => {
      to.name(name);
      to.byte(KIND.function);
      to.unsigned(func.index);
    });
    section(out, SECTION.code, this.#bodies, (to, body) => to.sized(body));
    return out.view().slice();
  }

  #writeImport(to: ByteWriter, item: MemoryType | TableType | typeof IMPORT_ORIGIN | Func): void {
    to.name(IMPORT_MODULE);
    if (item === IMPORT_ORIGIN) {
      to.name(item);
      to.append([KIND.global, valueTypes.i32, IMMUTABLE]);
      return;
    }
    if ('index' in item) {
      to.name(item.name);
      to.byte(KIND.function);
      to.unsigned(this.#intern(item.type));
      return;
    }
    if ('functions' in item) {
      to.name(IMPORT_TABLE);
      to.append([KIND.table, FUNCTION_REFERENCE, LIMITS.minimum]);
      to.unsigned(item.functions);
      return;
    }
    to.name(IMPORT_MEMORY);
    to.byte(KIND.memory);
    to.byte(item.maximum === undefined ? LIMITS.minimum : item.shared === true ? LIMITS.shared : LIMITS.both);
    to.unsigned(item.minimum);
    if (item.maximum !== undefined) to.unsigned(item.maximum);
  }

  /** The number of a type; equal types have one number. */
  #intern(type: FunctionType): number {
    const key = `${type.parameters.join()}>${type.results.join()}`;
    const known = this.#typeNumbers.get(key);
    if (known !== undefined) return known;
    this.#typeNumbers.set(key, this.#types.length);
    return this.#types.push(type) - 1;
  }
}

function expectName(who: string, name: string): void {
  if (!NAME.test(name)) throw typeError(`${who}: name must be an ASCII identifier, got '${name}'`);
}

function writeType(to: ByteWriter, { parameters, results }: FunctionType): void {
  to.byte(FUNCTION_TYPE);
  to.sized(parameters.map((type) => valueTypes[type]));
  to.sized(results.map((type) => valueTypes[type]));
}

/** A section: its number, its size, how many items, the items. One with no items is left out. */
function section<T>(
  out: ByteWriter, number: number, items: readonly T[], write: (to: ByteWriter, item: T) => void,
): void {
  if (items.length === 0) return;
  const content = new ByteWriter();
  content.unsigned(items.length);
  for (const item of items) write(content, item);
  out.byte(number);
  out.sized(content.view());
}
