/**
 * `bitgrad explain`: why a weight moved as it did.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { explainGradient, type Explanation } from '../lib/audit/index.ts';
import { loadFile } from '../lib/node/index.ts';
import type { Model } from '../lib/index.ts';
import { createKernels, type RowSource } from '../lib/kernels/index.ts';
import { fromConfig } from '../lib/optimizers/index.ts';
import { adds, build as buildAddition } from './addition/network.ts';
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { UsageError } from './command/usageError.ts';
import { drawEquation } from './explain/equation.ts';
import { imagesFor, sumsFor, type Examples } from './explain/examples.ts';
import { drawMiniBatch } from './explain/miniBatch.ts';
import { explain, type Address, type Options } from './explain/options.ts';
import { drawBackward, drawForward } from './explain/passes.ts';
import { drawRise, reportExample } from './explain/reportExample.ts';
import { drawSlips } from './explain/slips.ts';
import { strongestWeight } from './strongestWeight.ts';
import { build } from './train/network.ts';

interface Subject {
  readonly model: Model;
  readonly x: RowSource;
  readonly y: ArrayLike<number>;
  /** What it is, in a line. */
  readonly title: string;
  /** What is said of the whole, before the one weight and after it. */
  readonly before?: (explanation: Explanation) => string;
  readonly after?: (explanation: Explanation, chosen: Address) => string;
}

async function main(options: Options): Promise<Explanation> {
  const { weight, bias, most, report, svg, markdown } = options;
  const subject = report ? reportSubject() : await trainedSubject(options);
  const { model, x, y, title, before, after } = subject;
  const chosen = weight ?? bias ?? (report ? { layer: 2, i: 1, j: 1 } : strongestWeight(model, x, y));
  const explanation = explained(subject, chosen, most);
  if (markdown) say(explanation.toMarkdown());
  else {
    const parts = [before?.(explanation), String(explanation), after?.(explanation, chosen)].filter(
      (part) => part !== undefined,
    );
    say([title, ...parts.map((part) => part.trimEnd()), reallyStepped(model, x, y, explanation)].join('\n\n'));
  }
  if (svg !== undefined) {
    await writeFile(svg, explanation.toSvg());
    if (!markdown) say(`Drawn to ${svg}.`);
  }
  return explanation;
}

/** Throws UsageError for a weight that is not there. */
function explained({ model, x, y }: Subject, chosen: Address, most: number): Explanation {
  return asUsage(() => explainGradient(model, x, y, { ...chosen, most }));
}

/** What the library refuses, the command line has asked for. */
function asUsage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    const isRefusal = error instanceof RangeError || error instanceof TypeError;
    throw isRefusal ? new UsageError(error.message.replace(/^explainGradient: /, '')) : error;
  }
}

/** Takes the step that was explained. */
function reallyStepped(
  model: Model, x: RowSource, y: ArrayLike<number>,
  { weight: { symbol, index }, update: { after } }: Explanation,
): string {
  model.trainOnBatch(x, y);
  const now = model.theta[index];
  const found = Object.is(now, after) ? 'what is said above, to the last bit' : `${now}, not ${after}`;
  return `Training the network on just this by one step makes ${symbol} ${found}.`;
}

/** Whether it is w²₁₁, of which the report says what happens where it grows. */
function isReportsWeight({ layer, i, j }: Address): boolean {
  return layer === 2 && i === 1 && j === 1;
}

function reportSubject(): Subject {
  const example = reportExample();
  return {
    ...example,
    title: 'The report\'s worked example: a 3-2-3-2 network with ReLU, J = ½ Σ (a − y)²; numbers to five digits.',
    before: (explanation) => `${drawForward(example, explanation)}\n\n${drawBackward(example, explanation)}`,
    after: (explanation, chosen) => [
      ...(isReportsWeight(chosen) ? [drawEquation(example, explanation), drawRise(example)] : []), drawSlips(),
    ].join('\n\n'),
  };
}

async function trainedSubject(options: Options): Promise<Subject> {
  const { example, batch, network, load, kernels, maxBatch } = options;
  const table = kernels === undefined ? {} : { kernels: createKernels(kernels) };
  const made = load !== undefined ? loadFile(load, { maxBatch, ...table })
    : network === 'addition' ? buildAddition(options) : build({ ...options, network });
  const all = adds(made) ? sumsFor(made, options) : await imagesFor(options), { count, name, truth } = all;
  if (example + batch > count) throw new UsageError(
    `--example and --batch must be within the ${count} training examples, got ${example} and ${batch}`,
  );
  const state = await trained(made, options, all);
  const which = batch === 1 ? `training example ${example}` : `training examples ${example} to ${example + batch - 1}`;
  const truths = Array.from({ length: Math.min(batch, 8) }, (_, i) => truth(example + i)).join(', ');
  const rows = <A>(array: { readonly length: number; subarray(start: number, end: number): A }): A =>
    array.subarray(array.length / count * example, array.length / count * (example + batch));
  const part = { x: rows<RowSource>(all.x), y: rows(all.y), count: batch };
  return {
    model: made, ...part,
    title: `The network on ${name}, ${state}; ${which}, in truth ${truths}${batch > 8 ? ', …' : ''}.`,
    ...(batch > 1 && { after: (explanation: Explanation) => drawMiniBatch(made, part, all, explanation) }),
  };
}

/** Compiles the network as it is asked for, trains it if it is to be, and says how far it is trained. */
async function trained(model: Model, options: Options, { x, y }: Examples): Promise<string> {
  const { load, untrained, optimizer, learningRate, epochs, batchSize, maxIterations } = options;
  if (load !== undefined && learningRate !== undefined && optimizer === undefined) {
    throw new UsageError(
      '--learning-rate must be absent with --load, whose optimizer has a rate, but where --optimizer names another',
    );
  }
  if (optimizer !== undefined) {
    const config = { name: optimizer, ...(learningRate !== undefined && { learningRate }) };
    model.compile({ optimizer: asUsage(() => fromConfig(config)), loss: model.loss, metrics: model.metrics });
  }
  if (load !== undefined) return `as ${load} has it`;
  if (untrained) return 'before training';
  const limit = maxIterations !== undefined && { maxIterations };
  const { iterations } = await model.fit(x, y, { epochs, batchSize, ...limit });
  return `after ${iterations} steps`;
}

export const run: Run = commandOf(explain, main);
