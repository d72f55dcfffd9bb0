/**
 * `bitgrad addition`: a transformer learns to add.
 * @module
 */
import { ARITHMETIC_CONTRACT, progress, type History, type Model } from '../lib/index.ts';
import { ledger } from '../lib/audit/index.ts';
import { capabilities } from '../lib/kernels/index.ts';
import { ledgerFile } from '../lib/node/index.ts';
import { examination, shownWrong, type Examination } from './addition/examination.ts';
import { build } from './addition/network.ts';
import { addition, type Options } from './addition/options.ts';
import { drawSums, type Sums } from './addition/sums.ts';
import { interruptible } from './command/interruptible.ts';
import { canvas, say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { sayModel } from './command/sayModel.ts';
import { checkpoints } from './train/checkpoints.ts';
import { REASONS, hashParameters, sayHash, sayLedger } from './train/ending.ts';

export const run: Run = commandOf(addition, async (options) => {
  const { train, heldOut } = drawSums(options.seed), model = build(options);
  say(`Data: all sums of two-digit numbers, ${train.count} to train on and ${heldOut.count} held out.\n`);
  sayModel(model);
  const started = performance.now();
  const examined = examination(heldOut, say), history = await fit(model, train, options, examined);
  const seconds = (performance.now() - started) / 1000;
  if (options.ledger !== undefined) say(sayLedger(options.ledger));
  say(`\nTrained for ${history.iterations} steps in ${seconds.toFixed(1)} s until ${REASONS[history.reason]}.`);
  const answers = examined.last(), wrong = shownWrong(heldOut, answers);
  say(`Held-out sums right in every character: ${answers.share.toFixed(4)}.`);
  if (wrong !== undefined) say(`Wrong are ${wrong}`);
  const parametersSha256 = hashParameters(model.theta);
  say(`\n${sayHash(model.theta, parametersSha256)}`);
  return result(options, history, { heldOut: answers.share, seconds, parametersSha256 });
});

function fit(model: Model, { x, y }: Sums, options: Options, { answer, show }: Examination): Promise<History> {
  const { epochs, batchSize, maxIterations, ledger: file } = options;
  const book = file === undefined ? [] : [ledger({ write: ledgerFile(file) })];
  const drawn = progress(canvas());
  return interruptible((signal) => model.fit(x, y, {
    epochs, batchSize, signal, ...(maxIterations !== undefined && { maxIterations }),
    callbacks: [...book, answer, drawn, show, ...checkpoints(options)],
  }));
}

function result(
  { epochs, batchSize, learningRate, seed, maxBatch, kernels = capabilities().kernels }: Options,
  { history, iterations, reason }: History, measured: { heldOut: number; seconds: number; parametersSha256: string },
) {
  return {
    contract: ARITHMETIC_CONTRACT, epochs, seed, ...measured, trainLoss: history.loss ?? [],
    heldOutByEpoch: history.heldOut ?? [], iterations, reason, batchSize, learningRate, maxBatch, kernels,
  };
}
