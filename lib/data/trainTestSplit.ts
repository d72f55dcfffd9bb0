/**
 * Examples to learn from, and examples to be judged by.
 * @module
 */

import { expectInteger, expectKnownOptions, isPlainObject, rangeError, show, typeError } from '../core/errors.ts';
import { setOwn } from '../core/ownProperty.ts';
import { shuffle } from '../random/index.ts';
import { takerOf, type Rows } from './takeRows.ts';
import { different, toLabelList, type Labels } from './values.ts';

/** What {@link trainTestSplit} takes. */
export interface TrainTestSplitOptions {
  /** An integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** An integer from 0 to 2³² − 1, 0 by default: other streams split otherwise. */
  readonly stream?: number;
  /**
   * How many examples there are, each a row of every array. Default: as many as `stratify` has, or all tables and plain
   * arrays, where they agree. Typed arrays do not say how long a row is.
   */
  readonly examples?: number;
  /** The share to be judged by, rounded up, between 0 and 1; or how many, from 1. Default 0.25. */
  readonly testSize?: number;
  /** Labels, one an example, whose shares both parts are to have. Default none. */
  readonly stratify?: Labels;
}

/** Each array's rows to learn from and those to be judged by, copies in the same order. */
export interface Split<T> {
  readonly train: T;
  readonly test: T;
}

const OPTIONS = ['seed', 'stream', 'examples', 'testSize', 'stratify'];

/** As many examples as all tables and plain arrays have. Throws TypeError where they do not say it. */
function countOf(who: string, arrays: object): number {
  const sizes = Object.entries(arrays).map(([name, data]: [string, Partial<ArrayLike<unknown>> & { rows?: unknown }]) =>
    [name, data?.rows ?? data?.length, Array.isArray(data) || data?.rows !== undefined] as const);
  const said = new Set(sizes.filter(([, , isSaid]) => isSaid).map(([, size]) => size)), [count] = said;
  if (said.size === 1 && typeof count === 'number') return count;
  const got = sizes.map(([name, size]) => `${name} of ${size}`).join(', ');
  throw typeError(`${who}: examples must say how many there are, got undefined, and arrays ${got}`);
}

/** Examples that there are, and how many of them are to be judged by. */
function toCounts(
  { examples, testSize = 0.25, stratify }: TrainTestSplitOptions, labels: readonly unknown[], arrays: object,
): { readonly count: number; readonly testCount: number } {
  const who = 'trainTestSplit';
  const count = examples !== undefined ? examples : stratify === undefined ? countOf(who, arrays) : labels.length;
  expectInteger(who, 'examples', count, 2, 2 ** 32 - 1);
  if (stratify !== undefined && labels.length !== count) {
    throw rangeError(`${who}: stratify must hold ${count} labels, one an example, got ${labels.length}`);
  }
  if (typeof testSize !== 'number') throw typeError(`${who}: testSize must be a number, got ${show(testSize)}`);
  const testCount = testSize < 1 ? Math.ceil(testSize * count) : testSize;
  if (testSize > 0 && Number.isInteger(testCount) && testCount < count) return { count, testCount };
  throw rangeError(`${who}: testSize must be a share between 0 and 1 or a number of examples from 1 to ${count - 1}, `
    + `that leaves some to learn from, got ${show(testSize)}`);
}

/**
 * How many examples of each class are to be judged by: its share, rounded down; what is missing then goes to the
 * classes that lost most, of equals to the first. Throws RangeError where a class has one example, or where a part has
 * fewer examples than there are classes.
 */
function sharesOf(counts: readonly number[], names: readonly unknown[], count: number, testCount: number): number[] {
  const who = 'trainTestSplit', lone = counts.findIndex((one) => one < 2);
  if (lone >= 0) throw rangeError(`${who}: stratify must hold each label twice, got one ${show(names[lone])}`);
  const least = Math.min(testCount, count - testCount);
  if (least < counts.length) {
    const wanted = `an example of each of ${counts.length} labels`;
    throw rangeError(`${who}: each part must have ${wanted}, got ${least} examples`);
  }
  const shares = counts.map((one) => Math.floor((one * testCount) / count));
  const lost = counts.map((one) => (one * testCount) % count);
  const order = lost.map((_, i) => i).sort((a, b) => lost[b] - lost[a] || a - b);
  const missing = testCount - shares.reduce((sum, share) => sum + share, 0);
  for (const i of order.slice(0, missing)) shares[i]++;
  return shares;
}

/** Of examples in random order those to be judged by: the first ones, or the first ones of each class. */
function isTest(
  order: Uint32Array, labels: readonly (string | number)[], testCount: number,
): (example: number) => boolean {
  const names = different(labels), places = new Map(names.map((name, place) => [name, place]));
  const classOf = (example: number): number => (labels.length === 0 ? 0 : places.get(labels[example]) ?? 0);
  const counts = names.map(() => 0);
  if (names.length > 0) order.forEach((example) => counts[classOf(example)]++);
  const left = names.length === 0 ? [testCount] : sharesOf(counts, names, order.length, testCount);
  return (example) => left[classOf(example)]-- > 0;
}

/**
 * Splits arrays alike, by rows, into those to learn from and those to be judged by:
 *
 *     const { train, test } = trainTestSplit({ x, y }, { testSize: 0.2, seed: 0, stratify: y });
 *     await model.fit(train.x, train.y);
 *     model.evaluate(test.x, test.y);
 *
 * Takes arrays, typed arrays of any kind, and tables of `parseCsv`; what it gives are copies of the same kind. A test
 * set of a share has ⌈share · examples⌉ of them. The order is that of `shuffle({ seed, stream, length: examples })`:
 * the first are the test set, or the first of each class where it is stratified, and both parts keep that order; so the
 * split is the same on every machine.
 *
 * Throws: RangeError for a seed, a stream or a size that there is not, where a label of `stratify` comes only once, and
 *         where one part has fewer examples than there are labels; ShapeError for an array that has not one row an
 *         example.
 * Source: scikit-learn's `train_test_split`, which also rounds the test set up; its order is another one.
 */
export function trainTestSplit<T extends { readonly [name: string]: Rows }>(
  arrays: T, options: TrainTestSplitOptions,
): Split<T> {
  const who = 'trainTestSplit';
  if (!isPlainObject(arrays)) {
    throw typeError(`${who}: arrays must be an object of arrays by name, such as { x, y }, got ${show(arrays)}`);
  }
  expectKnownOptions(who, options, OPTIONS);
  const { seed, stream = 0, stratify } = options;
  expectInteger(who, 'seed', seed);
  expectInteger(who, 'stream', stream, 0, 2 ** 32 - 1);
  const labels = stratify === undefined ? [] : toLabelList(who, 'stratify', stratify);
  const { count, testCount } = toCounts(options, labels, arrays);
  const takers = Object.entries(arrays).map(([name, data]) => [name, takerOf(who, name, data, count)] as const);
  const order = shuffle({ seed, stream, length: count }), chosen = isTest(order, labels, testCount);
  const test = order.filter(chosen), inTest = new Set(test), train = order.filter((example) => !inTest.has(example));
  const takeAll = (rows: Uint32Array): T => {
    const taken: Record<string, Rows> = {};
    for (const [name, take] of takers) setOwn(taken, name, take(rows));
    return taken as T;
  };
  return { train: takeAll(train), test: takeAll(test) };
}
