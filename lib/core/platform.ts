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

/** A table of WebAssembly's functions. */
export interface WebAssemblyTable {
  /** How many places it has. */
  readonly length: number;
  /** Adds places; returns how many there were. */
  grow(places: number): number;
  set(place: number, f: unknown): void;
}

/** What is used of the global `WebAssembly`. Making a Module throws where a Content-Security-Policy forbids it. */
export interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => {
    readonly exports: object;
  };
  readonly Memory: new (
    descriptor: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean },
  ) => WebAssemblyMemory;
  readonly Table: new (descriptor: { readonly element: 'anyfunc'; readonly initial: number }) => WebAssemblyTable;
}

/** The engine's WebAssembly, undefined where it has none. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
}

/** The SHA-256 of bytes in hexadecimal. */
export type PlatformSha256 = (bytes: Uint8Array) => string;

interface NodeHash {
  update(bytes: Uint8Array): NodeHash;
  copy(): NodeHash;
  digest(encoding: 'hex'): string;
}

interface NodeCrypto {
  createHash(name: 'sha256'): NodeHash;
}

function nodeCrypto(): NodeCrypto | undefined {
  const { process } =
    globalThis as { readonly process?: { getBuiltinModule?(name: 'node:crypto'): NodeCrypto | undefined } };
  return process?.getBuiltinModule?.('node:crypto');
}

/**
 * The engine's own synchronous SHA-256: that of Node.js, Bun and Deno. Undefined elsewhere, as in browsers,
 * which have an asynchronous one only.
 */
export function platformSha256(): PlatformSha256 | undefined {
  const crypto = nodeCrypto();
  return crypto && ((bytes) => crypto.createHash('sha256').update(bytes).digest('hex'));
}

/** The same for bytes that come by and by: `digest` is that of all so far. */
export function platformRunningSha256(): { update(bytes: Uint8Array): void; digest(): string } | undefined {
  const hash = nodeCrypto()?.createHash('sha256');
  return hash && { update: (bytes) => { hash.update(bytes); }, digest: () => hash.copy().digest('hex') };
}

/** Where text goes that a user asks to see. */
export interface Output {
  write(text: string): void;
  /** Whether what was written can be drawn over. */
  readonly isTerminal: boolean;
  /** Of a terminal. */
  readonly columns: number | undefined;
}

interface StandardOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Standard output, of Node.js, Bun and Deno; elsewhere the console, line by line. */
export function standardOutput(): Output {
  const { process, console } = globalThis as {
    readonly process?: { readonly stdout?: StandardOutput };
    readonly console?: { log(text: string): void };
  };
  const stdout = process?.stdout;
  if (stdout === undefined) {
    return { write: (text) => console?.log(text.replace(/\n$/, '')), isTerminal: false, columns: undefined };
  }
  return { write: (text) => void stdout.write(text), isTerminal: stdout.isTTY === true, columns: stdout.columns };
}

const warned = new Set<string>();

/** Says something on the console, once. */
export function warn(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  (globalThis as { readonly console?: { warn(text: string): void } }).console?.warn(text);
}

/** Whether threads can share memory: a page may be kept from it. */
export function canShareMemory(): boolean {
  const { crossOriginIsolated, SharedArrayBuffer } =
    globalThis as { readonly crossOriginIsolated?: boolean; readonly SharedArrayBuffer?: unknown };
  return SharedArrayBuffer !== undefined && crossOriginIsolated !== false;
}

/** Whether the machine puts the least significant byte first. */
export function isLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

/** A stream that unpacks what is written to it. */
export interface Unpacking {
  readonly writable: {
    getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void>; abort(): Promise<void> };
  };
  readonly readable: {
    getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>; cancel(): Promise<void> };
  };
}

/** A new stream that unpacks bytes of deflate without a header; undefined where the engine has none. */
export function inflation(): Unpacking | undefined {
  const { DecompressionStream } =
    globalThis as { readonly DecompressionStream?: new (format: 'deflate-raw') => Unpacking };
  try {
    return DecompressionStream && new DecompressionStream('deflate-raw');
  } catch {
    return undefined; // an older one knows other formats only
  }
}
