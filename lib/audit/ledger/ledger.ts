/**
 * A record of training that others can check.
 * @module
 */

import { ARITHMETIC_CONTRACT } from '../../core/contract.ts';
import { toBase64 } from '../../core/base64.ts';
import { runningSha256, type RunningSha256 } from '../../core/digest.ts';
import { StateError, expectInteger, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import { bitsOf } from '../../core/hex.ts';
import { save } from '../../formats/index.ts';
import type { Indices } from '../../kernels/index.ts';
import type { Examples } from '../../plan/index.ts';
import { Callback, type History, type Logs, type Model } from '../../model/index.ts';
import { batchDigest, dataDigests } from './dataDigests.ts';
import { LineBuffer } from './lineBuffer.ts';
import { toLine, type Header, type StateRecord } from './records.ts';
import { checksumDigits, rowsChecksum } from './rowsChecksum.ts';
import { stateDigests } from './stateDigests.ts';
import { summarize } from './summarize.ts';

/** What {@link ledger} takes. */
export interface LedgerOptions {
  /** Hashes θ and the optimizer's slots after so many steps, and at the end of each epoch. Default 200. */
  readonly every?: number;
  /** Takes the lines, whole ones, with each state. Default: they are kept for `bytes`. */
  readonly write?: (lines: Uint8Array) => void;
  /**
   * Embeds a checkpoint at the end of each epoch until they would take more bytes of the ledger than this,
   * the header's aside; 0: none. Default 2²⁴, 16 MB.
   */
  readonly checkpointBytes?: number;
  /** The most bytes a ledger may have; training is stopped with an error before. Default 2³⁰, 1 GB. */
  readonly maxBytes?: number;
}

/** Room kept for a step, the last state and the end record, so that a ledger at its limit is whole. */
const LAST_BYTES = 1024;

/** See {@link ledger}. */
export class Ledger extends Callback {
  /** Hashes are written after so many steps. */
  readonly every: number;
  readonly #write: ((lines: Uint8Array) => void) | undefined;
  /** Lines that are not in the chain yet. */
  readonly #lines = new LineBuffer();
  readonly #rows: Int32Array = new Int32Array(2);
  /** Bytes that have not been given to `write`. */
  #kept: Uint8Array[] = [];
  readonly #checkpointBytes: number;
  readonly #maxBytes: number;
  readonly #chain: RunningSha256 = runningSha256();
  #length = 0;
  /** Bytes of the checkpoints made so far, the header's aside. */
  #embedded = 0;
  #hasBegun = false;
  /** Between the header and the end record. */
  #isOpen = false;
  #step = 0;
  /** Steps that the model had done before. */
  #first = 0;
  /** The step of the last state. */
  #settled = 0;
  #epoch = 0;
  #order: Indices | undefined;
  #batchSize = 1;
  /** The batch at hand, where that is of a source. */
  #batch: Examples | undefined;
  #learningRate: unknown;

  constructor(options: LedgerOptions = {}) {
    super();
    expectKnownOptions('ledger', options, ['every', 'write', 'checkpointBytes', 'maxBytes']);
    const { every = 200, write, checkpointBytes = 2 ** 24, maxBytes = 2 ** 30 } = options;
    expectInteger('ledger', 'every', every, 1);
    expectInteger('ledger', 'checkpointBytes', checkpointBytes);
    expectInteger('ledger', 'maxBytes', maxBytes, 1);
    if (write !== undefined && typeof write !== 'function') {
      throw typeError(`ledger: write must be a function, got ${show(write)}`);
    }
    this.every = every;
    this.#write = write;
    this.#checkpointBytes = checkpointBytes;
    this.#maxBytes = maxBytes;
  }

  /** The ledger so far. Throws StateError where `write` has taken the lines. */
  bytes(): Uint8Array {
    if (this.#write !== undefined) {
      throw new StateError('ledger: the lines have been given to write; bytes() keeps none');
    }
    this.#encode();
    return joined(this.#kept);
  }

  override async onTrainBegin(
    model: Model, { batchSize, samples, shuffle, dropLast, steps }: History['params'], examples: Examples,
  ): Promise<void> {
    if (this.#hasBegun) throw new StateError('ledger: a ledger holds one fit; give the next one a ledger of its own');
    this.#hasBegun = true;
    this.#batchSize = batchSize;
    this.#first = model.steps;
    this.#learningRate = undefined;
    this.#batch = samples === 0 ? examples : undefined;
    const summary = { contract: ARITHMETIC_CONTRACT, ...summarize(model, ARITHMETIC_CONTRACT), every: this.every };
    const hasShards = model.shards > 1;
    const header: Header = this.#batch === undefined ? {
      bitgrad: 'ledger', version: hasShards ? 3 : 1, ...summary, batchSize, samples, shuffle,
      ...(dropLast && { dropLast }),
      data: await dataDigests(examples, samples), checkpoint: toBase64(save(model)),
    } : {
      bitgrad: 'ledger', version: hasShards ? 4 : 2, ...summary, ...(steps > 0 && { stepsPerEpoch: steps }),
      checkpoint: toBase64(save(model)),
    };
    this.#append(toLine(header));
    this.#isOpen = true;
    this.#flush();
  }

  override onEpochBegin(epoch: number, _model: Model, order: Indices | undefined): void {
    this.#epoch = epoch;
    this.#order = order;
  }

  override onStep(batch: number, loss: number, size: number, model: Model): void {
    const step = ++this.#step;
    const rows = rowsChecksum(this.#order, batch * this.#batchSize, size, this.#rows), epoch = this.#epoch;
    const { learningRate } = model.optimizer, isNew = learningRate !== this.#learningRate;
    const rate = typeof learningRate === 'number' && isNew ? learningRate : undefined;
    if (rate !== undefined || this.#batch !== undefined) {
      if (rate !== undefined) this.#learningRate = rate;
      const came = this.#batch === undefined ? { rows: checksumDigits(rows) } : { data: batchDigest(this.#batch) };
      const more = rate === undefined ? {} : { learningRate: bitsOf(rate) };
      this.#add(toLine({ step, epoch, batch, ...came, loss: bitsOf(loss), ...more }));
    } else this.#length += this.#lines.addStep(step, epoch, batch, rows, loss);
    this.#expectRoom(0); // the step is done, and recorded
    if (step % this.every === 0) this.#settle(model);
  }

  override onEpochEnd(_epoch: number, _logs: Logs, model: Model): void {
    const checkpoint = this.#checkpoint(model);
    if (checkpoint !== undefined || this.#settled < this.#step) {
      this.#settle(model, checkpoint === undefined ? {} : { checkpoint });
    }
  }

  override onTrainEnd(model: Model, { reason }: History): void {
    if (!this.#isOpen) return; // a fit that did not get as far as its header, or was given a ledger of another
    this.#isOpen = false;
    try {
      // θ is beyond the last record, by an update that failed: the end stays open
      if (model.steps > this.#first + this.#step) return;
      if (this.#settled < this.#step) this.#settle(model);
      this.#append(toLine({ end: this.#step, reason, chain: this.#chainDigest() }));
    } finally {
      this.#flush(); // the steps up to a NaN in θ or to the limit of bytes, too
    }
  }

  #settle(model: Model, more: Pick<StateRecord, 'checkpoint'> = {}): void {
    this.#append(toLine({ state: this.#step, ...stateDigests(model), ...more, chain: this.#chainDigest() }));
    this.#settled = this.#step;
    this.#flush();
  }

  /** A checkpoint in base64, as long as there is room; the first that does not fit is the last one made. */
  #checkpoint(model: Model): string | undefined {
    if (this.#embedded >= this.#checkpointBytes) return undefined;
    const checkpoint = toBase64(save(model));
    this.#embedded += checkpoint.length;
    return this.#embedded <= this.#checkpointBytes ? checkpoint : undefined;
  }

  /** The digest of all lines so far. */
  #chainDigest(): string {
    this.#encode();
    return this.#chain.digest();
  }

  #append(line: string): void {
    this.#expectRoom(line.length);
    this.#add(line);
  }

  #add(line: string): void {
    this.#lines.add(line);
    this.#length += line.length;
  }

  #expectRoom(bytes: number): void {
    const length = this.#length + bytes + (this.#isOpen ? LAST_BYTES : 0);
    if (length > this.#maxBytes) throw new StateError(
      `ledger: the ledger must have at most maxBytes = ${this.#maxBytes} bytes, got a need of ${length}`,
    );
  }

  #encode(): void {
    const lines = this.#lines.take();
    this.#chain.update(lines);
    this.#kept.push(lines);
  }

  #flush(): void {
    if (this.#write === undefined) return;
    this.#encode();
    const lines = joined(this.#kept);
    this.#kept = [];
    this.#write(lines);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A callback that writes a ledger of one `fit`: what was trained on what, each step's rows and loss, and at every so
 * many steps a hash of all that training goes on from, chained so that no line can be changed, dropped or moved unseen;
 * of a source, each step's digest of the batch as it came; see `verifyLedger`.
 *
 *     const book = ledger({ every: 200 });
 *     await model.fit(x, y, { epochs: 3, callbacks: [book] });
 *     await verifyLedger(book.bytes(), { x, y });
 *
 * Put it first among the callbacks: what a callback before it changes (rates, restored weights) is not the step's
 * own doing. It reads and never writes; nothing in the engine knows of it. A step takes about 100 bytes, a state 250,
 * a checkpoint 4/3 of its file. Throws RangeError or TypeError for options that do not fit. In `fit` it throws what
 * `save` does, StateError for a further fit or more than `maxBytes`, and NonFiniteError where θ, state or slots have
 * become NaN.
 */
export function ledger(options: LedgerOptions = {}): Ledger {
  return new Ledger(options);
}
