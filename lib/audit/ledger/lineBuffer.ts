/**
 * Lines of a ledger as bytes, made without strings: there is one a step.
 * @module
 */

import { toAscii } from '../../core/ascii.ts';

const FIRST_BYTES = 1 << 14;
/** More than the line of any step has. */
const LONGEST_STEP = 256;
const DIGITS: Uint8Array = toAscii('0123456789abcdef');
const [STEP, EPOCH, BATCH, ROWS, LOSS, END]: readonly Uint8Array[] =
  ['{"step":', ',"epoch":', ',"batch":', ',"rows":"', '","loss":"', '"}\n'].map(toAscii);

const float = new Float64Array(1);
/** The halves of the float's bits; which is the higher one depends on the machine. */
const halves: Int32Array = new Int32Array(float.buffer);
float[0] = 1;
const HIGH = halves[0] === 0 ? 1 : 0;

export class LineBuffer {
  #bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /** Adds lines of ASCII. */
  add(lines: string): void {
    this.#reserve(lines.length);
    const bytes = this.#bytes, start = this.#length;
    for (let i = 0; i < lines.length; i++) bytes[start + i] = lines.charCodeAt(i);
    this.#length += lines.length;
  }

  /**
   * Adds what `toLine` gives for a step without a rate: its rows' checksum in two halves, and the loss whose bits are
   * meant. Returns the bytes added.
   */
  addStep(step: number, epoch: number, batch: number, rows: Int32Array, loss: number): number {
    this.#reserve(LONGEST_STEP);
    const before = this.#length;
    this.#put(STEP);
    this.#decimal(step);
    this.#put(EPOCH);
    this.#decimal(epoch);
    this.#put(BATCH);
    this.#decimal(batch);
    this.#put(ROWS);
    this.#hexadecimal(rows[0]);
    this.#hexadecimal(rows[1]);
    this.#put(LOSS);
    float[0] = loss;
    this.#hexadecimal(halves[HIGH]);
    this.#hexadecimal(halves[1 - HIGH]);
    this.#put(END);
    return this.#length - before;
  }

  /** All bytes added since the last call. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  #put(piece: Uint8Array): void {
    for (let i = 0; i < piece.length; i++) this.#bytes[this.#length++] = piece[i];
  }

  #decimal(value: number): void {
    let places = 1;
    for (let limit = 10; limit <= value; limit *= 10) places++;
    for (let i = places - 1, rest = value; i >= 0; i--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[this.#length + i] = DIGITS[rest - 10 * tenth];
      rest = tenth;
    }
    this.#length += places;
  }

  #hexadecimal(word: number): void {
    for (let shift = 28; shift >= 0; shift -= 4) this.#bytes[this.#length++] = DIGITS[(word >>> shift) & 15];
  }
}
