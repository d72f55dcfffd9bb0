/**
 * Groups and datasets as the oldest form of HDF5, which every reader takes.
 *
 * Source: HDF5 File Format Specification 3.0.
 * @module
 */

import { toAscii } from '../../../core/ascii.ts';
import type { Shape } from '../../../core/shape.ts';

/** What is written: binary32, or whole numbers of 64 bits. */
export interface Hdf5Tensor {
  readonly shape: Shape;
  readonly values: Float32Array;
  readonly isInteger?: boolean;
}

/** What a group has: further groups and datasets, by name. */
type Group = Map<string, Group | Hdf5Tensor>;

/** Children of the one node of names of each group: twice the number that the superblock says. */
const INTERNAL = 16, CHILDREN = 2 * INTERNAL;
const NOWHERE = 0xffffffff;

/** Bytes of a known length, little-endian. */
class Writer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the next structure goes. */
  end = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }

  take(length: number): number {
    const at = this.end;
    this.end += pad(length);
    return at;
  }

  u64(at: number, value: number): void {
    this.view.setUint32(at, value % 2 ** 32, true);
    this.view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  }

  nowhere(at: number): void {
    this.view.setUint32(at, NOWHERE, true);
    this.view.setUint32(at + 4, NOWHERE, true);
  }

  mark(at: number, text: string): void {
    this.bytes.set(toAscii(text), at);
  }
}

const pad = (length: number): number => Math.ceil(length / 8) * 8;

/** A file with these datasets, whose paths have the names of groups before slashes; and with these groups. */
export function writeHdf5(tensors: ReadonlyMap<string, Hdf5Tensor>, groups: readonly string[] = []): Uint8Array {
  const root: Group = new Map();
  for (const path of groups) groupAt(root, path.split('/'));
  for (const [path, tensor] of tensors) {
    const parts = path.split('/'), name = parts.pop() ?? '';
    groupAt(root, parts).set(name, tensor);
  }
  const leaf = leafOf(root), writer = new Writer(sizeOfFile(root, leaf));
  superblock(writer, leaf);
  const header = writeGroup(writer, root, leaf, (at) => {
    writer.view.setUint32(72, 1, true);
    writer.u64(80, at.tree);
    writer.u64(88, at.heap);
  });
  writer.u64(64, header);
  writer.u64(40, writer.bytes.length);
  return writer.bytes;
}

function groupAt(root: Group, parts: readonly string[]): Group {
  return parts.reduce((group: Group, part) => {
    const known = group.get(part);
    if (known instanceof Map) return known;
    const made: Group = new Map();
    group.set(part, made);
    return made;
  }, root);
}

/** Half the names in a leaf, so that every group's fit one node of the tree. */
function leafOf(group: Group): number {
  const own = Math.max(4, Math.ceil(group.size / CHILDREN / 2));
  return [...group.values()].reduce((most, member) => Math.max(most, member instanceof Map ? leafOf(member) : 4), own);
}

const TREE = 24 + CHILDREN * 16 + 8, GROUP_HEADER = 16 + 24, DATASET_PREFIX = 16;
const leafBytes = (leaf: number): number => 8 + 2 * leaf * 40;
const heapBytes = (group: Group): number => 8 + [...group.keys()].reduce((sum, name) => sum + pad(name.length + 1), 0);
const leaves = (group: Group, leaf: number): number => Math.max(1, Math.ceil(group.size / (2 * leaf)));
const typeBytes = (isInteger: boolean): number => (isInteger ? 16 : 24);
const datasetHeader = ({ shape, isInteger = false }: Hdf5Tensor): number =>
  DATASET_PREFIX + 8 + 8 + 8 * shape.length + 8 + typeBytes(isInteger) + 8 + 24;
const dataBytes = ({ values, isInteger = false }: Hdf5Tensor): number => pad(values.length * (isInteger ? 8 : 4));

function sizeOfFile(group: Group, leaf: number): number {
  const own = (members: Group): number => GROUP_HEADER + TREE + pad(leafBytes(leaf)) * leaves(members, leaf) + 32
    + heapBytes(members) + [...members.values()].reduce((sum, member) => (
      sum + (member instanceof Map ? own(member) : datasetHeader(member) + dataBytes(member))), 0);
  return 96 + own(group);
}

function superblock(writer: Writer, leaf: number): void {
  const { view } = writer;
  writer.take(96);
  writer.mark(0, '\x89HDF\r\n\x1a\n');
  view.setUint8(13, 8);
  view.setUint8(14, 8);
  view.setUint16(16, leaf, true);
  view.setUint16(18, INTERNAL, true);
  writer.nowhere(32);
  writer.nowhere(48);
}

/** Where the names of a group are. */
interface Table {
  readonly tree: number;
  readonly heap: number;
}

/** Writes a group with its members; returns the address of its header. */
function writeGroup(writer: Writer, group: Group, leaf: number, found: (table: Table) => void = () => {}): number {
  const { view } = writer, header = writer.take(GROUP_HEADER), tree = writer.take(TREE), heap = writer.take(32);
  const size = heapBytes(group), names = writer.take(size), members = [...group].sort(([a], [b]) => (a < b ? -1 : 1));
  view.setUint8(header, 1);
  view.setUint16(header + 2, 1, true);
  view.setUint32(header + 4, 1, true);
  view.setUint32(header + 8, 24, true);
  view.setUint16(header + 16, 17, true);
  view.setUint16(header + 18, 16, true);
  writer.u64(header + 24, tree);
  writer.u64(header + 32, heap);
  writer.mark(heap, 'HEAP');
  writer.u64(heap + 8, size);
  writer.u64(heap + 16, 1);
  writer.u64(heap + 24, names);
  writer.mark(tree, 'TREE');
  writer.nowhere(tree + 8);
  writer.nowhere(tree + 16);
  view.setUint16(tree + 6, members.length === 0 ? 0 : leaves(group, leaf), true);
  let offset = 8;
  for (let from = 0, child = 0; from < members.length; from += 2 * leaf, child++) {
    const node = writer.take(leafBytes(leaf)), own = members.slice(from, from + 2 * leaf);
    writer.mark(node, 'SNOD\x01');
    view.setUint16(node + 6, own.length, true);
    own.forEach(([name, member], i) => {
      const entry = node + 8 + 40 * i;
      writer.mark(names + offset, name);
      writer.u64(entry, offset);
      writer.u64(tree + 24 + 16 * (child + 1), offset);
      offset += pad(name.length + 1);
      writer.u64(entry + 8, member instanceof Map ? writeGroup(writer, member, leaf, (table) => {
        view.setUint32(entry + 16, 1, true);
        writer.u64(entry + 24, table.tree);
        writer.u64(entry + 32, table.heap);
      }) : writeDataset(writer, member));
    });
    writer.u64(tree + 24 + 16 * child + 8, node);
  }
  found({ tree, heap });
  return header;
}

/** Writes a dataset; returns the address of its header. */
function writeDataset(writer: Writer, tensor: Hdf5Tensor): number {
  const { shape, values, isInteger = false } = tensor, { view, bytes } = writer;
  const header = writer.take(datasetHeader(tensor)), data = writer.take(dataBytes(tensor));
  bytes[header] = 1;
  view.setUint16(header + 2, 3, true);
  view.setUint32(header + 4, 1, true);
  view.setUint32(header + 8, datasetHeader(tensor) - DATASET_PREFIX, true);
  let at = header + DATASET_PREFIX;
  const message = (kind: number, size: number): number => {
    view.setUint16(at, kind, true);
    view.setUint16(at + 2, size, true);
    at += 8 + size;
    return at - size;
  };
  const space = message(1, 8 + 8 * shape.length);
  bytes[space] = 1;
  bytes[space + 1] = shape.length;
  shape.forEach((size, axis) => writer.u64(space + 8 + 8 * axis, size));
  const type = message(3, typeBytes(isInteger));
  if (isInteger) bytes.set([0x10, 8, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0], type);
  else bytes.set([0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0], type);
  const layout = message(8, 24);
  bytes.set([3, 1], layout);
  if (values.length === 0) writer.nowhere(layout + 2);
  else writer.u64(layout + 2, data);
  writer.u64(layout + 10, values.length * (isInteger ? 8 : 4));
  for (let i = 0; i < values.length; i++) {
    if (isInteger) view.setBigInt64(data + 8 * i, BigInt(values[i]), true);
    else view.setFloat32(data + 4 * i, values[i], true);
  }
  return header;
}
