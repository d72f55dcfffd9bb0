/**
 * Digests of what is trained on, the same when a ledger is written and when it is checked.
 * @module
 */

import { runningSha256 } from '../../core/digest.ts';
import { nextTurn } from '../../core/eventLoop.ts';
import { expectUnchanged, widthsOf, type Examples } from '../../plan/index.ts';
import { littleEndian } from './arrayDigest.ts';
import type { Header } from './records.ts';

/** So many bytes are hashed between two turns of the event loop. */
const PART = 2 ** 20;

/**
 * SHA-256 of the first `samples` examples: x in binary32, y in binary64, weights in binary32; of several inputs or
 * outputs one after the other. Throws ShapeError where an array is detached or resized meanwhile.
 */
export async function dataDigests(examples: Examples, samples: number): Promise<Header['data']> {
  const { x, y, weights } = examples, widths = widthsOf(examples);
  const inTurns = async (columns: readonly (() => Uint8Array)[]): Promise<string> => {
    const hash = runningSha256();
    for (const bytesOf of columns) {
      const bytes = bytesOf(), { length } = bytes;
      for (let at = 0; at < length; at += PART) {
        expectUnchanged(examples, widths, undefined, 0, 0);
        hash.update(bytes.subarray(at, at + PART));
        await nextTurn();
      }
      expectUnchanged(examples, widths, undefined, 0, 0);
    }
    return hash.digest();
  };
  return {
    x: await inTurns(x.map((own, i) => () => littleEndian(own.subarray(0, samples * widths.inputs[i])))),
    y: await inTurns(y.map((own, i) => () =>
      littleEndian(Float64Array.from({ length: samples * widths.targets[i] }, (_, at) => own[at])))),
    ...(weights.length > 0 && {
      weights: await inTurns(weights.map((own, i) => () =>
        littleEndian(own.subarray(0, samples * widths.weights[i])))),
    }),
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
