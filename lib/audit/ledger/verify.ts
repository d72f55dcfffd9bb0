/**
 * Whether a training really happened as its ledger says.
 * @module
 */

import { expectBoolean, expectFunction, expectKnownOptions, expectUint8Array } from '../../core/errors.ts';
import type { LoadOptions } from '../../formats/index.ts';
import { expectKernels } from '../../kernels/expectKernels.ts';
import { createKernels, type Kernels } from '../../kernels/index.ts';
import type { TrainingData } from './trainingData.ts';
import type { Verification } from './verification.ts';
import { Verifier } from './verifier.ts';

/** What {@link verifyLedger} takes. */
export interface VerifyOptions {
  /** Layers, optimizers, losses and so on of one's own, as `load` takes them. Default none. */
  readonly custom?: LoadOptions['custom'];
  /** The table to train with again; default the reference, which defines the numbers. */
  readonly kernels?: Kernels;
  /**
   * Only these steps, at least one, counted from 1, each with all that leads to it from the checkpoint before. Default
   * all.
   */
  readonly steps?: readonly number[];
  /**
   * Takes a ledger without an end too, as a run that was cut off leaves it; a torn last line is left aside.
   * Default false.
   */
  readonly allowIncomplete?: boolean;
  /**
   * Told how many steps have been done again, of how many: those asked for, and those that lead to them. Default:
   * nobody is told.
   */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Carries the steps of a ledger out again and compares rows, losses, parameters and slots, bit for bit.
 *
 *     await verifyLedger(book.bytes(), { x, y }); // { ok: true, steps, … } or the first record that differs
 *     await verifyLedger(book.bytes(), { source: (epoch, batch) => … }); // of a source, as it was given to `fit`
 *
 * Form, numbering and chain of the whole ledger are checked first, then its header, that its steps are those
 * of a `fit`, and the digests of the data, then the steps asked for, on the reference kernels unless others are given.
 * A ledger that was cut off, lengthened, or whose lines were changed, dropped or moved is not ok. Which rates were set,
 * why training ended and how often states were written is taken from the ledger. The verdict says what training began
 * with and under which contracts the model was trained before, and lists what is not proved. Throws (rejects with)
 * FormatError for bytes that do not begin as a ledger does, and TypeError, RangeError or ShapeError for arguments that
 * do not fit.
 */
export async function verifyLedger(
  bytes: Uint8Array, data: TrainingData, options: VerifyOptions = {},
): Promise<Verification> {
  expectKnownOptions('verifyLedger', options, ['custom', 'kernels', 'steps', 'allowIncomplete', 'onProgress']);
  const { custom = [], kernels = createKernels('reference'), allowIncomplete = false, steps, onProgress } = options;
  expectKernels('verifyLedger', 'kernels', kernels);
  expectBoolean('verifyLedger', 'allowIncomplete', allowIncomplete);
  if (onProgress !== undefined) expectFunction('verifyLedger', 'onProgress', onProgress);
  expectUint8Array('verifyLedger', 'bytes', bytes);
  return new Verifier(bytes, data, { custom, kernels, allowIncomplete }).verify(steps, onProgress);
}
