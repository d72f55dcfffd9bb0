/**
 * From the bytes of a module back to its functions and instructions, by the table that wrote them.
 *
 * It reads what `module.ts` writes; another section, or an instruction that is not in the table, is a FormatError.
 * @module
 */

import { FormatError } from '../../lib/core/errors.ts';
import { instructions, type Instruction } from '../../lib/wasm/instructions.ts';
import { valueTypes, type ValueType } from '../../lib/wasm/valueTypes.ts';
import { decodeSigned, decodeUnsigned, type Decoded } from '../../lib/wasm/leb128.ts';
import type { MemoryType, TableType } from '../../lib/wasm/module.ts';
import type { FunctionType } from '../../lib/wasm/func.ts';

/** An instruction and what follows its opcode: numbers, in their order in the bytes. */
export interface DecodedInstruction {
  readonly mnemonic: string;
  readonly immediates: readonly (number | bigint)[];
}

export interface DecodedFunction {
  readonly type: FunctionType;
  /** Without the parameters. */
  readonly locals: readonly ValueType[];
  /** The last is `end`. */
  readonly instructions: readonly DecodedInstruction[];
}

export interface DecodedImport {
  readonly module: string;
  readonly name: string;
  readonly item: MemoryType | TableType | FunctionType;
}

export interface DecodedModule {
  readonly types: readonly FunctionType[];
  readonly imports: readonly DecodedImport[];
  readonly functions: readonly DecodedFunction[];
  /** By name, the number of a function; imported functions are counted first. */
  readonly exports: Readonly<Record<string, number>>;
}

// of a function, in every engine (WebAssembly JavaScript Interface, implementation limits)
const MAXIMUM_LOCALS = 50000;

const typeNames: ReadonlyMap<number, ValueType> =
  new Map(Object.entries(valueTypes).map(([name, code]) => [code, name as ValueType]));
const byOpcode: ReadonlyMap<string, Instruction> =
  new Map(Array.from(instructions.values(), (i) => [i.opcode.join(), i]));

/** Reads a module. FormatError where the bytes are not one that this assembler could have written. */
export function decode(bytes: Uint8Array): DecodedModule {
  const reader = new Reader(bytes);
  if (reader.bytes(8).join() !== '0,97,115,109,1,0,0,0') {
    throw new FormatError('decode: bytes must begin with the magic and version of WebAssembly 1');
  }
  let types: FunctionType[] = [];
  let imports: DecodedImport[] = [];
  let functionTypes: FunctionType[] = [];
  let exports: [string, number][] = [];
  let functions: DecodedFunction[] = [];
  for (let last = 0; !reader.done;) {
    const number = reader.byte();
    if (number <= last) throw new FormatError(`decode: sections must ascend, got ${number} after ${last}`);
    last = number;
    const section = new Reader(reader.bytes(reader.unsigned()));
    if (number === 1) types = section.list(() => readType(section));
    else if (number === 2) imports = section.list(() => readImport(section, types));
    else if (number === 3) functionTypes = section.list(() => entry(types, section.unsigned()));
    else if (number === 7) exports = section.list(() => readExport(section));
    else if (number === 10) functions = section.list((i) =>
      readFunction(new Reader(section.bytes(section.unsigned())), entry(functionTypes, i)));
    else throw new FormatError(`decode: section must be 1, 2, 3, 7 or 10, got ${number}`);
    section.expectEnd();
  }
  if (functions.length !== functionTypes.length) {
    throw new FormatError(`decode: code must hold ${functionTypes.length} functions, got ${functions.length}`);
  }
  return { types, imports, functions, exports: Object.fromEntries(exports) };
}

function entry<T>(list: readonly T[], index: number): T {
  if (index >= list.length) throw new FormatError(`decode: index must be below ${list.length}, got ${index}`);
  return list[index];
}

function readType(reader: Reader): FunctionType {
  reader.expect(0x60);
  return { parameters: reader.list(() => reader.valueType()), results: reader.list(() => reader.valueType()) };
}

function readImport(reader: Reader, types: readonly FunctionType[]): DecodedImport {
  const [module, name] = [reader.name(), reader.name()];
  const kind = reader.byte();
  if (kind === 0) return { module, name, item: entry(types, reader.unsigned()) };
  if (kind === 1) {
    for (const byte of [0x70, 0]) reader.expect(byte); // of functions, with no maximum
    return { module, name, item: { functions: reader.unsigned() } };
  }
  if (kind !== 2) {
    throw new FormatError(`decode: import must be a function (0), a table (1) or a memory (2), got ${kind}`);
  }
  const limits = reader.byte();
  const minimum = reader.unsigned();
  return {
    module, name, item: limits === 0 ? { minimum } : { minimum, maximum: reader.unsigned(), shared: limits === 3 },
  };
}

function readExport(reader: Reader): [string, number] {
  const name = reader.name();
  reader.expect(0);
  return [name, reader.unsigned()];
}

function readFunction(reader: Reader, type: FunctionType): DecodedFunction {
  const locals = reader.list(() => ({ count: reader.unsigned(), type: reader.valueType() }));
  const most = Math.max(0, ...locals.map(({ count }) => count));
  if (most > MAXIMUM_LOCALS) {
    throw new FormatError(`decode: a function must have at most ${MAXIMUM_LOCALS} locals, got ${most}`);
  }
  const body: DecodedInstruction[] = [];
  while (!reader.done) body.push(readInstruction(reader));
  if (body.at(-1)?.mnemonic !== 'end') throw new FormatError('decode: a function must end with end');
  return {
    type, locals: locals.flatMap(({ count, type: local }) => Array.from({ length: count }, () => local)),
    instructions: body,
  };
}

function readInstruction(reader: Reader): DecodedInstruction {
  const code = [reader.byte()];
  if (code[0] === 0xfc || code[0] === 0xfd) do code.push(reader.byte()); while (code[code.length - 1] >= 0x80);
  const instruction = byOpcode.get(code.join());
  if (instruction === undefined) throw new FormatError(
    `decode: opcode must be in the table, got ${code.map((byte) => byte.toString(16)).join(' ')}`,
  );
  return { mnemonic: instruction.mnemonic, immediates: readImmediates(reader, instruction) };
}

function readImmediates(reader: Reader, { immediate, results }: Instruction): (number | bigint)[] {
  switch (immediate) {
    case 'none': return [];
    case 'constant':
      if (results[0] === 'i64') return [reader.signed64()];
      return [results[0] === 'i32' ? reader.signed(32) : results[0] === 'f32' ? reader.float32() : reader.float64()];
    case 'bytes': return Array.from(reader.bytes(16));
    case 'memory': return [reader.byte(), reader.unsigned()];
    case 'memory lane': return [reader.byte(), reader.unsigned(), reader.byte()];
    case 'lane': case 'memory index': return [reader.byte()];
    case 'memory indices': return [reader.byte(), reader.byte()];
    case 'block type': return [reader.signed(33)];
    case 'index': return [reader.unsigned()];
    case 'type and table': return [reader.unsigned(), reader.byte()];
    case 'indices': return [...reader.list(() => reader.unsigned()), reader.unsigned()];
  }
}

/** Bytes, read in order. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  expectEnd(): void {
    if (!this.done) throw new FormatError(
      `decode: a section must end with its last item, got ${this.#bytes.length - this.#at} bytes more`,
    );
  }

  bytes(count: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (count > left) throw new FormatError(`decode: ${count} bytes must follow at byte ${this.#at}, got ${left}`);
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  byte(): number {
    return this.bytes(1)[0];
  }

  expect(wanted: number): void {
    const got = this.byte();
    if (got !== wanted) throw new FormatError(`decode: byte must be ${wanted}, got ${got}`);
  }

  unsigned(): number {
    return Number(this.#advance(decodeUnsigned(this.#bytes, this.#at, 32)));
  }

  signed(bits: number): number {
    return Number(this.#advance(decodeSigned(this.#bytes, this.#at, bits)));
  }

  signed64(): bigint {
    return this.#advance(decodeSigned(this.#bytes, this.#at, 64));
  }

  float32(): number {
    this.bytes(4);
    return this.#view.getFloat32(this.#at - 4, true);
  }

  float64(): number {
    this.bytes(8);
    return this.#view.getFloat64(this.#at - 8, true);
  }

  name(): string {
    return String.fromCharCode(...this.bytes(this.unsigned()));
  }

  valueType(): ValueType {
    const code = this.byte();
    const type = typeNames.get(code);
    if (type === undefined) {
      throw new FormatError(`decode: value type must be one of ${[...typeNames.keys()].join(', ')}, got ${code}`);
    }
    return type;
  }

  /** A count, then so many items; each takes a byte at least, so a count beyond the bytes is refused at once. */
  list<T>(read: (index: number) => T): T[] {
    const count = this.unsigned();
    if (count > this.#bytes.length - this.#at) {
      throw new FormatError(`decode: a list of ${count} must fit the ${this.#bytes.length - this.#at} bytes left`);
    }
    return Array.from({ length: count }, (_, i) => read(i));
  }

  #advance({ value, end }: Decoded): bigint {
    this.#at = end;
    return value;
  }
}
