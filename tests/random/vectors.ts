import { readFileSync } from 'node:fs';

/** What one call gives, by the Python twin: a and b are low and high, or mean and standard deviation. */
export interface RandomCase {
  readonly seed: number;
  readonly stream: number;
  readonly length: number;
  readonly a: number;
  readonly b: number;
  readonly out: readonly number[];
}

type Vectors = Readonly<Record<'uniform' | 'normal' | 'shuffle', readonly RandomCase[]>>;

export const vectors = JSON.parse(readFileSync(new URL('../vectors/random.json', import.meta.url), 'utf8')) as Vectors;

/**
 * Kolmogorov's statistic times √n: the largest gap between the sample's distribution and `cumulative`. Above 1.95 with
 * probability 0.001.
 */
export function kolmogorov(sample: Float32Array, cumulative: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const gaps = sorted.map((x, i) =>
    Math.max(Math.abs(cumulative(x) - i / sorted.length), Math.abs(cumulative(x) - (i + 1) / sorted.length)));
  return Math.max(...gaps) * Math.sqrt(sorted.length);
}

/** The mean of f over the sample. */
export function meanOf(sample: Float32Array, f: (x: number) => number = (x) => x): number {
  return sample.reduce((sum, x) => sum + f(x), 0) / sample.length;
}
