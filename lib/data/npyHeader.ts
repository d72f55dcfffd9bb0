/**
 * The header of NumPy's format: which numbers an array has, in which order, and its shape.
 *
 * Layout: the bytes 93 'NUMPY'; two bytes for the version; the length of the header, of 2 bytes in version 1 and of 4
 * in 2 and 3, little-endian; a dictionary as Python writes it, in Latin-1 (UTF-8 in version 3), filled up with spaces
 * and ended by a newline; then the elements.
 *
 * Source: NumPy, `numpy.lib.format`.
 * @module
 */

import { fromAscii, toAscii } from '../core/ascii.ts';
import { FormatError, show } from '../core/errors.ts';
import { looksLike } from '../core/looksLike.ts';

/** What the first bytes of a file say. */
export interface NpyHeader {
  /** A kind of NumPy and bytes an element, such as f4. */
  readonly type: string;
  readonly isBigEndian: boolean;
  /** Whether the first index runs fastest, not the last. */
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  readonly headerBytes: number;
}

const MAGIC = '\x93NUMPY';
/** Magic and version. */
const START = 8;
const MOST_DIMENSIONS = 64;
/** Where elements begin is a multiple of it. */
const ALIGNMENT = 64;

/** The entries of the dictionary: a name, a colon, and a string, a boolean or a tuple. */
const ENTRY = /^\s*(?:'(\w+)'|"(\w+)")\s*:\s*('[^'\\]*'|"[^"\\]*"|True|False|\([\d\sL,]*\))\s*(?:,|(?=\}))/;
const NAMES = ['descr', 'fortran_order', 'shape'];

function refuse(wanted: string, got: string): never {
  throw new FormatError(`readNpy: ${wanted}, got ${got}`);
}

/** The entries of a dictionary of three, as they are written. */
function readEntries(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  if (!/^\{[^]*\}\s*$/.test(text)) return refuse('the header must be a dictionary', show(text));
  let rest = text.slice(1);
  for (let match = ENTRY.exec(rest); match !== null; match = ENTRY.exec(rest)) {
    const name = match[1] ?? match[2];
    if (entries.has(name)) refuse('the header must say each thing once', `${show(name)} again`);
    entries.set(name, match[3]);
    rest = rest.slice(match[0].length);
  }
  const others = [...entries.keys()].filter((name) => !NAMES.includes(name));
  if (/^\s*\}\s*$/.test(rest) && entries.size === NAMES.length && others.length === 0) return entries;
  return refuse(`the header must have ${NAMES.join(', ')} and nothing else`, show(text));
}

/** (), (3,), (3, 4), and as Python 2 wrote it (3L,). */
function readShape(text: string): readonly number[] {
  const inside = text.slice(1, -1).trim();
  if (inside === '') return [];
  const isTuple = inside.includes(','), sizes = inside.replace(/,\s*$/, '').split(',');
  const shape = sizes.map((size) => (/^\s*\d{1,16}L?\s*$/.test(size) ? Number.parseInt(size, 10) : NaN));
  if (isTuple && shape.length <= MOST_DIMENSIONS && shape.every(Number.isSafeInteger)) return shape;
  return refuse(`shape must be a tuple of at most ${MOST_DIMENSIONS} sizes`, show(text));
}

/** How long the dictionary is, and where it begins. */
function measure(bytes: Uint8Array): { readonly from: number; readonly length: number } {
  if (bytes.length < START + 2 || fromAscii(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    return refuse("bytes must begin with 93 'NUMPY' and a version", looksLike(bytes));
  }
  const [major, minor] = bytes.subarray(MAGIC.length), wide = major > 1;
  if (major < 1 || major > 3 || minor !== 0) refuse('the version must be 1.0, 2.0 or 3.0', `${major}.${minor}`);
  const from = START + (wide ? 4 : 2), view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < from) refuse(`bytes must hold a header of at least ${from} bytes`, `${bytes.length}`);
  return { from, length: wide ? view.getUint32(START, true) : view.getUint16(START, true) };
}

/** The header alone. Throws FormatError for one that is not well-formed. */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  const { from, length } = measure(bytes), headerBytes = from + length;
  if (bytes.length < headerBytes) refuse(`bytes must hold a header of ${headerBytes} bytes`, `${bytes.length}`);
  const entries = readEntries(fromAscii(bytes.subarray(from, headerBytes)));
  const [descr, order, shape] = NAMES.map((name) => entries.get(name) ?? '');
  const dtype = /^['"]([<>|=])([a-zA-Z]\d+)['"]$/.exec(descr);
  if (dtype === null) {
    return refuse("descr must be a type of numbers such as '<f4'", descr === '' ? 'none' : show(descr.slice(1, -1)));
  }
  if (order !== 'True' && order !== 'False') return refuse('fortran_order must be True or False', show(order));
  const [, byteOrder, type] = dtype;
  return { type, isBigEndian: byteOrder === '>', isFortran: order === 'True', shape: readShape(shape), headerBytes };
}

/** The header that NumPy writes for row-major elements, in version 1.0. */
export function writeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${sizes}, }`;
  const from = START + 2, headerBytes = Math.ceil((from + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const length = headerBytes - from;
  return toAscii(`${MAGIC}\x01\x00${String.fromCharCode(length & 0xff, length >> 8)}${text.padEnd(length - 1)}\n`);
}
