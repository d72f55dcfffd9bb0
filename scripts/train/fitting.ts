/**
 * The training of `bitgrad train`, with all that looks on.
 * @module
 */
import { progress, type History, type Model } from '../../lib/index.ts';
import type { RowSource } from '../../lib/kernels/index.ts';
import { ledger } from '../../lib/audit/index.ts';
import { ledgerFile } from '../../lib/node/index.ts';
import { Interruption, interruptible } from '../command/interruptible.ts';
import { canvas, say } from '../command/output.ts';
import { checkpoints } from './checkpoints.ts';
import { howToGoOn } from './interrupted.ts';
import type { Settled } from './options.ts';
import type { StepLengths } from './stepLengths.ts';

/** Trains. Says how to go on where it is interrupted. */
export async function fit(
  model: Model, { x, y }: { readonly x: RowSource; readonly y: Uint8Array | Float32Array }, options: Settled,
  lengths: StepLengths,
): Promise<History> {
  try {
    return await interruptible((signal) => model.fit(x, y, { ...fitOptions(options, lengths), signal }));
  } catch (error) {
    if (error instanceof Interruption) say(`\n${howToGoOn(options, model.steps)}`);
    throw error;
  }
}

function fitOptions(options: Settled, lengths: StepLengths) {
  const { epochs, batchSize, validationSplit, precision, maxIterations, resume, ledger: file } = options;
  const shown = progress(canvas());
  const book = file === undefined ? [] : [ledger({ write: ledgerFile(file) })];
  return {
    epochs, batchSize, validationSplit, resume: resume !== undefined,
    callbacks: [...book, ...(precision === undefined ? [] : [lengths]), shown, ...checkpoints(options)],
    ...(precision !== undefined && { precision }),
    ...(maxIterations !== undefined && { maxIterations }),
  };
}

/** How many examples the steps took; the last step of an epoch may be short. */
export function examplesSeen({ iterations, params: { steps, samples, batchSize } }: History): number {
  return Math.floor(iterations / steps) * samples + (iterations % steps) * batchSize;
}
