/**
 * `bitgrad fleet reach`: what a step costs, and so how far a fleet carries.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Model } from '../../lib/index.ts';
import { group, svgFile } from '../../lib/audit/svg.ts';
import { build as buildAdder } from '../addition/network.ts';
import { drawSums } from '../addition/sums.ts';
import { lineChart, type Series } from '../chart/lineChart.ts';
import { say } from '../command/output.ts';
import { commandOf, type Run } from '../command/runCommand.ts';
import { digits } from '../../lib/data/index.ts';
import { build } from '../train/network.ts';
import { packArrays, packGradient, type Examples } from './arrays.ts';
import { withFleet } from './fleet.ts';
import { fleetReach, type ReachOptions } from './options.ts';
import { speedUp, type StepCost } from './predict.ts';
import { median } from './sweep/median.ts';
import { trainInShards } from './trainInShards.ts';
import { takerOfExamples } from './work/examples.ts';

const SHARDS = 64, COUNTS = [1, 2, 4, 8, 16, 32, 64], SPEEDS = [1, 10];
/** Steps that are not counted: workers start, and kernels are compiled. */
const WARMING = 3;

interface Subject {
  readonly name: string;
  readonly model: () => Model;
  readonly examples: Examples;
}

function subjects(examples: number): Subject[] {
  const { train: { levels, y } } = digits({ train: examples, test: 10 }), images = { x: levels, y, count: y.length };
  const sums = drawSums(0).train, common = { seed: 0, maxBatch: 128, learningRate: undefined, kernels: undefined };
  const layers = { ...common, hidden: [12, 12], activation: 'relu' } as const;
  const inShards = (model: Model): Model => {
    const { optimizer, losses: [loss] } = model;
    model.compile({ optimizer, loss, shards: SHARDS });
    return model;
  };
  return [
    { name: '784-12-12-10', model: () => inShards(build({ ...layers, network: undefined })), examples: images },
    { name: 'cnn', model: () => inShards(build({ ...layers, network: 'cnn' })), examples: images },
    { name: 'transformer', model: () => inShards(buildAdder(common)), examples: sums },
  ];
}

/** The median of so many milliseconds; `before` each of them something is made, which takes its own time. */
function timed<T>(times: number, before: () => T, act: (made: T) => void): number {
  const all = Array.from({ length: times + 1 }, () => {
    const made = before(), started = performance.now();
    act(made);
    return performance.now() - started;
  });
  return median(all.slice(1));
}

const nothing = (): void => {};

/** All but the latency, in this process. */
function costOf({ model: make, examples }: Subject, batchSize: number, times: number): Omit<StepCost, 'latency'> {
  const model = make(), rows = Uint32Array.from({ length: batchSize }, (_, i) => i % examples.count);
  const { x, y } = takerOfExamples(examples)(rows);
  const shard = (count: number) => model.shardGradient(x, y, { shard: 0, count });
  const computing = new Map(COUNTS.map((workers) => (
    [workers, timed(times, nothing, () => { shard(SHARDS / workers); })] as const)));
  const theta = packArrays({ theta: model.theta, state: model.state }), gradient = packGradient(shard(SHARDS));
  const applying = timed(times, () => shard(SHARDS), (part) => { model.applyShards([part]); });
  return { computing, applying, thetaBytes: theta.length, gradientBytes: gradient.length };
}

/** Milliseconds of a step by so many workers: all of it, and what the slowest of them computed. */
function measured(
  { model, examples }: Subject, options: ReachOptions, workers: number | undefined,
): Promise<{ readonly workers: number; readonly all: number; readonly computing: number }> {
  return withFleet({ ...options, workers }, async (carrier) => {
    const { costs } = await trainInShards(carrier, model(), examples, {
      epochs: 1000, batchSize: options.batchSize, maxIterations: options.steps + WARMING, watchers: [],
    });
    return {
      workers: carrier.workers, all: median(costs.all.slice(WARMING)),
      computing: median(costs.computing.slice(WARMING)),
    };
  });
}

export const run: Run = commandOf(fleetReach, async (options) => {
  const { batchSize, steps, svg } = options, networks = [];
  say(`Batches of ${batchSize} in ${SHARDS} shards: milliseconds here, and how much faster W workers make a step.`);
  for (const subject of subjects(Math.max(2000, batchSize))) {
    const own = costOf(subject, batchSize, steps), points = [];
    const most = options.redis === undefined ? Math.min(options.workers ?? Infinity, availableParallelism()) : 1;
    for (let workers = 1; workers <= most; workers *= 2) {
      points.push(await measured(subject, options, options.redis === undefined ? workers : undefined));
    }
    const latency = Math.max(0, points[0].all - points[0].computing - own.applying);
    const cost: StepCost = { ...own, latency }, one = (own.computing.get(1) ?? NaN) + own.applying;
    const predicted = SPEEDS.map((gigabits) => (
      { gigabits, speedUps: COUNTS.map((workers) => ({ workers, speedUp: speedUp(cost, workers, gigabits) })) }));
    const found = points.map(({ workers, all }) => ({ workers, speedUp: one / all }));
    networks.push({
      name: subject.name, millisecondsPerStep: one, applying: own.applying, latency, thetaBytes: own.thetaBytes,
      gradientBytes: own.gradientBytes, predicted, measured: found,
    });
    say(`\n${subject.name}: ${one.toFixed(2)} ms in one process, of which ${own.applying.toFixed(2)} are the update; `
      + `${latency.toFixed(2)} ms on the way; ${own.thetaBytes} bytes out and ${own.gradientBytes} back, a worker.`);
    say(['W', ...COUNTS].map((word) => String(word).padStart(8)).join(''));
    const line = (name: string, values: readonly { readonly workers: number; readonly speedUp: number }[]): void =>
      say([name, ...COUNTS.map((workers) => (
        values.find((value) => value.workers === workers)?.speedUp.toFixed(2) ?? ''))]
        .map((word) => word.padStart(8)).join(''));
    for (const { gigabits, speedUps } of predicted) line(`${gigabits} Gbit`, speedUps);
    line('here', found);
  }
  if (svg !== undefined) await writeFile(svg, drawn(networks));
  return { batchSize, shards: SHARDS, networks };
});

interface Curve {
  readonly name: string;
  readonly predicted: readonly {
    readonly gigabits: number;
    readonly speedUps: readonly { readonly speedUp: number }[];
  }[];
  readonly measured: readonly { readonly workers: number; readonly speedUp: number }[];
}

const WIDTH = 640, HEIGHT = 260, COLORS = ['#1f77b4', '#2ca02c'], MEASURED = '#d62728';

/** A chart for each network. */
function drawn(networks: readonly Curve[]): string {
  const charts = networks.map(({ name, predicted, measured: points }, i) => {
    const series: Series[] = [
      ...predicted.map(({ gigabits, speedUps }, k) => (
        { name: `${gigabits} Gbit/s`, color: COLORS[k], values: speedUps.map(({ speedUp: value }) => value) })),
      {
        name: 'here', color: MEASURED,
        values: COUNTS.map((count) => points.find(({ workers }) => workers === count)?.speedUp),
      },
    ];
    const title = `${name}: times faster, by workers`;
    return group(0, i * HEIGHT, lineChart({
      title, width: WIDTH, height: HEIGHT, x: COUNTS, xTitle: 'workers', series, low: 0,
    }));
  });
  return svgFile(WIDTH, HEIGHT * networks.length, 'How far a fleet carries', ...charts);
}
