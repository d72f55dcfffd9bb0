/**
 * The process in which memory is measured: `memoryProcess.ts KERNELS steps|models|live NETWORK COUNT`, with Node's
 * --expose-gc. Prints a {@link MemoryReport} as JSON.
 * @module
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createKernels, type Kernels } from '../lib/kernels/index.ts';
import type { Sequential } from '../lib/model/index.ts';
import { timing, type Timing } from './harness.ts';
import { batchesFor, build, networks, type TrainedNetwork } from './networks.ts';

/** Times of a step or model; figures in bytes unless their name says otherwise, and the same in words. */
export interface MemoryReport extends Timing {
  readonly details: Readonly<Record<string, number>>;
  readonly note: string;
}

/** Their garbage fits the young generation. */
const COUNTED_STEPS = 20_000;
/** Steps in a sample of their time. */
const CHUNK = 1000;
const TURN_EVERY = 500;
/** Models at either end of those that are kept, compared in time. */
const LIVE_EDGE = 100;
const MEGABYTE = 2 ** 20;

const collect = (globalThis as { readonly gc?: () => void }).gc;
if (collect === undefined) throw new Error('memoryProcess: Node must be given --expose-gc');

/** The heap after what can be freed is freed. Memory outside of the heap goes in a later turn. */
async function settled(): Promise<NodeJS.MemoryUsage> {
  for (let i = 0; i < 3; i++) {
    collect?.();
    await nextTurn();
  }
  return process.memoryUsage();
}

const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;
const milliseconds = (us: number): string => `${(us / 1000).toFixed(2)} ms`;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`;

async function measureSteps(k: Kernels, network: TrainedNetwork, count: number): Promise<MemoryReport> {
  const model = build(network, k), [{ x, y }] = batchesFor(network, 1);
  const train = (steps: number): void => { for (let i = 0; i < steps; i++) model.trainOnBatch(x, y); };
  train(count); // compiles all, and touches all of the young generation

  let collections = 0;
  const observer = new PerformanceObserver((list) => { collections += list.getEntries().length; });
  await settled();
  observer.observe({ entryTypes: ['gc'] });
  const empty = process.memoryUsage().heapUsed;
  const started = process.memoryUsage().heapUsed;
  train(COUNTED_STEPS);
  const bytes = process.memoryUsage().heapUsed - started - (started - empty);
  await nextTurn();
  observer.disconnect();

  const before = await settled(), tableBytes = model.theta.buffer.byteLength;
  const samples: number[] = [];
  for (let done = 0; done < count; done += CHUNK) {
    const start = performance.now();
    train(CHUNK);
    samples.push((1000 * (performance.now() - start)) / CHUNK);
  }
  const after = await settled(), tableGrowth = model.theta.buffer.byteLength - tableBytes;
  const bytesPerStep = bytes / COUNTED_STEPS, heapGrowth = after.heapUsed - before.heapUsed;
  const rssGrowth = after.rss - before.rss;
  return {
    ...timing(samples),
    details: { bytesPerStep, collections, heapGrowth, rssGrowth, tableGrowth, tableBytes },
    note: `${bytesPerStep.toFixed(1)} bytes a step (${collections} collections while counted); over ${count} `
      + `steps heap ${kilobytes(heapGrowth)}, `
      + `process ${megabytes(rssGrowth)}, the model's memory ${tableGrowth} bytes more`,
  };
}

/** Models made, trained one step and dropped; only some turns of the event loop, as a busy program gives them. */
async function measureModels(k: Kernels, network: TrainedNetwork, count: number): Promise<MemoryReport> {
  const [{ x, y }] = batchesFor(network, 1);
  const before = await settled();
  let peakRss = 0, inOneBlock = 0;
  const samples: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const model = build(network, k);
    model.trainOnBatch(x, y);
    samples.push(1000 * (performance.now() - start));
    if (model.theta.buffer === model.gradient.buffer) inOneBlock++;
    if (i % TURN_EVERY === 0) await nextTurn();
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }
  const after = await settled();
  const heapGrowth = after.heapUsed - before.heapUsed, rssGrowth = after.rss - before.rss;
  const peakGrowth = peakRss - before.rss, times = timing(samples);
  return {
    ...times,
    details: { models: count, inOneBlock, peakRss, peakGrowth, rssGrowth, heapGrowth },
    note: `${(times.medianUs / 1000).toFixed(2)} ms a model and its first step; ${inOneBlock} of ${count} `
      + `with θ and ∇ in one memory; process ${megabytes(peakGrowth)} more at most, ${megabytes(rssGrowth)} after all `
      + `are freed, heap ${kilobytes(heapGrowth)}`,
  };
}

/** Models made, compiled and kept; then each is trained one step. */
async function measureLive(k: Kernels, network: TrainedNetwork, count: number): Promise<MemoryReport> {
  const [{ x, y }] = batchesFor(network, 1);
  const before = await settled(), models: Sequential[] = [], samples: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    models.push(build(network, k));
    samples.push(1000 * (performance.now() - start));
  }
  for (const model of models) model.trainOnBatch(x, y);
  const rssGrowth = (await settled()).rss - before.rss, blocks = new Set(models.map(({ theta }) => theta.buffer)).size;
  const { medianUs: firstUs } = timing(samples.slice(0, LIVE_EDGE));
  const { medianUs: lastUs } = timing(samples.slice(-LIVE_EDGE));
  const meanUs = samples.reduce((sum, sample) => sum + sample, 0) / count;
  return {
    ...timing(samples),
    details: { models: count, blocks, firstUs, lastUs, meanUs, rssGrowth },
    note: `a model takes ${milliseconds(meanUs)} on average, kernels and collections included, `
      + `${milliseconds(firstUs)} among the first ${LIVE_EDGE}, ${milliseconds(lastUs)} among the last (medians); `
      + `${blocks} memories, process ${megabytes(rssGrowth)} more`,
  };
}

const MEASURES: Readonly<Record<string, typeof measureSteps>> = {
  steps: measureSteps, models: measureModels, live: measureLive,
};

const [kernels, what, network, count] = process.argv.slice(2);
const k = createKernels(kernels === 'simd' ? 'simd' : 'reference');
const report = await MEASURES[what](k, networks[Number(network)], Number(count));
process.stdout.write(JSON.stringify(report));
