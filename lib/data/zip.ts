/**
 * ZIP archives: what lies where in them, and their entries unpacked.
 *
 * The directory at the end says all; an entry's own header says how long itself is, and its name again. Sizes of more
 * than 32 bits, several disks and encryption are refused.
 *
 * Source: PKWARE, APPNOTE.TXT 6.3.10.
 * @module
 */

import { fromAscii, toAscii } from '../core/ascii.ts';
import { FormatError, StateError, rangeError, show } from '../core/errors.ts';
import { looksLike } from '../core/looksLike.ts';
import { inflation } from '../core/platform.ts';

/** An entry, packed or not. */
export interface ZipEntry {
  readonly name: string;
  /** Whether it is packed by deflate. */
  readonly isPacked: boolean;
  /** The bytes as they lie in the archive. */
  readonly bytes: Uint8Array;
  /** How many they unpack to. */
  readonly size: number;
  readonly crc32: number;
}

const END = 0x06054b50, END_BYTES = 22, MOST_COMMENT = 65535;
const CENTRAL = 0x02014b50, CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50, LOCAL_BYTES = 30;
const ENCRYPTED = 1, STORED = 0, DEFLATED = 8;
const WIDE_16 = 0xffff, WIDE_32 = 0xffffffff;
/** What one packed byte can make at most: the limit of deflate. */
const MOST_OF_A_BYTE = 1032;

function refuse(who: string, wanted: string, got: string | number): never {
  throw new FormatError(`${who}: ${wanted}, got ${got}`);
}

/** The numbers of an archive, which lie anywhere and are little-endian. */
class Reader {
  readonly who: string;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(who: string, bytes: Uint8Array) {
    this.who = who;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** FormatError unless `length` bytes from `at` lie within the archive and, if one is given, begin with `mark`. */
  expect(what: string, at: number, length: number, mark?: number): void {
    const { who, bytes: { length: all } } = this;
    if (at + length > all) refuse(who, `${what} must end within the archive of ${all} bytes`, at + length);
    if (mark !== undefined && this.u32(at) !== mark) {
      refuse(who, `${what} at ${at} must begin with its mark`, looksLike(this.bytes.subarray(at, at + 4)));
    }
  }

  name(at: number, length: number): string {
    return fromAscii(this.bytes.subarray(at, at + length));
  }
}

/** Where the directory is, and of how many entries: what the last record says. */
function readEnd(reader: Reader): { readonly count: number; readonly from: number; readonly to: number } {
  const { bytes, who } = reader, least = Math.max(0, bytes.length - END_BYTES - MOST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= least; at--) {
    if (reader.u32(at) !== END || at + END_BYTES + reader.u16(at + 20) !== bytes.length) continue;
    const [disk, first, here, count] = [4, 6, 8, 10].map((offset) => reader.u16(at + offset));
    const length = reader.u32(at + 12), from = reader.u32(at + 16);
    if (count === WIDE_16 || from === WIDE_32) refuse(who, 'the archive must need no ZIP64', 'one that does');
    if (disk !== 0 || first !== 0 || here !== count) refuse(who, 'the archive must be on one disk', 'a part');
    if (from + length !== at) {
      refuse(who, 'the directory must lie right before the end', `${from} + ${length}, not ${at}`);
    }
    return { count, from, to: at };
  }
  return refuse(who, 'bytes must be a ZIP archive, whole to its end', looksLike(bytes));
}

/** The entry whose record in the directory is at `at`, and where the next one is. */
function readEntry(reader: Reader, at: number, to: number): { readonly entry: ZipEntry; readonly next: number } {
  const { who } = reader;
  reader.expect('a record of the directory', at, CENTRAL_BYTES, CENTRAL);
  const [flags, method] = [reader.u16(at + 8), reader.u16(at + 10)];
  const [crc32, packed, size] = [16, 20, 24].map((offset) => reader.u32(at + offset));
  const [nameLength, extra, comment] = [28, 30, 32].map((offset) => reader.u16(at + offset));
  const next = at + CENTRAL_BYTES + nameLength + extra + comment, start = reader.u32(at + 42);
  if (next > to) refuse(who, 'the directory must end where it says', next);
  const name = reader.name(at + CENTRAL_BYTES, nameLength), what = `the entry ${show(name)}`;
  if ([packed, size, start].includes(WIDE_32)) refuse(who, `${what} must need no ZIP64`, 'one that does');
  if ((flags & ENCRYPTED) !== 0) refuse(who, `${what} must be readable`, 'one that is encrypted');
  if (method !== STORED && method !== DEFLATED) refuse(who, `${what} must be stored or deflated`, `method ${method}`);
  if (method === STORED && packed !== size) refuse(who, `${what} must have ${size} bytes, as it is stored`, packed);
  if (size > MOST_OF_A_BYTE * packed) refuse(who, `${what} must unpack to what ${packed} bytes can make`, size);
  reader.expect(what, start, LOCAL_BYTES, LOCAL);
  const from = start + LOCAL_BYTES + reader.u16(start + 26) + reader.u16(start + 28);
  reader.expect(what, from, packed);
  const own = reader.name(start + LOCAL_BYTES, reader.u16(start + 26));
  if (own !== name) refuse(who, `${what} must have that name in its own header`, show(own));
  const bytes = reader.bytes.subarray(from, from + packed);
  return { entry: { name, isPacked: method === DEFLATED, bytes, size, crc32 }, next };
}

/**
 * The entries of an archive, in the order of its directory. All sizes are checked, nothing is unpacked.
 *
 * Throws, as `who`, FormatError for what is no archive, is cut off or disagrees with itself, for an entry that comes
 * twice, and where the entries would unpack to more than `maxBytes` together.
 */
export function readZip(who: string, bytes: Uint8Array, maxBytes: number): readonly ZipEntry[] {
  const reader = new Reader(who, bytes), { count, from, to } = readEnd(reader), entries = new Map<string, ZipEntry>();
  let at = from, total = 0;
  for (let i = 0; i < count; i++) {
    const { entry, next } = readEntry(reader, at, to);
    if (entries.has(entry.name)) refuse(who, 'each entry must have a name of its own', `${show(entry.name)} again`);
    entries.set(entry.name, entry);
    total += entry.size;
    if (total > maxBytes) {
      refuse(who, `entries must unpack to at most ${maxBytes} bytes (maxBytes)`, `${total} or more`);
    }
    at = next;
  }
  if (at !== to) refuse(who, `the directory of ${count} entries must end where it says, at ${to}`, at);
  return [...entries.values()];
}

/** Unpacks into exactly as many bytes as the entry says. */
async function inflate(who: string, { name, bytes, size }: ZipEntry): Promise<Uint8Array> {
  const stream = inflation();
  if (stream === undefined) {
    throw new StateError(`${who}: the engine must have DecompressionStream('deflate-raw') for packed entries, `
      + 'got none; archives whose entries are stored need none');
  }
  const reader = stream.readable.getReader(), writer = stream.writable.getWriter(), out = new Uint8Array(size);
  const fed = writer.write(bytes).then(() => writer.close()).catch(() => {}); // the reader's error is the same
  let at = 0;
  try {
    for (let part = await reader.read(); part.value !== undefined && at <= size; part = await reader.read()) {
      if (at + part.value.length <= size) out.set(part.value, at);
      at += part.value.length;
    }
  } catch (error) {
    return refuse(who, `the entry ${show(name)} must be well packed`, String(error));
  } finally {
    await reader.cancel().catch(() => {});
    await fed;
  }
  return at === size ? out : refuse(who, `the entry ${show(name)} must unpack to ${size} bytes`,
    at < size ? at : 'more');
}

/** The remainders of all bytes, for the polynomial of ZIP, its bits reversed. */
const REMAINDERS: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

function crc32Of(bytes: Uint8Array): number {
  let crc = WIDE_32;
  for (let i = 0; i < bytes.length; i++) crc = REMAINDERS[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ WIDE_32) >>> 0;
}

/** The bytes of an entry, checked. Throws FormatError, as `who`, where they are not those that were packed. */
export async function unzip(who: string, entry: ZipEntry): Promise<Uint8Array> {
  const bytes = entry.isPacked ? await inflate(who, entry) : entry.bytes;
  if (crc32Of(bytes) === entry.crc32) return bytes;
  return refuse(who, `the entry ${show(entry.name)} must have the checksum that the archive says`, 'another one');
}

/** Numbers of so many bytes each, little-endian. */
function littleEndian(...numbers: readonly (readonly [value: number, bytes: number])[]): number[] {
  return numbers.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, i) =>
    (value >>> (8 * i)) & 255));
}

/** The first of January 1980, midnight: equal entries make equal archives. */
const DATE = 33;

/** An archive of entries as they are. Names are of ASCII. Throws, as `who`, RangeError for more than 2³² bytes. */
export function writeZip(who: string, entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: (Uint8Array | number[])[] = [], directory: number[] = [];
  let at = 0;
  for (const [name, bytes] of entries) {
    const letters = [...toAscii(name)], { length } = bytes, crc = crc32Of(bytes);
    const common = littleEndian([20, 2], [0, 2], [STORED, 2], [0, 2], [DATE, 2], [crc, 4], [length, 4], [length, 4],
      [letters.length, 2], [0, 2]);
    const header = [...littleEndian([LOCAL, 4]), ...common, ...letters];
    directory.push(...littleEndian([CENTRAL, 4], [20, 2]), ...common,
      ...littleEndian([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), ...letters);
    parts.push(header, bytes);
    at += header.length + length;
  }
  const end = littleEndian([END, 4], [0, 2], [0, 2], [entries.size, 2],
    [entries.size, 2], [directory.length, 4], [at, 4], [0, 2]);
  parts.push(directory, end);
  const size = at + directory.length + end.length;
  if (size >= WIDE_32) throw rangeError(`${who}: an archive must have fewer than 2³² bytes, got ${size}`);
  const all = new Uint8Array(size);
  parts.reduce((from, part) => (all.set(part, from), from + part.length), 0);
  return all;
}
