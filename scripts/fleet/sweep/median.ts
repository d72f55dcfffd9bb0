/**
 * Which runs are not worth going on with.
 * @module
 */

/** The middle of numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b), half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Whether each run stops by the median rule: its best loss so far is above the median of the mean losses so far of all
 * that have come as far. `losses` has one list for each run, an epoch each.
 *
 * Source: Golovin et al. 2017, Google Vizier, section 3.2.2.
 */
export function stopped(losses: readonly (readonly number[])[]): boolean[] {
  const middle = median(losses.map(mean));
  return losses.map((own) => Math.min(...own) > middle);
}
