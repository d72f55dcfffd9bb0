/**
 * Which tensor an element of a buffer belongs to, whatever view it is seen through.
 *
 * A plan names its tensors; an optimizer works on all of θ in one call, so which of them an element belongs to only its
 * place can say.
 * @module
 */

/** Where a tensor lies: bytes [start, end) of a block of memory. */
export interface Range {
  readonly layer: string;
  readonly tensor: string;
  readonly start: number;
  readonly end: number;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Ranges by their start. Of two that start alike the first to come stays. */
class Ranges {
  readonly #list: Range[] = [];

  add(range: Range): void {
    if (range.end === range.start) return;
    const at = this.#above(range.start);
    if (at === 0 || this.#list[at - 1].start < range.start) this.#list.splice(at, 0, range);
  }

  /** The range at an address; undefined where there is none. */
  at(address: number): Range | undefined {
    const range = this.#list[this.#above(address) - 1];
    return range !== undefined && address < range.end ? range : undefined;
  }

  /** Where the next range begins. */
  next(address: number): number {
    return this.#list[this.#above(address)]?.start ?? Infinity;
  }

  /** How many start at or before an address. */
  #above(address: number): number {
    let low = 0, high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#list[middle].start <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** One block of memory: what has been given a name, what a table has handed out, and the rest. */
interface Block {
  readonly named: Ranges;
  readonly allocated: Ranges;
  readonly rest: string;
}

/** The names of buffers. No buffer is kept alive by its name. */
export class BufferNames {
  readonly #blocks = new WeakMap<ArrayBufferLike, Block>();
  #unknown = 0;
  #allocated = 0;
  /** Layers and tensors that have been named. */
  readonly layers: Set<string> = new Set();
  readonly tensors: Set<string> = new Set();

  /** Names a view, unless what lies there has a name. */
  name(layer: string, tensor: string, view: Float32Array): void {
    this.layers.add(layer);
    this.tensors.add(tensor);
    this.#block(view.buffer).named.add(rangeOf(layer, tensor, view));
  }

  /** Notes what a table has handed out, for as long as it has no better name. */
  allocate(layer: string, view: Float32Array): void {
    this.#block(view.buffer).allocated.add(rangeOf(layer, String(++this.#allocated), view));
  }

  /**
   * The range that holds the element at a byte address; its `end` may be less than the tensor's, where another begins.
   */
  rangeAt(buffer: ArrayBufferLike, address: number): Range {
    const { named, allocated, rest } = this.#block(buffer);
    const range = named.at(address);
    if (range !== undefined) return range;
    const around = allocated.at(address)
      ?? { layer: 'elsewhere', tensor: rest, start: 0, end: Math.min(buffer.byteLength, allocated.next(address)) };
    return { ...around, end: Math.min(around.end, named.next(address)) };
  }

  /** The ranges that elements [start, end) of a view lie in, in turn. */
  *rangesIn(view: Float32Array, start: number, end: number): Generator<Range> {
    const last = view.byteOffset + end * BYTES;
    for (let address = view.byteOffset + start * BYTES; address < last;) {
      const range = this.rangeAt(view.buffer, address);
      yield range;
      address = range.end;
    }
  }

  #block(buffer: ArrayBufferLike): Block {
    let block = this.#blocks.get(buffer);
    if (block === undefined) {
      this.#blocks.set(buffer, block = { named: new Ranges(), allocated: new Ranges(), rest: String(++this.#unknown) });
    }
    return block;
  }
}

function rangeOf(layer: string, tensor: string, { byteOffset, byteLength }: Float32Array): Range {
  return { layer, tensor, start: byteOffset, end: byteOffset + byteLength };
}

/** The byte address of an element of a view. */
export function addressOf(view: Float32Array, index: number): number {
  return view.byteOffset + index * BYTES;
}

/** The index in its tensor of the element at an address within a range. */
export function indexIn({ start }: Range, address: number): number {
  return (address - start) / BYTES;
}
