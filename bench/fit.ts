/**
 * The whole of `fit`, everything included: shuffling, gathering batches from all of the examples, accuracy, loss.
 * @module
 */
import type { Sequential } from '../lib/index.ts';
import { readMnist } from '../lib/node/index.ts';
import { haveSameBits, row, type Context, type Entry, type NamedTable, type Row } from './entry.ts';
import { percentile, timing } from './harness.ts';
import { batchesFor, build, reportNetwork, stepFlops } from './networks.ts';
import { fill } from './operands.ts';

const EXAMPLES = 60_000;
const EPOCHS = 3;
const CLASSES = 10;
const BATCHES = 16;
/** Whole runs on a fast table; the reference, some forty times as slow, does one epoch once. */
const RUNS = 7;
const SHAPE = '784-12-12-10 60000 x 3 epochs';
/** Steps that `fit` is compared with are timed in so many. */
const BARE_STEPS = 1000;

interface Examples {
  readonly x: Float32Array;
  readonly y: ArrayLike<number>;
  readonly name: string;
}

interface Fitted {
  /** Microseconds of each run, scaled to all epochs. */
  readonly samples: readonly number[];
  /** Each run's time over that of as many bare steps, timed right after it. */
  readonly ratiosToSteps: readonly number[];
  readonly thetaAfterOneEpoch: Float32Array;
}

export const fitEntries: readonly Entry[] = [{ bench: 'fit', shape: SHAPE, measure: measureFit }];

async function measureFit({ tables, peak }: Context): Promise<Row[]> {
  const examples = await load();
  const steps = EPOCHS * (examples.y.length / reportNetwork.batch);
  const fitted: Fitted[] = [];
  for (const table of tables) fitted.push(await fitOn(table, examples, steps));
  const timings = fitted.map(({ samples }) => timing(samples));
  return tables.map(({ name }, i) => {
    const { ratiosToSteps, thetaAfterOneEpoch } = fitted[i];
    const ratioToSteps = percentile(ratiosToSteps, 0.5);
    const flops = steps * stepFlops(reportNetwork);
    return {
      ...row({ bench: 'fit', shape: SHAPE, flops, isLimitedByPeak: true }, name, timings[i], timings[0], peak),
      sameBits: haveSameBits(thetaAfterOneEpoch, fitted[0].thetaAfterOneEpoch),
      ...(name === 'reference' && { measuredShare: 1 / EPOCHS }),
      details: { ratioToSteps, steps, runs: ratiosToSteps.length },
      note: `${name}: ${ratioToSteps.toFixed(2)} x ${steps} bare steps (median of ${ratiosToSteps.length}), data: `
        + `${examples.name}`,
    };
  });
}

/** MNIST where MNIST_DIR is set, else random numbers of that size: the work is the same. */
async function load(): Promise<Examples> {
  const directory = process.env.MNIST_DIR;
  if (directory) return { ...(await readMnist(directory)).train, name: 'MNIST' };
  const y = fill(new Float32Array(EXAMPLES), 1, 0, CLASSES).map(Math.floor);
  return {
    x: fill(new Float32Array(EXAMPLES * reportNetwork.widths[0]), 0, 0, 1), y,
    name: 'random; MNIST where MNIST_DIR is set',
  };
}

async function fitOn({ name, k }: NamedTable, { x, y }: Examples, steps: number): Promise<Fitted> {
  const bare = build(reportNetwork, k);
  bareStep(bare, BARE_STEPS); // warm
  const samples: number[] = [], ratiosToSteps: number[] = [];
  const timed = async (epochs: number): Promise<Sequential> => {
    const model = build(reportNetwork, k, ['accuracy']);
    const start = performance.now();
    await model.fit(x, y, { epochs, batchSize: reportNetwork.batch });
    const wholeUs = (1000 * (performance.now() - start) * EPOCHS) / epochs;
    samples.push(wholeUs);
    ratiosToSteps.push(wholeUs / (steps * bareStep(bare, BARE_STEPS)));
    return model;
  };
  const { theta } = await timed(1);
  if (name === 'reference') return { samples, ratiosToSteps, thetaAfterOneEpoch: theta.slice() };
  samples.length = ratiosToSteps.length = 0;
  for (let run = 0; run < RUNS; run++) await timed(EPOCHS);
  return { samples, ratiosToSteps, thetaAfterOneEpoch: theta.slice() };
}

/** Microseconds of a bare step, over `count` of them. */
function bareStep(model: Sequential, count: number): number {
  const batches = batchesFor(reportNetwork, BATCHES);
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const { x, y } = batches[i % BATCHES];
    model.trainOnBatch(x, y);
  }
  return (1000 * (performance.now() - start)) / count;
}
