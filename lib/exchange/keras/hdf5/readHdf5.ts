/**
 * The part of HDF5 that Keras writes: groups, datasets in one piece, attributes.
 *
 * Superblock 0, object headers of version 1, groups as B-trees of names. Anything else is refused by name.
 *
 * Source: HDF5 File Format Specification 3.0.
 * @module
 */

import { sizeOf, type Shape } from '../../../core/shape.ts';
import { looksLike } from '../../../core/looksLike.ts';
import { show } from '../../../core/errors.ts';
import { NOWHERE, Hdf5Reader } from './reader.ts';
import { readNumbers, readShape, readTexts, readType, type ElementType } from './types.ts';

export interface Hdf5Dataset {
  readonly shape: Shape;
  /** Rounded to binary32 each; what is text has none. */
  values(): Float32Array;
}

/** What a file has by path, without the leading slash; the root is ''. */
export interface Hdf5 {
  readonly datasets: ReadonlyMap<string, Hdf5Dataset>;
  /** Those of groups, that are text. */
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly groups: readonly string[];
}

const SIGNATURE = '\x89HDF\r\n\x1a\n';
const MOST_DEPTH = 64;
const MESSAGES = { space: 1, type: 3, layout: 8, filter: 11, attribute: 12, continuation: 16, table: 17 } as const;
/** Messages that are refused, in words. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [2, 'links of the newer form'], [6, 'links of the newer form'], [7, 'data in other files'],
    [21, 'attributes of the newer form'],
]);

/** Where the parts of an object are. */
interface Header {
  readonly messages: readonly { readonly kind: number; readonly at: number; readonly size: number }[];
}

/** Reads all that `bytes` have. Throws FormatError, as `who`, for what is no such file. */
export function readHdf5(who: string, bytes: Uint8Array): Hdf5 {
  const reader = new Hdf5Reader(who, bytes);
  if (bytes.length < 96 || reader.text(0, 8) !== SIGNATURE) {
    reader.fail('a file must begin with its signature', looksLike(bytes));
  }
  const version = reader.u8(8);
  if (version !== 0) {
    reader.fail("the superblock must be of version 0, as h5py and Keras write it (libver='earliest')",
      `version ${version}`);
  }
  if (reader.u8(13) !== 8 || reader.u8(14) !== 8) reader.fail('addresses must have 8 bytes', reader.u8(13));
  const datasets = new Map<string, Hdf5Dataset>(),
    attributes = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const groups: string[] = [], seen = new Set<number>();
  const waiting = [{ path: '', at: reader.u64(64), depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, at, depth } = next, where = show(`/${path}`);
    if (seen.has(at)) reader.fail('an object must have one name', `${where} again at ${at}`);
    if (depth > MOST_DEPTH) reader.fail(`groups must stand in at most ${MOST_DEPTH} others`, 'more');
    seen.add(at);
    const header = readHeader(reader, at, where), table = header.messages.find(({ kind }) => kind === MESSAGES.table);
    if (table === undefined) {
      datasets.set(path, readDataset(reader, header, where));
      continue;
    }
    groups.push(path);
    attributes.set(path, readAttributes(reader, header));
    const [tree, heap] = [reader.u64(table.at), reader.u64(table.at + 8)];
    for (const [name, address] of membersOf(reader, tree, heap, where)) {
      const own = path === '' ? name : `${path}/${name}`;
      waiting.push({ path: own, at: address, depth: depth + 1 });
    }
  }
  return { datasets, attributes, groups };
}

function readHeader(reader: Hdf5Reader, at: number, where: string): Header {
  reader.expect(`the header of ${where}`, at, 16);
  if (reader.text(at, 4) === 'OHDR') reader.fail(`the header of ${where} must be of version 1`, 'version 2');
  if (reader.u8(at) !== 1) reader.fail(`the header of ${where} must be of version 1`, reader.u8(at));
  const count = reader.u16(at + 2), messages: Header['messages'][number][] = [], blocks = new Set<number>();
  const parts = [{ from: at + 16, size: reader.u32(at + 8) }];
  for (let part = parts.shift(); part !== undefined && messages.length < count; part = parts.shift()) {
    const { from, size } = part, end = from + size;
    reader.visit(`the header of ${where}`, from, '');
    reader.expect(`the header of ${where}`, from, size);
    if (blocks.has(from)) reader.fail(`the header of ${where} must go on elsewhere`, from);
    blocks.add(from);
    for (let own = from; own + 8 <= end && messages.length < count;) {
      const kind = reader.u16(own), length = reader.u16(own + 2);
      reader.expect(`a message of ${where}`, own + 8, length);
      if (own + 8 + length > end) reader.fail(`a message of ${where} must end within its block`, length);
      if ((reader.u8(own + 4) & 2) !== 0) reader.fail(`messages of ${where} must lie in its header`, 'shared ones');
      const refused = REFUSED.get(kind);
      if (refused !== undefined) reader.fail(`${where} must be a group or dataset of the older form`, refused);
      messages.push({ kind, at: own + 8, size: length });
      if (kind === MESSAGES.continuation) parts.push({ from: reader.u64(own + 8), size: reader.u64(own + 16) });
      own += 8 + length;
    }
  }
  return { messages };
}

function readDataset(reader: Hdf5Reader, { messages }: Header, where: string): Hdf5Dataset {
  const find = (kind: number) => messages.find((message) => message.kind === kind);
  const [space, type, layout] = [MESSAGES.space, MESSAGES.type, MESSAGES.layout].map(find);
  if (space === undefined || type === undefined || layout === undefined) {
    return reader.fail(`${where} must be a group or a dataset`, 'an object without shape, type or layout');
  }
  if (find(MESSAGES.filter) !== undefined) reader.fail(`${where} must be stored as it is`, 'filters such as gzip');
  const shape = readShape(reader, space.at), own = readType(reader, type.at), count = sizeOf(shape);
  const [version, kind] = [reader.u8(layout.at), reader.u8(layout.at + 1)];
  if (version !== 3) reader.fail(`the layout of ${where} must be of version 3`, version);
  const wanted = `${where} must lie in one piece`;
  if (kind === 2) reader.fail(wanted, 'chunks');
  if (kind > 2) reader.fail(wanted, 'virtual data');
  const at = kind === 0 ? layout.at + 4 : reader.u64(layout.at + 2);
  const stored = kind === 0 ? reader.u16(layout.at + 2) : reader.u64(layout.at + 10);
  const needed = count * own.size;
  if (at === NOWHERE ? needed > 0 : stored < needed) {
    reader.fail(`${where} must store the ${needed} bytes that it declares`, at === NOWHERE ? 'none' : stored);
  }
  if (needed > 0) reader.expect(where, at, needed);
  return { shape, values: () => (needed === 0 ? new Float32Array(0) : readNumbers(reader, at, count, own)) };
}

function readAttributes(reader: Hdf5Reader, { messages }: Header): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { kind, at, size } of messages) {
    if (kind !== MESSAGES.attribute) continue;
    if (reader.u8(at) !== 1) reader.fail('an attribute must be of version 1', reader.u8(at));
    const [name, type, space] = [2, 4, 6].map((offset) => reader.u16(at + offset));
    const [afterName, afterType] = [at + 8 + padded(name), at + 8 + padded(name) + padded(type)];
    const from = afterType + padded(space);
    if (from > at + size) reader.fail('an attribute must lie in its message', size);
    const element: ElementType = readType(reader, afterName);
    if (element.kind !== 'text' && element.kind !== 'texts') continue;
    const count = sizeOf(readShape(reader, afterType));
    if (from + count * element.size > at + size) reader.fail('an attribute must lie in its message', count);
    found.set(reader.text(at + 8, name), readTexts(reader, from, count, element));
  }
  return found;
}

const padded = (size: number): number => Math.ceil(size / 8) * 8;

/** The members of a group with their addresses. */
function membersOf(reader: Hdf5Reader, tree: number, heap: number, where: string): [string, number][] {
  reader.visit(`the names of ${where}`, heap, 'HEAP');
  const size = reader.u64(heap + 8), names = reader.u64(heap + 24), found = new Map<string, number>();
  reader.expect(`the names of ${where}`, names, size);
  const waiting = [tree], seen = new Set<number>();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) reader.fail(`the tree of ${where} must have no cycle`, at);
    seen.add(at);
    reader.visit(`the tree of ${where}`, at, 'TREE');
    if (reader.u8(at + 4) !== 0) reader.fail(`the tree of ${where} must be of a group`, reader.u8(at + 4));
    const level = reader.u8(at + 5), count = reader.u16(at + 6);
    for (let i = 0; i < count; i++) {
      const child = reader.u64(at + 32 + 16 * i);
      if (level > 0) waiting.push(child);
      else readNode(reader, child, names, size, where, found);
    }
  }
  return [...found];
}

function readNode(
  reader: Hdf5Reader, at: number, names: number, size: number, where: string, found: Map<string, number>,
): void {
  reader.visit(`a node of ${where}`, at, 'SNOD');
  const count = reader.u16(at + 6);
  for (let i = 0; i < count; i++) {
    const entry = at + 8 + 40 * i, offset = reader.u64(entry);
    if (offset >= size) reader.fail(`a name in ${where} must lie among its names`, offset);
    const name = reader.text(names + offset, size - offset);
    if (reader.u32(entry + 16) === 2) {
      reader.fail(`${show(name)} in ${where} must be an object of this file`, 'a soft link');
    }
    if (name === '' || name.includes('/') || found.has(name)) reader.fail(`names in ${where} must differ`, show(name));
    found.set(name, reader.u64(entry + 8));
  }
}
