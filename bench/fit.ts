/**
 * The whole of `fit`, everything included: shuffling, gathering batches from all of the examples, accuracy, loss; and
 * the making of the digits.
 * @module
 */
import { ScaledBytes } from '../lib/data/index.ts';
import { digits, type Sequential } from '../lib/index.ts';
import type { RowSource } from '../lib/kernels/index.ts';
import { readMnist } from '../lib/node/index.ts';
import { Philox } from '../lib/random/index.ts';
import { entry, haveSameBits, row, type Context, type Entry, type NamedTable, type Row } from './entry.ts';
import { percentile, timing } from './harness.ts';
import { batchesFor, build, reportNetwork, stepFlops } from './networks.ts';

const EXAMPLES = 60_000;
const EPOCHS = 3;
const CLASSES = 10;
const BATCHES = 16;
/** Whole runs on a fast table; the reference, some forty times as slow, does one epoch once. */
const RUNS = 7;
const NETWORK = '784-12-12-10 60000 x 3 epochs';
/** As many as `digits()` makes. */
const DIGITS = 45_000;
/** Steps that `fit` is compared with are timed in so many. */
const BARE_STEPS = 1000;

/** What examples are held as. */
type Kind = 'floats' | 'bytes';

interface Examples {
  readonly x: RowSource;
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

export const fitEntries: readonly Entry[] = [fitEntry('bytes'), fitEntry('floats'), entry({
  bench: 'fit', shape: `digits ${DIGITS}`,
  prepare() {
    let y: ArrayLike<number> = [];
    return {
      run: () => { y = digits({ train: DIGITS, test: 0 }).train.y; }, result: () => y,
      warmUp: () => digits({ train: 1000, test: 0 }),
    };
  },
})];

function fitEntry(kind: Kind): Entry {
  const shape = `${NETWORK}, ${kind}`;
  return { bench: 'fit', shape, measure: (context) => measureFit(context, shape, kind) };
}

async function measureFit({ tables, peak }: Context, shape: string, kind: Kind): Promise<Row[]> {
  const examples = await load(kind);
  const steps = EPOCHS * (examples.y.length / reportNetwork.batch);
  const fitted: Fitted[] = [];
  for (const table of tables) fitted.push(await fitOn(table, examples, steps));
  const timings = fitted.map(({ samples }) => timing(samples));
  return tables.map(({ name }, i) => {
    const { ratiosToSteps, thetaAfterOneEpoch } = fitted[i];
    const ratioToSteps = percentile(ratiosToSteps, 0.5);
    const flops = steps * stepFlops(reportNetwork);
    return {
      ...row({ bench: 'fit', shape, flops, isLimitedByPeak: true }, name, timings[i], timings[0], peak),
      sameBits: haveSameBits(thetaAfterOneEpoch, fitted[0].thetaAfterOneEpoch),
      ...(name === 'reference' && { measuredShare: 1 / EPOCHS }),
      details: { ratioToSteps, steps, runs: ratiosToSteps.length },
      note: `${name}: ${ratioToSteps.toFixed(2)} x ${steps} bare steps (median of ${ratiosToSteps.length}), data: `
        + `${examples.name}`,
    };
  });
}

/** MNIST where MNIST_DIR is set, else random bytes of that size: the work is the same. */
async function load(kind: Kind): Promise<Examples> {
  const directory = process.env.MNIST_DIR, { levels, y, name } = directory
    ? { ...(await readMnist(directory)).train, name: 'MNIST' }
    : { ...random(), name: 'random; MNIST where MNIST_DIR is set' };
  return { x: kind === 'bytes' ? levels : levels.toFloat32Array(), y, name };
}

function random(): { readonly levels: ScaledBytes; readonly y: ArrayLike<number> } {
  const draw = (stream: number, count: number, bound: number): Uint8Array => {
    const source = new Philox(0, stream);
    return Uint8Array.from({ length: count }, () => source.nextBelow(bound));
  };
  return { levels: new ScaledBytes(draw(0, EXAMPLES * reportNetwork.widths[0], 256)), y: draw(1, EXAMPLES, CLASSES) };
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
