/**
 * IDX bytes for tests, written from the format's description and sharing nothing with the reader.
 * @module
 */

const WRITERS: Record<number, {
  readonly bytes: number; readonly write: (view: DataView, at: number, value: number) => void;
}> = {
  0x08: { bytes: 1, write: (view, at, value) => view.setUint8(at, value) },
  0x09: { bytes: 1, write: (view, at, value) => view.setInt8(at, value) },
  0x0b: { bytes: 2, write: (view, at, value) => view.setInt16(at, value, false) },
  0x0c: { bytes: 4, write: (view, at, value) => view.setInt32(at, value, false) },
  0x0d: { bytes: 4, write: (view, at, value) => view.setFloat32(at, value, false) },
  0x0e: { bytes: 8, write: (view, at, value) => view.setFloat64(at, value, false) },
};

/** A file of type `code`; `values` need not fit `shape`, so that lies can be written too. */
export function writeIdx(code: number, shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const { bytes, write } = WRITERS[code];
  const header = 4 + 4 * shape.length;
  const out = new Uint8Array(header + bytes * values.length);
  const view = new DataView(out.buffer);
  view.setUint8(2, code);
  view.setUint8(3, shape.length);
  shape.forEach((size, d) => view.setUint32(4 + 4 * d, size, false));
  for (let i = 0; i < values.length; i++) write(view, header + bytes * i, values[i]);
  return out;
}
