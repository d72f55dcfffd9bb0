/**
 * `npm start`: trains the report's network and shows what it has learned.
 * @module
 */
import { createHash } from 'node:crypto';
import { dense, digits, flatten, sequential, sgd, type History, type Layer, type Sequential } from '../lib/index.ts';
import { normalize, type ImageDataset } from '../lib/data/index.ts';
import { argmax } from '../lib/metrics/index.ts';
import { readMnist } from '../lib/node/index.ts';
import { HELP, UsageError, parseOptions, type Options } from './train/options.ts';
import { beside, confusionMatrix, drawImage, drawProbabilities } from './train/picture.ts';
import { Progress } from './train/progress.ts';

const SIZE = 28;
const PIXELS = SIZE * SIZE;
const CLASSES = 10;

const say = (text: string): void => { process.stdout.write(`${text}\n`); };

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === undefined) return say(HELP);
  const { name, data } = await loadData(options);
  const { train, test } = options.normalize ? normalizeRows(data) : data;
  const model = build(options);
  say(`${model.summary()}\n`);

  const started = performance.now();
  const history = await model.fit(train.x, train.y, fitOptions(options));
  const seconds = (performance.now() - started) / 1000;
  const samplesPerSecond = history.epoch.length === 0 ? 0 : Math.round((history.iterations * Math.min(history.params.batchSize, history.params.samples)) / seconds);
  const { loss, accuracy } = model.evaluate(test.x, test.y);
  say(`\ntrained for ${history.iterations} steps in ${seconds.toFixed(1)} s, ${samplesPerSecond.toLocaleString('en')} examples/s; ended by: ${history.reason}`);
  say(`test set of ${test.y.length}: loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}\n`);
  showPredictions(model, test, data.test.x);

  const parametersSha256 = hashParameters(model.theta);
  say(`SHA-256 of the ${model.theta.length} parameters: ${parametersSha256}`);
  if (options.json) say(JSON.stringify(result(options, name, history, { loss, accuracy }, samplesPerSecond, seconds, parametersSha256)));
}

async function loadData({ data, seed }: Options): Promise<{ name: string; data: ImageDataset }> {
  if (data !== undefined) {
    const mnist = await readMnist(data);
    say(`Data: MNIST from ${data}, ${mnist.train.y.length} examples to train on and ${mnist.test.y.length} to test.\n`);
    return { name: 'mnist', data: mnist };
  }
  const made = digits({ seed });
  say(`Data: the built-in digits, ${made.train.y.length} examples to train on and ${made.test.y.length} to test.`);
  say('For the real MNIST: npm run mnist:download, then npm start -- --data data/mnist\n');
  return { name: 'digits', data: made };
}

function normalizeRows({ train, test }: ImageDataset): ImageDataset {
  const rows = ({ x, y }: ImageDataset['train']) => ({ x: normalize(x, [y.length, SIZE, SIZE]), y });
  return { train: rows(train), test: rows(test) };
}

/** The report's section 1.2: flatten, dense layers, softmax; gradient descent; cross-entropy. */
function build({ hidden, activation, seed, maxBatch, learningRate }: Options): Sequential {
  const layers: Layer[] = [
    flatten({ inputShape: [SIZE, SIZE] }),
    ...hidden.map((units) => dense({ units, activation })),
    dense({ units: CLASSES, activation: 'softmax' }),
  ];
  const model = sequential(layers, { seed, maxBatch });
  model.compile({ optimizer: sgd({ learningRate }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

function fitOptions({ epochs, batchSize, validationSplit, precision, maxIterations }: Options) {
  return {
    epochs, batchSize, validationSplit, callbacks: [new Progress(process.stdout)],
    ...(precision !== undefined && { precision }),
    ...(maxIterations !== undefined && { maxIterations }),
  };
}

/** The confusion matrix, and the first prediction beside its truth. */
function showPredictions(model: Sequential, test: ImageDataset['test'], pixels: Float32Array): void {
  const predictions = model.predict(test.x);
  const read = Array.from(test.y, (_, i) => argmax(predictions, i * CLASSES, CLASSES));
  say(`${confusionMatrix(test.y, read, CLASSES)}\n`);
  const chances = `prediction for this image:\n\n${drawProbabilities(predictions.subarray(0, CLASSES))}\n\nread as ${read[0]}, in truth ${test.y[0]}`;
  say(`${beside(drawImage(pixels.subarray(0, PIXELS), SIZE), chances)}\n`);
}

/** Of the bytes of θ, little-endian whatever the machine. */
function hashParameters(theta: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * theta.length));
  theta.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return createHash('sha256').update(bytes).digest('hex');
}

function result(options: Options, dataset: string, { history, iterations, reason }: History, test: { loss: number; accuracy: number }, samplesPerSecond: number, seconds: number, parametersSha256: string) {
  const { epochs, batchSize, learningRate, hidden, activation, seed, normalize: normalized, validationSplit, maxBatch } = options;
  return {
    dataset, epochs, seed, testLoss: test.loss, testAccuracy: test.accuracy,
    trainLoss: history.loss ?? [], trainAccuracy: history.accuracy ?? [],
    ...(history.val_loss !== undefined && { validationLoss: history.val_loss, validationAccuracy: history.val_accuracy }),
    samplesPerSecond, seconds, parametersSha256, iterations, reason,
    batchSize, learningRate, hidden, activation, normalize: normalized, validationSplit, maxBatch,
  };
}

try {
  await main();
} catch (error) {
  const usage = error instanceof UsageError;
  console.error(`npm start: ${error instanceof Error ? error.message : String(error)}${usage ? '; --help lists the options' : ''}`);
  process.exitCode = usage ? 2 : 1;
}
