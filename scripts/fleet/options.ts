/**
 * The command lines of the fleet.
 * @module
 */
import { json, type Command, type Table } from '../command/command.ts';
import { tryInput } from '../command/inputs.ts';
import { fraction, output, positive, text, whole, type Kind } from '../command/kinds.ts';
import { UsageError } from '../command/usageError.ts';
import { train, type Options as TrainCommand } from '../train/options.ts';
import { verify, type Options as VerifyCommand } from '../verify/options.ts';

/** Where the workers are. */
export interface FleetOptions {
  readonly workers: number | undefined;
  readonly redis: string | undefined;
  readonly queue: string;
  readonly patience: number;
}

const fleet: Table<FleetOptions> = {
  workers: {
    kind: whole(1), help: 'so many processes on this machine', otherwise: 'one a core', excludes: ['redis'],
    because: 'whose workers are wherever bitgrad fleet worker runs',
  },
  redis: {
    kind: text('URL'), environment: 'BITGRAD_REDIS', otherwise: 'processes on this machine',
    help: 'the queue: redis://HOST:PORT, rediss:// for TLS, USER:PASSWORD@ before the host; needs bullmq and ioredis',
  },
  queue: { kind: text('NAME'), help: 'its name, for several fleets on one Redis', byDefault: 'fleet' },
  patience: {
    kind: positive, help: 'seconds for which a queue that is gone is waited for', byDefault: '60',
  },
};

export interface VerifyOptions
  extends FleetOptions, Pick<VerifyCommand, 'data' | 'seed' | 'normalize' | 'kernels' | 'incomplete' | 'json'> {}

const MOST_SHARDS = 64;

/** A power of two from 2 on. */
const shardCount: Kind<number> = {
  shown: 'N',
  read: (option, given) => {
    const value = whole(2).read(option, given);
    if (value <= MOST_SHARDS && Number.isInteger(Math.log2(value))) return value;
    throw new UsageError(`${option} must be a power of two from 2 to ${MOST_SHARDS}, got '${given}'`);
  },
};

const { data, seed, normalize, kernels, incomplete } = verify.options;

export const fleetVerify: Command<VerifyOptions> = {
  name: 'bitgrad fleet verify',
  does: `Checks a ledger as bitgrad verify does, with the same verdict: its segments, each from a checkpoint to the
    next, side by side by several workers. A ledger has a checkpoint at the end of each epoch.`,
  operands: { shown: 'FILE', what: 'the ledger to verify', least: 1, most: 1, tryIn: tryInput },
  options: { data, seed, normalize, kernels, incomplete, ...fleet, json },
  examples: [
    ['run.ledger', 'by as many processes as there are cores'],
    ['run.ledger --data data/mnist --redis redis://10.0.0.5:6379', 'by the workers of a queue'],
  ],
  exits: { 0: 'verified', 1: 'something differs' },
};

export interface SweepOptions extends FleetOptions, Pick<VerifyCommand, 'data' | 'seed' | 'normalize' | 'json'> {
  readonly out: string | undefined;
  readonly check: number;
  readonly checkSeed: number | undefined;
}

export const fleetSweep: Command<SweepOptions> = {
  name: 'bitgrad fleet sweep',
  does: `Trains the networks that a file of JSON spreads out, epoch by epoch, and shows which learn best. What a worker
    says comes with its ledger; some, drawn at random, are computed again here, so that a worker need not be trusted.
    Where it was ended, or crashed, the same command goes on.`,
  operands: { shown: 'FILE', what: 'the file of the sweep', least: 1, most: 1, tryIn: tryInput },
  options: {
    data, seed, normalize, out: {
      kind: text('DIR'), help: 'the folder of journal, ledgers, CSV and SVG', otherwise: 'FILE with .sweep for .json',
    },
    check: { kind: fraction, help: 'the share of results that are computed again here', byDefault: '0.1' },
    checkSeed: { kind: whole(0), help: 'which these are', otherwise: 'drawn anew: no worker can know it' },
    ...fleet, json,
  },
  examples: [
    ['sweep.json', 'as sweep.json says, into sweep.sweep'],
    ['sweep.json --check 0.5 --redis rediss://anna:secret@queue.example.org:6380', 'by workers that nobody knows'],
  ],
  notes: `The file has the member options, in which network, hidden, activation, optimizer, learningRate, batchSize and
    seed are lists of values, and beside it, where they are not the default: search (grid, or random with runs), seed,
    epochs, folds, examples, measure, stop. scripts/fleet/README.md shows one.`,
  exits: { 0: 'done', 1: 'a result was forged' },
};

export interface TrainOptions extends FleetOptions,
  Pick<TrainCommand, 'data' | 'network' | 'epochs' | 'batchSize' | 'learningRate' | 'hidden' | 'activation' | 'seed'
  | 'normalize' | 'maxIterations' | 'maxBatch' | 'kernels' | 'save' | 'ledger' | 'json'> {
  readonly shards: number;
}

const own = train.options;

export const fleetTrain: Command<TrainOptions> = {
  name: 'bitgrad fleet train',
  does: `Trains a network for digits as bitgrad train does, each batch in shards whose gradients several workers
    compute. The bits depend on the number of shards, and not on how many workers there are, or come and go.`,
  options: {
    data: own.data, network: own.network, epochs: own.epochs, batchSize: own.batchSize, shards: {
      kind: shardCount, help: 'parts of a batch, a power of two; at most so many workers are at work', byDefault: '8',
    },
    learningRate: own.learningRate, hidden: own.hidden, activation: own.activation, seed: own.seed,
    normalize: own.normalize, maxIterations: own.maxIterations, maxBatch: own.maxBatch, kernels: own.kernels,
    save: own.save, ledger: own.ledger, ...fleet, json,
  },
  examples: [
    ['--network cnn --batch-size 256 --workers 2', 'by two processes'],
    ['--network cnn --batch-size 1024 --redis redis://10.0.0.5:6379 --ledger run.ledger', 'by the workers of a queue'],
  ],
  exits: { 0: 'trained' },
};

export interface ReachOptions extends FleetOptions {
  readonly batchSize: number;
  readonly steps: number;
  readonly svg: string | undefined;
  readonly json: boolean;
}

export const fleetReach: Command<ReachOptions> = {
  name: 'bitgrad fleet reach',
  does: `Measures what a step in shards costs here, in computing, bytes and time on the way, and says how much faster 1
    to 64 workers would make it on networks of 1 and 10 Gbit/s: of the network 784-12-12-10, the convolutional one and
    the transformer that adds. What is measured with workers here stands beside it.`,
  options: {
    batchSize: { kind: whole(1), help: 'examples a step', byDefault: '512' },
    steps: { kind: whole(1), help: 'of which the median is taken', byDefault: '20' },
    ...fleet, svg: { kind: output, help: 'draw a chart for each network' }, json,
  },
  examples: [
    ['--svg reach.svg', 'by processes of this machine'],
    ['--batch-size 4096 --redis redis://10.0.0.5:6379', 'the time on the way is that of a queue'],
  ],
  exits: { 0: 'done' },
};

export interface WorkerOptions extends Pick<FleetOptions, 'redis' | 'queue' | 'patience'> {
  readonly lease: number;
  readonly json: boolean;
}

const { redis, queue, patience } = fleet;

export const fleetWorker: Command<WorkerOptions> = {
  name: 'bitgrad fleet worker',
  does: `Does the jobs of a queue until Ctrl-C, which lets it do the job at hand. A job names
    what is to be computed, and data by their SHA-256; nothing in it is run. What is no job by its schema is refused.`,
  options: {
    redis: { ...redis, otherwise: 'none: it must be said' }, queue, patience,
    lease: {
      kind: positive, help: 'seconds after which a worker that is silent has lost its job to another; the same for all',
      byDefault: '30',
    },
    json,
  },
  examples: [
    ['--redis redis://10.0.0.5:6379', 'on each machine that is to help'],
    ['--redis rediss://anna:secret@queue.example.org:6380 --queue digits', 'as a user of Redis, by TLS'],
  ],
  notes: 'A certificate of one\'s own is made known to Node by the variable NODE_EXTRA_CA_CERTS.',
  exits: { 0: 'done' },
};
