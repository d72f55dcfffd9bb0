/**
 * How much faster a step becomes with more workers, by what was measured of it.
 * @module
 */

/** What a step costs on this machine, in milliseconds. */
export interface StepCost {
  /** ∇ of S/W of the S shards, for W = 1, 2, 4 and so on. */
  readonly computing: ReadonlyMap<number, number>;
  /** Adding up the shards' ∇, the update, and packing for the way. */
  readonly applying: number;
  /** From a job's leaving to its answer, without what it computes. */
  readonly latency: number;
  /** Bytes of θ with what layers keep, and of ∇ with what goes with it. */
  readonly thetaBytes: number;
  readonly gradientBytes: number;
}

const BITS = 8, MILLISECONDS = 1000, GIGA = 1e9;

/**
 * Milliseconds of a step with W workers on a network of so many Gbit/s, which all comes through one machine's link: θ
 * goes to each worker, and ∇ of each comes in and goes out to the coordinator. One worker here needs no network.
 */
export function stepTime({ computing, applying, latency, thetaBytes, gradientBytes }: StepCost, workers: number,
  gigabits: number): number {
  const bytes = workers * (thetaBytes + gradientBytes);
  const carrying = latency + (bytes * BITS * MILLISECONDS) / (gigabits * GIGA);
  return (computing.get(workers) ?? NaN) + applying + carrying;
}

/** A step in one process, as a multiple of one by W workers: below 1 these are slower. */
export function speedUp(cost: StepCost, workers: number, gigabits: number): number {
  return ((cost.computing.get(1) ?? NaN) + cost.applying) / stepTime(cost, workers, gigabits);
}
