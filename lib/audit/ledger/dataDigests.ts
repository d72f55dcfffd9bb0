/**
 * Digests of what is trained on, the same when a ledger is written and when it is checked.
 * @module
 */

import { runningSha256 } from '../../core/digest.ts';
import { nextTurn } from '../../core/eventLoop.ts';
import { ScaledBytes } from '../../core/scaledBytes.ts';
import { expectUnchanged, widthsOf, type Examples } from '../../plan/index.ts';
import { littleEndian, type Hashable } from './arrayDigest.ts';
import type { ArraysHeader } from './records.ts';

/** So many numbers are hashed between two turns of the event loop. */
const PART = 2 ** 17;

/** Numbers to hash: how many, and those from `start` to `end`. */
interface Column {
  readonly count: number;
  readonly part: (start: number, end: number) => Hashable;
}

/**
 * SHA-256 of the first `samples` examples: x in binary32, y in binary64, weights in binary32; of several inputs or
 * outputs one after the other. Bytes are hashed as the numbers that they stand for. Throws ShapeError where an array is
 * detached or resized meanwhile.
 */
export async function dataDigests(examples: Examples, samples: number): Promise<ArraysHeader['data']> {
  const { x, y, weights } = examples, widths = widthsOf(examples);
  const inTurns = async (columns: readonly Column[]): Promise<string> => {
    const hash = runningSha256();
    for (const { count, part } of columns) {
      for (let at = 0; at < count; at += PART) {
        expectUnchanged(examples, widths, undefined, 0, 0);
        hash.update(littleEndian(part(at, Math.min(at + PART, count))));
        await nextTurn();
      }
      expectUnchanged(examples, widths, undefined, 0, 0);
    }
    return hash.digest();
  };
  const inputs = x.map((own, i): Column => ({
    count: samples * widths.inputs[i],
    part: (start, end) => own instanceof ScaledBytes
      ? own.subarray(start, end).toFloat32Array() : own.subarray(start, end),
  }));
  const targets = y.map((own, i): Column => ({
    count: samples * widths.targets[i],
    part: (start, end) => Float64Array.from({ length: end - start }, (_, at) => own[start + at]),
  }));
  const counting = weights.map((own, i): Column => ({
    count: samples * widths.weights[i], part: (start, end) => own.subarray(start, end),
  }));
  return {
    x: await inTurns(inputs),
    y: await inTurns(targets),
    ...(weights.length > 0 && { weights: await inTurns(counting) }),
  };
}

/** How the examples are not those that a header names, if they are not. */
export async function differentData(
  { data, samples }: ArraysHeader, examples: Examples,
): Promise<{ readonly expected: string; readonly got: string } | undefined> {
  if (examples.count < samples) return { expected: `at least ${samples} examples`, got: String(examples.count) };
  const digests = await dataDigests(examples, samples);
  const name = (['x', 'y', 'weights'] as const).find((part) => digests[part] !== data[part]);
  if (name === undefined) return undefined;
  const expected = `the ${name} that it was trained on, SHA-256 ${data[name] ?? '(none)'}`;
  return { expected, got: digests[name] ?? '(none)' };
}

/** SHA-256 of a batch: each array, in the forms above, after its length in binary64. */
export function batchDigest({ x, y, weights }: Examples): string {
  const hash = runningSha256(), add = (numbers: Hashable): void => {
    hash.update(littleEndian(Float64Array.of(numbers.length)));
    hash.update(littleEndian(numbers));
  };
  for (const own of x) add(own instanceof ScaledBytes ? own.toFloat32Array() : own);
  for (const own of y) add(Float64Array.from(own));
  for (const own of weights) add(own);
  return hash.digest();
}
