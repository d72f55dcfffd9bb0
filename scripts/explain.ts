/**
 * `npm run explain`: why a weight moved as it did.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { explainGradient, type Explanation } from '../lib/audit/index.ts';
import { loadFile } from '../lib/node/index.ts';
import type { Sequential } from '../lib/index.ts';
import { fromConfig } from '../lib/optimizers/index.ts';
import { UsageError, endWithReader, fail } from './commandLine.ts';
import { loadDataset } from './dataset.ts';
import { HELP, parseOptions, type Options } from './explain/options.ts';
import { drawRise, reportExample } from './explain/reportExample.ts';
import { strongestWeight } from './strongestWeight.ts';
import { build } from './train/network.ts';

const say = (text: string): void => { process.stdout.write(`${text}\n`); };

interface Subject {
  readonly model: Sequential;
  readonly x: Float32Array;
  readonly y: ArrayLike<number>;
  /** What it is, in a line. */
  readonly title: string;
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === undefined) return say(HELP);
  const { address, most, report, svg, markdown, training: { json } } = options;
  const { model, x, y, title } = report ? reportSubject() : await trainedSubject(options);
  const chosen = address ?? (report ? { layer: 2, i: 1, j: 1 } : strongestWeight(model, x, y));
  const explanation = explainGradient(model, x, y, { ...chosen, most });
  if (markdown) say(explanation.toMarkdown());
  else {
    const rise = report && isReportsWeight(chosen) ? `\n${drawRise(reportExample())}\n` : '';
    say(`${title}\n\n${String(explanation)}\n${rise}\n${reallyStepped(model, x, y, explanation)}`);
  }
  if (svg !== undefined) {
    await writeFile(svg, explanation.toSvg());
    if (!markdown) say(`Drawn to ${svg}.`);
  }
  if (json) say(JSON.stringify(explanation));
}

/** Takes the step that was explained. */
function reallyStepped(model: Sequential, x: Float32Array, y: ArrayLike<number>, { weight: { symbol, index }, update: { after } }: Explanation): string {
  model.trainOnBatch(x, y);
  const now = model.theta[index], found = Object.is(now, after) ? 'what is said above, to the last bit' : `${now}, not ${after}`;
  return `Training the network on just this by one step makes ${symbol} ${found}.`;
}

/** Whether it is w²₁₁, of which the report says what happens where it grows. */
function isReportsWeight({ layer, i, j }: { readonly layer: number; readonly i: number; readonly j?: number }): boolean {
  return layer === 2 && i === 1 && j === 1;
}

function reportSubject(): Subject {
  return { ...reportExample(), title: 'The report\'s worked example: a 3-2-3-2 network with ReLU, J = ½ Σ (a − y)².' };
}

async function trainedSubject({ training, example, batch, load, untrained, optimizer }: Options): Promise<Subject> {
  const { train, name } = await loadDataset(training), count = train.y.length;
  if (example + batch > count) throw new UsageError(`--example and --batch must be within the ${count} training examples, got ${example} and ${batch}`);
  const model = load === undefined ? build(training) : loadFile(load);
  if (optimizer !== undefined) model.compile({ optimizer: fromConfig(optimizer), loss: model.loss, metrics: model.metrics });
  const { epochs, batchSize, maxIterations } = training;
  let state = load === undefined ? 'before training' : `as ${load} has it`;
  if (load === undefined && !untrained) {
    const { iterations } = await model.fit(train.x, train.y, { epochs, batchSize, ...(maxIterations !== undefined && { maxIterations }) });
    state = `after ${iterations} steps`;
  }
  const width = train.x.length / count, which = batch === 1 ? `training example ${example}` : `training examples ${example} to ${example + batch - 1}`;
  const labels = Array.from(train.y.subarray(example, example + Math.min(batch, 8)), String).join(', ');
  const x = train.x.subarray(example * width, (example + batch) * width), y = train.y.subarray(example, example + batch);
  return { model, x, y, title: `The network on ${name}, ${state}; ${which}, in truth ${labels}${batch > 8 ? ', …' : ''}.` };
}

endWithReader();
try {
  await main();
} catch (error) {
  fail('npm run explain', error instanceof RangeError ? new UsageError(error.message.replace(/^explainGradient: /, '')) : error);
}
