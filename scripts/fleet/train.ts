/**
 * `bitgrad fleet train`: trains a network by several workers, each of which computes ∇ of some shards of each batch.
 * @module
 */
import { ARITHMETIC_CONTRACT } from '../../lib/index.ts';
import { ledger } from '../../lib/audit/index.ts';
import { ledgerFile, saveFile } from '../../lib/node/index.ts';
import { canvas, say } from '../command/output.ts';
import { commandOf, type Run } from '../command/runCommand.ts';
import { sayModel } from '../command/sayModel.ts';
import { loadDataset } from '../dataset.ts';
import { REASONS, hashParameters, sayHash, sayLedger } from '../train/ending.ts';
import { build, recipeOf } from '../train/network.ts';
import { withFleet } from './fleet.ts';
import { fleetTrain } from './options.ts';
import { median } from './sweep/median.ts';
import { trainInShards, type Watcher } from './trainInShards.ts';

export const run: Run = commandOf(fleetTrain, async (options) => {
  const { shards, batchSize: given, maxIterations = Infinity, ledger: file, save, seed, network } = options;
  const { train, test, name } = await loadDataset(options), count = train.y.length, model = build(options);
  const batchSize = given === 'full' ? count : given, { epochs = recipeOf(network).epochs } = options;
  const { optimizer, losses: [loss] } = model;
  model.compile({ optimizer, loss, metrics: ['accuracy'], shards });
  sayModel(model);
  const { live, write } = canvas();
  const shown: Watcher = {
    onStep: (batch) => { if (live && batch % 10 === 0) write(`\r${model.steps} steps`); },
    onEpochEnd: (epoch, logs) => say(`${live ? '\r' : ''}Epoch ${epoch + 1}: loss ${logs.loss.toFixed(4)}`),
  };
  const book = file === undefined ? [] : [ledger({ write: ledgerFile(file) })];
  const kept: Watcher[] = save === undefined ? [] : [{ onEpochEnd: () => saveFile(save, model) }];
  const { history, workers } = await withFleet(options, async (carrier, signal) => ({
    history: await trainInShards(carrier, model, { ...train, count }, {
      epochs, batchSize, maxIterations, watchers: [...book, shown, ...kept], signal,
    }),
    workers: carrier.workers,
  }));
  const { iterations, reason, costs } = history, { loss: testLoss, accuracy: testAccuracy } =
    model.evaluate(test.x, test.y);
  const millisecondsPerStep = median(costs.all), computingPerStep = median(costs.computing);
  if (file !== undefined) say(sayLedger(file));
  const whole = millisecondsPerStep.toFixed(1), part = computingPerStep.toFixed(1);
  const by = `${shards} shards by ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  say(`\nTrained for ${iterations} steps in ${by} until ${REASONS[reason]}.`);
  say(`A step took ${whole} ms, ${part} of them to compute (medians).`);
  say(`Test set of ${test.y.length}: loss ${testLoss.toFixed(4)}, accuracy ${testAccuracy.toFixed(4)}.`);
  const parametersSha256 = hashParameters(model.theta);
  say(sayHash(model.theta, parametersSha256));
  return {
    contract: ARITHMETIC_CONTRACT, dataset: name, epochs, seed, shards, workers, batchSize, iterations, reason,
    trainLoss: history.history.loss ?? [], testLoss, testAccuracy, parametersSha256,
    millisecondsPerStep, computingPerStep,
  };
});
