/**
 * The harness: times the same work as done by several contenders, in one run.
 *
 * A shared machine takes throughput away in bursts, so contenders take turns, sample by sample, and a burst falls on
 * all of them. A sample is as many calls as fill about half a millisecond: shorter than most bursts, so that the 10th
 * percentile is what the machine does when it is left alone ("quiet"). Compare quiet with quiet.
 * @module
 */

/** One of those compared. */
export interface Contender {
  /** Does the work once. A number that it returns goes to the sink, so that no compiler can leave the work out. */
  run(): number | void;
}

/** How long to measure, in milliseconds. */
export interface Budget {
  /** A sample, unless one call takes longer; default 0.5. */
  readonly sample?: number;
  /**
   * Calls before the first sample, for each contender; default 40. WebAssembly's second compiler is done well before.
   */
  readonly warmUp?: number;
  /** All samples of all contenders; default 400. Five rounds are made however long they take. */
  readonly total?: number;
}

/** What the samples of one contender say, in microseconds a call. */
export interface Timing {
  readonly medianUs: number;
  /** 10th percentile: the quiet value. */
  readonly p10Us: number;
  /** From the 10th to the 90th percentile, as a share of the median. */
  readonly spread: number;
  readonly samples: number;
}

interface Sampler {
  readonly run: () => number | void;
  readonly calls: number;
  /** Samples a round: quick contenders get more of them. */
  readonly repeats: number;
  /** Microseconds a call. */
  readonly samples: number[];
}

const FEWEST_ROUNDS = 5;
const MOST_ROUNDS = 400;
const MOST_REPEATS = 16;

let sink = 0;

/** The sum of all that was returned: exported, so it must be computed. */
export function drained(): number {
  return sink;
}

/** Times each contender; the results are in their order. */
export function measure(
  contenders: readonly Contender[], { sample = 0.5, warmUp = 40, total = 400 }: Budget = {},
): Timing[] {
  const estimates = contenders.map((contender) => warm(contender, warmUp));
  const slowest = Math.max(sample, ...estimates);
  const samplers = contenders.map(({ run }, i): Sampler => {
    const calls = Math.max(1, Math.round(sample / estimates[i]));
    return {
      run, calls, repeats: Math.min(MOST_REPEATS, Math.max(1, Math.round(slowest / (calls * estimates[i])))),
      samples: [],
    };
  });
  const order = [...samplers];
  const end = performance.now() + total;
  for (let round = 0; round < FEWEST_ROUNDS || (round < MOST_ROUNDS && performance.now() < end); round++) {
    for (const { run, calls, repeats, samples } of order) {
      for (let r = 0; r < repeats; r++) samples.push(take(run, calls));
    }
    order.reverse(); // whoever came last comes first: what one leaves in the caches favours none
  }
  return samplers.map(({ samples }) => timing(samples));
}

/** The percentile q, from 0 to 1, of unsorted values; NaN of none. */
export function percentile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

/** Median, 10th percentile and spread of samples. */
export function timing(samples: readonly number[]): Timing {
  const medianUs = percentile(samples, 0.5), p10Us = percentile(samples, 0.1);
  return { medianUs, p10Us, spread: (percentile(samples, 0.9) - p10Us) / medianUs, samples: samples.length };
}

/**
 * Calls for `milliseconds`, in runs that double while they are short, and at least twice. Returns the milliseconds
 * a call then takes.
 */
function warm({ run }: Contender, milliseconds: number): number {
  const start = performance.now();
  let calls = 1, best = Infinity;
  for (let runs = 0; runs < 2 || performance.now() - start < milliseconds; runs++) {
    const each = take(run, calls) / 1000;
    best = Math.min(best, each);
    if (each * calls < 0.1) calls *= 2;
  }
  return best;
}

/** Microseconds a call. */
function take(run: () => number | void, calls: number): number {
  let returned = 0;
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    const value = run();
    if (value !== undefined) returned += value;
  }
  const milliseconds = performance.now() - start;
  sink += returned;
  return (1000 * milliseconds) / calls;
}
