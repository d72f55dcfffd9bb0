/**
 * Digests of what is trained on, the same when a ledger is written and when it is checked.
 * @module
 */

import { runningSha256 } from '../../core/digest.ts';
import { nextTurn } from '../../core/eventLoop.ts';
import { expectUnchanged, type Examples } from '../../plan/index.ts';
import { littleEndian } from './arrayDigest.ts';
import type { Header } from './records.ts';

/** So many bytes are hashed between two turns of the event loop. */
const PART = 2 ** 20;

/**
 * SHA-256 of the first `samples` examples: x in binary32, y in binary64, weights in binary32. Throws ShapeError where
 * an array is detached or resized meanwhile.
 */
export async function dataDigests(examples: Examples, samples: number): Promise<Header['data']> {
  const { x, y, weights, count } = examples, inputs = x.length / count, outputs = y.length / count;
  const inTurns = async (bytes: Uint8Array): Promise<string> => {
    const hash = runningSha256(), { length } = bytes;
    for (let at = 0; at < length; at += PART) {
      expectUnchanged(examples, inputs, outputs, undefined, 0, 0);
      hash.update(bytes.subarray(at, at + PART));
      await nextTurn();
    }
    expectUnchanged(examples, inputs, outputs, undefined, 0, 0);
    return hash.digest();
  };
  return {
    x: await inTurns(littleEndian(x.subarray(0, samples * inputs))),
    y: await inTurns(littleEndian(Float64Array.from({ length: samples * outputs }, (_, i) => y[i]))),
    ...(weights !== undefined && { weights: await inTurns(littleEndian(weights.subarray(0, samples))) }),
  };
}

/** How the examples are not those that a header names, if they are not. */
export async function differentData(
  { data, samples }: Header, examples: Examples,
): Promise<{ readonly expected: string; readonly got: string } | undefined> {
  if (examples.count < samples) return { expected: `at least ${samples} examples`, got: String(examples.count) };
  const digests = await dataDigests(examples, samples);
  const name = (['x', 'y', 'weights'] as const).find((part) => digests[part] !== data[part]);
  if (name === undefined) return undefined;
  const expected = `the ${name} that it was trained on, SHA-256 ${data[name] ?? '(none)'}`;
  return { expected, got: digests[name] ?? '(none)' };
}
