/**
 * The training examples of a network to explain.
 * @module
 */
import type { RowSource } from '../../lib/kernels/index.ts';
import type { Model } from '../../lib/index.ts';
import { ANSWER, drawSums, expectNoPixels, textOf } from '../addition/sums.ts';
import { loadDataset, type DatasetOptions } from '../dataset.ts';

export interface Examples {
  readonly x: RowSource;
  readonly y: Uint8Array;
  readonly count: number;
}

/** All of them, with what they are called, together and one by one. */
export interface TrainingExamples extends Examples {
  readonly name: string;
  readonly truth: (example: number) => string;
}

export async function imagesFor(options: DatasetOptions): Promise<TrainingExamples> {
  const { train: { x, y }, name } = await loadDataset(options);
  return { x, y, count: y.length, name, truth: (example) => String(y[example]) };
}

/** The sums that a network of `bitgrad addition` was trained on. */
export function sumsFor({ seed }: Model, options: DatasetOptions): TrainingExamples {
  expectNoPixels(options);
  const { train } = drawSums(seed), { y } = train;
  const truth = (sum: number): string => textOf(train, sum, y.subarray(sum * ANSWER, (sum + 1) * ANSWER));
  return { ...train, name: 'sums', truth };
}
