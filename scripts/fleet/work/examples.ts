/**
 * Examples of jobs: unpacked once, and taken by their numbers.
 * @module
 */
import { ScaledBytes } from '../../../lib/data/index.ts';
import { takerOf } from '../../../lib/data/takeRows.ts';
import { shuffle } from '../../../lib/random/index.ts';
import type { Images } from '../../dataset.ts';
import { unpackExamples, type Examples } from '../arrays.ts';
import type { Fold } from '../jobs.ts';
import { Cache, type Store } from '../store.ts';

/** Takes examples by their numbers. */
export type Taker = (rows: Uint32Array) => Images;

export function takerOfExamples({ x: given, y, count }: Examples): Taker {
  const x = given instanceof ScaledBytes ? given : Float32Array.from(given);
  const takeX = takerOf('fleet', 'x', x, count), takeY = takerOf('fleet', 'y', y, count);
  return (rows) => ({ x: takeX(rows), y: takeY(rows) });
}

const unpacked = new Cache<Examples>(2);

/** All examples of a digest. Rejects with SchemaError for other bytes, and as the store. */
export function examplesOf(digest: string, store: Store): Promise<Examples> {
  return unpacked.get(digest, async () => unpackExamples(await store.get(digest)));
}

/** The numbers of the examples that a fold trains on, and of those that validate, each ascending. */
export function rowsOf({ of, index, seed }: Fold, count: number): { readonly train: Uint32Array; held: Uint32Array } {
  const order = shuffle({ seed, length: count });
  const [from, to] = [index, index + 1].map((i) => Math.floor((i * count) / of));
  const isHeld = new Uint8Array(count);
  for (const row of order.subarray(from, to)) isHeld[row] = 1;
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  return { train: all.filter((row) => isHeld[row] === 0), held: all.filter((row) => isHeld[row] === 1) };
}

/** Both parts of a fold. */
export interface Folded {
  readonly train: Images;
  readonly held: Images;
}

const folded = new Cache<Folded>(4);

/** Examples in two parts. Rejects as `examplesOf`. */
export function foldOf(digest: string, fold: Fold, store: Store): Promise<Folded> {
  return folded.get(`${digest} ${fold.of} ${fold.index} ${fold.seed}`, async () => {
    const examples = await examplesOf(digest, store), rows = rowsOf(fold, examples.count);
    const take = takerOfExamples(examples);
    return { train: take(rows.train), held: take(rows.held) };
  });
}
