/**
 * `bitgrad train --setting`: what an address of the page says, with the bits that the page has.
 * @module
 */
import { readFileSync } from 'node:fs';
import { ARITHMETIC_CONTRACT } from '../../lib/index.ts';
import { capabilities, createKernels } from '../../lib/kernels/index.ts';
import { loadFile } from '../../lib/node/index.ts';
import { say } from '../command/output.ts';
import { sayModel } from '../command/sayModel.ts';
import { UsageError } from '../command/usageError.ts';
import { parseSetting } from '../page/address.ts';
import { makeData } from '../page/engine/dataSets.ts';
import { buildNetwork } from '../page/engine/network.ts';
import { scoreOf } from '../page/engine/scores.ts';
import type { Setting } from '../page/setting.ts';
import { REASONS, hashParameters, sayHash, sayLedger } from './ending.ts';
import { examplesSeen, fit } from './fitting.ts';
import type { Options } from './options.ts';
import { StepLengths, drawStepLengths } from './stepLengths.ts';

/** Trains, and says what came of it; the result is that of `bitgrad train`, without what is of digits alone. */
export async function trainSetting(given: Options, address: string): Promise<object> {
  const setting = withTable(parseSetting(address), given.table), { seed, optimizer } = setting;
  const { info, train, test } = makeData(setting), { maxBatch, resume } = given;
  const table = given.kernels === undefined ? {} : { kernels: createKernels(given.kernels) };
  const model = resume === undefined ? buildNetwork(setting, info, { maxBatch, ...table })
    : loadFile(resume, { maxBatch, ...table });
  const batchSize = Math.min(setting.batchSize, info.train), { maxIterations } = given;
  const epochs = given.epochs ?? (maxIterations === undefined ? 1 : Math.ceil(maxIterations / info.steps));
  const options = { ...given, epochs, batchSize, seed, learningRate: optimizer.learningRate };
  say(`Data: ${setting.data.kind}, ${info.train} examples to train on and ${info.test} to test.\n`);
  sayModel(model);

  const before = model.history === undefined ? 0 : examplesSeen(model.history);
  const started = performance.now(), lengths = new StepLengths(), history = await fit(model, train, options, lengths);
  const seconds = (performance.now() - started) / 1000;
  const samplesPerSecond = Math.round((examplesSeen(history) - before) / seconds);
  if (given.ledger !== undefined) say(sayLedger(given.ledger));
  const { iterations, reason } = history, rate = `${samplesPerSecond.toLocaleString('en')} examples/s`;
  say(`\nTrained for ${iterations} steps in ${seconds.toFixed(1)} s (${rate}) until ${REASONS[reason]}.`);
  if (given.precision !== undefined && lengths.steps.length > 0) {
    say(`\n${drawStepLengths(lengths.steps, given.precision)}\n`);
  }
  const score = scoreOf(model, test), accuracy = score?.accuracy;
  if (score !== undefined) {
    const well = accuracy === undefined ? '' : `, accuracy ${accuracy.toFixed(4)}`;
    say(`Test set of ${score.examples}: loss ${score.loss.toFixed(4)}${well}.\n`);
  }
  const parametersSha256 = hashParameters(model.theta);
  say(sayHash(model.theta, parametersSha256));
  return {
    contract: ARITHMETIC_CONTRACT, dataset: setting.data.kind, setting: address, epochs, seed, testLoss: score?.loss,
    testAccuracy: accuracy, trainLoss: history.history.loss ?? [], trainAccuracy: history.history.accuracy,
    samplesPerSecond, seconds, parametersSha256, iterations, reason, batchSize, learningRate: options.learningRate,
    validationSplit: 0, maxBatch, kernels: given.kernels ?? capabilities().kernels,
    ...(given.precision !== undefined && { stepLengths: lengths.steps.map(({ length }) => length) }),
  };
}

/** With the text of the table that the address names. */
function withTable(setting: Setting, file: string | undefined): Setting {
  const { data } = setting;
  if (data.kind !== 'csv') {
    if (file === undefined) return setting;
    throw new UsageError(`--table must be absent where the data of --setting are ${data.kind}`);
  }
  if (file !== undefined) return { ...setting, data: { ...data, text: readFileSync(file, 'utf8') } };
  if (data.text !== undefined) return setting;
  throw new UsageError(`--setting needs --table FILE, the table with SHA-256 ${data.sha256}`);
}
