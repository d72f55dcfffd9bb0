/**
 * `bitgrad compare`: the report's network with several optimizers, side by side.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { ARITHMETIC_CONTRACT, dense, digits, flatten, sequential } from '../lib/index.ts';
import { IMAGE_SIZE, type LabelledImages } from '../lib/data/index.ts';
import { readMnist } from '../lib/node/index.ts';
import { optimizers } from '../lib/optimizers/registry.ts';
import { lineChart } from './chart/lineChart.ts';
import { svgFile } from '../lib/audit/svg.ts';
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { compare, type Contestant, type Options } from './compare/options.ts';
import { needed } from './compare/rates.ts';
import { textChart } from './compare/textChart.ts';
import type { Dataset, Images } from './dataset.ts';

const CLASSES = 10;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const CHART = { width: 60, height: 16 };
const SVG = { width: 760, height: 440 };
/** Room for the names of optimizers beside the chart, more than it leaves. */
const NAMES = 120;
/** Twelve colours that stay apart. */
const COLORS = [
  '#1f77b4', '#d62728', '#2ca02c', '#ff7f0e', '#9467bd', '#8c564b', '#e377c2', '#17becf', '#bcbd22', '#7f7f7f',
  '#003f5c', '#665191',
];

interface Result extends Contestant {
  /** Of each epoch; shorter where training broke off. */
  readonly losses: readonly number[];
  readonly testLoss: number;
  readonly testAccuracy: number;
  /** Why training broke off. */
  readonly problem: string | undefined;
}

interface Comparison extends Pick<Options, 'hidden' | 'batchSize' | 'seed' | 'epochs'> {
  readonly contract: number;
  readonly examples: number;
  readonly results: readonly Result[];
}

async function main(options: Options): Promise<Comparison> {
  const data = await load(options);
  const { hidden, batchSize, seed } = options;
  const examples = data.train.y.length;
  say(`${examples} examples to train on, ${data.test.y.length} to test; hidden units ${hidden.join(', ') || 'none'}; `
    + `batch size ${batchSize}; seed ${seed}.\n`);
  const shown = shownEpochs(options.epochs);
  say(row('', 'rate', ...shown.map((epoch) => `epoch ${epoch}`), 'test', 'accuracy'));
  const results: Result[] = [];
  for (const contestant of options.optimizers) {
    const result = await train(contestant, options, data);
    results.push(result);
    const { losses, problem, testLoss, testAccuracy } = result;
    const path = shown.map((epoch) => losses.at(epoch - 1)?.toFixed(4) ?? '-');
    say(row(
      `${mark(results.length - 1)} ${result.name}`, String(result.learningRate), ...path, testLoss.toFixed(4),
      testAccuracy.toFixed(4),
    ));
    if (problem !== undefined) say(`    ${problem}`);
  }
  const drawn = results.map((result, i) => ({ ...result, mark: mark(i) })).filter(({ losses }) => losses.length > 0);
  if (drawn.length > 0) await draw(drawn, options);
  return { contract: ARITHMETIC_CONTRACT, hidden, batchSize, seed, epochs: options.epochs, examples, results };
}

async function draw(drawn: readonly (Result & { readonly mark: string })[], options: Options): Promise<void> {
  say('\nMean loss of the training batches\n\n'
    + `${textChart(drawn.map(({ mark: own, losses }) => ({ mark: own, values: losses })), CHART.width, CHART.height)}`);
  if (options.svg !== undefined) {
    await writeFile(options.svg, drawSvg(drawn, options));
    say(`\nDrawn to ${options.svg}.`);
  }
}

/** All epochs, or eight of many. */
function shownEpochs(epochs: number): number[] {
  const count = Math.min(epochs, 8);
  return Array.from({ length: count }, (_, i) => Math.round(((i + 1) * epochs) / count));
}

const mark = (i: number): string => String.fromCharCode(i < 26 ? 97 + i : 65 + i - 26);

function row(name: string, rate: string, ...numbers: readonly string[]): string {
  return `${name.padEnd(35)}${rate.padStart(7)}${numbers.map((n) => n.padStart(10)).join('')}`;
}

const ofLevels = ({ levels, y }: LabelledImages): Images => ({ x: levels, y });

async function load({ data, seed, examples = Infinity }: Options): Promise<Pick<Dataset, 'train' | 'test'>> {
  if (data === undefined) {
    const { train, test } = digits({ seed, ...(Number.isFinite(examples) && { train: examples }) });
    return { train: ofLevels(train), test: ofLevels(test) };
  }
  const { train: { levels, y }, test } = await readMnist(data), count = Math.min(examples, y.length);
  return { train: { x: levels.subarray(0, count * PIXELS), y: y.subarray(0, count) }, test: ofLevels(test) };
}

/** All start from the same parameters and see the examples in the same order: both depend on the seed alone. */
async function train(
  contestant: Contestant, { hidden, seed, epochs, batchSize }: Options,
  { train: examples, test }: Pick<Dataset, 'train' | 'test'>,
): Promise<Result> {
  const model = sequential(
    [
      flatten({ inputShape: [IMAGE_SIZE, IMAGE_SIZE] }),
      ...hidden.map((units) => dense({ units, activation: 'relu' })),
      dense({ units: CLASSES, activation: 'softmax' }),
    ],
    { seed },
  );
  const { name, learningRate } = contestant;
  model.compile({
    optimizer: optimizers[name]({ ...needed[name], learningRate }), loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  let problem: string | undefined;
  try {
    await model.fit(examples.x, examples.y, { epochs, batchSize });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const { loss, accuracy } = model.evaluate(test.x, test.y);
  return { ...contestant, losses: model.history?.history.loss ?? [], testLoss: loss, testAccuracy: accuracy, problem };
}

function drawSvg(results: readonly Result[], { epochs }: Options): string {
  const x = Array.from({ length: epochs }, (_, epoch) => epoch + 1);
  const series = results.map(({ name, losses }, i) => ({
    name, color: COLORS[i % COLORS.length], values: x.map((_, epoch) => losses.at(epoch)),
  }));
  const title = 'Loss of each epoch';
  return svgFile(
    SVG.width, SVG.height, title,
    lineChart({ ...SVG, width: SVG.width - NAMES, title, x, xTitle: 'epoch', series, low: 0 }),
  );
}

export const run: Run = commandOf(compare, main);
