/**
 * Curves that never outgrow their room: where it is full, two neighbours become one.
 * @module
 */

const MOST = 512;

/**
 * Points at steps, each a few numbers: every so many-th that comes, which doubles where the room is full, and the last.
 */
export class PointCurve {
  readonly #names: readonly string[];
  #steps: number[] = [];
  #columns: number[][];
  #every = 1;
  /** How many have come since the last one that stays; the last is one of them unless it is 0. */
  #passing = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#columns = names.map(() => []);
  }

  /** Replaces the last point where that is of the same step. */
  add(step: number, values: readonly number[]): void {
    const isAgain = this.#steps.at(-1) === step;
    if (isAgain || this.#passing > 0) this.#cutTo(this.#steps.length - 1);
    this.#steps.push(step);
    this.#columns.forEach((column, i) => { column.push(values[i]); });
    if (!isAgain) this.#passing = (this.#passing + 1) % this.#every;
    if (this.#passing === 0 && this.#steps.length >= MOST) this.#thin();
  }

  /** Forgets what came after a step. */
  cut(step: number): void {
    const after = this.#steps.findIndex((one) => one > step);
    if (after < 0) return;
    this.#cutTo(after);
    this.#passing = 0;
    if (after <= 1) this.#every = 1;
  }

  get step(): Float64Array {
    return Float64Array.from(this.#steps);
  }

  /** A copy of one column. */
  column(name: string): Float64Array {
    return Float64Array.from(this.#columns[this.#names.indexOf(name)]);
  }

  /** The last one, of an odd place, is there until the next comes. */
  #thin(): void {
    const last = this.#steps.length - 1, isKept = (_: number, i: number): boolean => i % 2 === 0 || i === last;
    this.#steps = this.#steps.filter(isKept);
    this.#columns = this.#columns.map((column) => column.filter(isKept));
    this.#passing = this.#every;
    this.#every *= 2;
  }

  #cutTo(length: number): void {
    this.#steps.length = length;
    for (const column of this.#columns) column.length = length;
  }
}

/** Means over as many steps each, which double where the room is full. */
export class MeanCurve {
  #width = 1;
  #steps: number[] = [];
  #means: number[] = [];
  #sum = 0;
  #count = 0;

  add(step: number, value: number): void {
    this.#sum += value;
    this.#count++;
    if (this.#count < this.#width) return;
    this.#steps.push(step);
    this.#means.push(this.#sum / this.#count);
    this.#sum = this.#count = 0;
    if (this.#steps.length < MOST) return;
    this.#steps = this.#steps.filter((_, i) => i % 2 === 1);
    this.#means = this.#steps.map((_, i) => (this.#means[2 * i] + this.#means[2 * i + 1]) / 2);
    this.#width *= 2;
  }

  /** Forgets what came after a step. */
  cut(step: number): void {
    const after = this.#steps.findIndex((one) => one > step);
    if (after >= 0) this.#steps.length = this.#means.length = after;
    this.#sum = this.#count = 0;
    if (step === 0) this.#width = 1;
  }

  get points(): { readonly step: Float64Array; readonly loss: Float64Array } {
    return { step: Float64Array.from(this.#steps), loss: Float64Array.from(this.#means) };
  }
}
