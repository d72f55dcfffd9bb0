/**
 * `bitgrad train`: trains the report's network and shows what it has learned.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { ARITHMETIC_CONTRACT, type History } from '../lib/index.ts';
import { IMAGE_SIZE, type ScaledBytes } from '../lib/data/index.ts';
import { capabilities } from '../lib/kernels/index.ts';
import { argmax, confusionMatrix } from '../lib/metrics/index.ts';
import { lineOf } from './command/command.ts';
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { sayModel } from './command/sayModel.ts';
import { loadDataset, type Dataset, type Images } from './dataset.ts';
import { resumed } from './train/checkpoints.ts';
import { REASONS, hashParameters, sayHash, sayLedger } from './train/ending.ts';
import { examplesSeen, fit } from './train/fitting.ts';
import { CLASSES, build } from './train/network.ts';
import { trainSetting } from './train/ofSetting.ts';
import { settled, train, type Settled } from './train/options.ts';
import { drawReport } from './train/report.ts';
import { StepLengths, drawStepLengths } from './train/stepLengths.ts';
import { beside, drawConfusion, drawImage, drawProbabilities } from './train/picture.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

export const run: Run = commandOf(train, async (given) => {
  if (given.setting !== undefined) return trainSetting(given, given.setting);
  const earlier = resumed(given), options = settled(earlier?.options ?? given);
  const dataset = await loadDataset(options);
  announce(dataset, options);
  const { name, test, pixels } = dataset;
  const model = earlier?.model ?? build(options);
  const before = model.history === undefined ? 0 : examplesSeen(model.history);
  sayModel(model);
  for (const { contract, until } of model.earlierContracts) {
    const now = `it goes on under ${ARITHMETIC_CONTRACT}`;
    say(`The steps up to ${until} were done under arithmetic contract ${contract}; ${now}.\n`);
  }

  const started = performance.now(), lengths = new StepLengths();
  const history = await fit(model, dataset.train, options, lengths);
  const seconds = (performance.now() - started) / 1000;
  const samplesPerSecond = Math.round((examplesSeen(history) - before) / seconds);
  if (options.ledger !== undefined) say(sayLedger(options.ledger));
  const { loss, accuracy } = model.evaluate(test.x, test.y);
  const rate = `${samplesPerSecond.toLocaleString('en')} examples/s`;
  say(
    `\nTrained for ${history.iterations} steps in ${seconds.toFixed(1)} s (${rate}) until ${REASONS[history.reason]}.`,
  );
  if (options.precision !== undefined && lengths.steps.length > 0) {
    say(`\n${drawStepLengths(lengths.steps, options.precision)}\n`);
  }
  say(`Test set of ${test.y.length}: loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}.\n`);
  const predictions = model.predict(test.x);
  showPredictions(predictions, test, pixels);
  if (options.svg !== undefined) {
    await writeFile(
      options.svg, picture(options, name, history, { loss, accuracy }, { x: pixels, y: test.y }, predictions),
    );
    say(`Drawn to ${options.svg}.\n`);
  }

  const parametersSha256 = hashParameters(model.theta);
  say(sayHash(model.theta, parametersSha256));
  return {
    ...result(options, name, history, { loss, accuracy }, samplesPerSecond, seconds, parametersSha256),
    ...(options.precision !== undefined && { stepLengths: lengths.steps.map(({ length }) => length) }),
  };
});

/** Says what the data are. */
function announce({ name, train, test }: Dataset, { data }: Settled): void {
  const counts = `${train.y.length} examples to train on and ${test.y.length} to test.`;
  if (name === 'mnist') return say(`Data: MNIST from ${data}, ${counts}\n`);
  say(`Data: the built-in digits, ${counts}`);
  const download = lineOf('bitgrad download-mnist'), then = lineOf('bitgrad train', '--data data/mnist');
  say(`For the real MNIST: ${download}, then ${then}\n`);
}

/** The confusion matrix, and the first prediction beside its truth. */
function showPredictions(predictions: Float32Array, test: Images, pixels: ScaledBytes): void {
  say(`${drawConfusion(confusionMatrix(predictions, test.y, CLASSES), CLASSES)}\n`);
  const verdict = `Read as ${argmax(predictions, 0, CLASSES)}, in truth ${test.y[0]}.`;
  const chances = `Prediction for this image:\n\n${drawProbabilities(predictions.subarray(0, CLASSES))}\n\n${verdict}`;
  say(`${beside(drawImage(pixels.subarray(0, PIXELS).toFloat32Array(), IMAGE_SIZE), chances)}\n`);
}

/** The picture of --svg; digits as they are, whatever was made of them for the network. */
function picture(
  options: Settled, dataset: string, history: History, test: { loss: number; accuracy: number },
  { x, y }: { readonly x: ScaledBytes; readonly y: Uint8Array }, predictions: Float32Array,
): string {
  const { network, hidden, activation, batchSize, learningRate, seed, normalize: normalized } = options;
  const settings = [
    dataset === 'mnist' ? 'MNIST' : 'built-in digits',
    network ?? `${[PIXELS, ...hidden, CLASSES].join('-')} with ${activation}`,
    `batches of ${batchSize}`, `learning rate ${learningRate}`, `seed ${seed}`,
    ...(normalized ? ['pixel rows as unit vectors'] : []), `${history.iterations.toLocaleString('en')} steps`,
  ];
  return drawReport({
    title: `Reads ${(100 * test.accuracy).toFixed(1)} % of the test digits rightly`, subtitle: settings.join('  ·  '),
    history, test, pixels: x, size: IMAGE_SIZE, labels: y, predictions, classes: CLASSES,
  });
}

function result(
  options: Settled, dataset: string, { history, iterations, reason }: History, test: { loss: number; accuracy: number },
  samplesPerSecond: number, seconds: number, parametersSha256: string,
) {
  const {
    network, epochs, batchSize, learningRate, hidden, activation, seed, normalize: normalized, validationSplit,
    maxBatch,
  } = options;
  const { kernels = capabilities().kernels } = options;
  return {
    contract: ARITHMETIC_CONTRACT, dataset, epochs, seed, testLoss: test.loss, testAccuracy: test.accuracy,
    trainLoss: history.loss ?? [], trainAccuracy: history.accuracy ?? [],
    ...(history.val_loss !== undefined
      && { validationLoss: history.val_loss, validationAccuracy: history.val_accuracy }),
    samplesPerSecond, seconds, parametersSha256, iterations, reason,
    batchSize, learningRate, ...(network === undefined ? { hidden, activation } : { network }), normalize: normalized,
    validationSplit, maxBatch, kernels,
  };
}
