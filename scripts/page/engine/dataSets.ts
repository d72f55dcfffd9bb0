/**
 * The examples of a setting.
 * @module
 */
import { FormatError, StateError, rangeError } from '../../../lib/core/errors.ts';
import { sha256 } from '../../../lib/core/digest.ts';
import { toUtf8 } from '../../../lib/core/utf8.ts';
import {
  IMAGE_SIZE, categories, digits, parseCsv, standardize, trainTestSplit, type ScaledBytes,
} from '../../../lib/data/index.ts';
import type { DataInfo, Window } from '../protocol.ts';
import type { DrawnData, OwnPoints, OwnTable, Setting } from '../setting.ts';
import { drawExamples } from './drawn.ts';

/** Rows of inputs: digits stay bytes. */
export type Inputs = Float32Array | ScaledBytes;

export interface Examples {
  readonly x: Inputs;
  /** Classes, or the numbers sought. */
  readonly y: Float32Array;
}

export interface Data {
  readonly info: DataInfo;
  readonly train: Examples;
  readonly test: Examples;
}

/** The stream by which own examples are held back. */
const HELD_BACK = 3;
/** Where own points may be. All of it is seen, however few there are: a click does not move the picture. */
const PLANE: Window = { left: -2, right: 2, low: -2, high: 2 };
/** Whole numbers of a table are classes where there are no more of them. */
const MOST_CLASSES = 20;

/** Of a setting that is in order. Throws RangeError, FormatError or StateError where its own data are not. */
export function makeData({ data, seed, batchSize }: Setting): Data {
  const { train, test, ...said } = data.kind === 'points' ? ownPoints(data, seed)
    : data.kind === 'csv' ? ownTable(data, seed) : drawn(data, seed);
  const count = train.y.length, { inputs } = said;
  if (count === 0) throw rangeError('setting: data must leave at least one example to train on, got 0');
  const info: DataInfo = {
    ...said, train: count, test: test.y.length, steps: Math.ceil(count / batchSize),
    window: data.kind === 'points' ? PLANE : inputs > 2 || train.x instanceof Float32Array === false ? undefined
      : windowOf([train, test], said.task === 'regression', inputs),
  };
  return { info, train, test };
}

type Made = Pick<Data, 'train' | 'test'> & Pick<DataInfo, 'task' | 'inputs' | 'inputNames' | 'classes'>;

const numbered = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i));

function drawn({ kind, count, test, noise }: DrawnData, seed: number): Made {
  if (kind === 'digits') {
    const images = digits({ seed, train: count, test });
    const of = ({ levels, y }: typeof images.train): Examples => ({ x: levels, y: Float32Array.from(y) });
    return {
      train: of(images.train), test: of(images.test), task: 'classification', inputs: IMAGE_SIZE ** 2,
      inputNames: ['pixels'], classes: numbered(10),
    };
  }
  const { x, y } = drawExamples(kind, count + test, noise, seed), inputs = x.length / y.length;
  return {
    train: { x: x.subarray(0, count * inputs), y: y.subarray(0, count) },
    test: { x: x.subarray(count * inputs), y: y.subarray(count) },
    task: kind === 'sine' ? 'regression' : 'classification', inputs, inputNames: kind === 'sine' ? ['x'] : ['x₁', 'x₂'],
    classes: kind === 'sine' ? [] : numbered(kind === 'gaussians' ? 3 : 2),
  };
}

function ownPoints({ points, test }: OwnPoints, seed: number): Made {
  const x = Float32Array.from(points.flatMap((point) => [point.x, point.y]));
  const y = Float32Array.from(points, ({ label }) => label);
  return {
    ...heldBack({ x, y }, test, seed), task: 'classification', inputs: 2, inputNames: ['x₁', 'x₂'],
    classes: numbered(Math.max(2, 1 + y.reduce((most, label) => Math.max(most, label), 0))),
  };
}

/** A table's numbers, each column with mean 0 and deviation 1 over the rows to train on; so a number that is sought. */
function ownTable({ text, sha256: wanted, test }: OwnTable, seed: number): Made {
  if (text === undefined) {
    const named = `that of the table with SHA-256 ${wanted}`;
    throw new StateError(`setting: data.text must be ${named}, got none; drop its file`);
  }
  const found = sha256Of(text);
  if (found !== wanted) throw rangeError(`setting: data.sha256 must be that of the table, ${found}, got ${wanted}`);
  const table = parseCsv(text, { trim: true }), names = table.names.slice(0, -1), sought = table.names[names.length];
  if (names.length === 0) throw new FormatError('setting: data.text must have two columns at least, got one');
  const inputs = names.length, words = table.strings(sought), numbers = words.map(Number);
  const kinds = new Set(words);
  const isClass = numbers.some((value) => !Number.isFinite(value))
    || (kinds.size <= MOST_CLASSES && numbers.every((value) => Number.isInteger(value)));
  const classes = isClass ? categories(words) : [];
  if (classes.length === 1) {
    throw new FormatError(`setting: data.text must have several classes in column '${sought}', got one, '${words[0]}'`);
  }
  const y = isClass ? Float32Array.from(words, (word) => classes.indexOf(word)) : table.numbers(sought);
  const parts = heldBack({ x: table.numbers(names), y }, test, seed);
  const scaled = standardize(parts.train.x, { features: inputs });
  const target = isClass ? undefined : standardize(parts.train.y, { features: 1 });
  const of = (part: typeof parts.train): Examples => ({ x: scaled.apply(part.x), y: target?.apply(part.y) ?? part.y });
  return {
    train: of(parts.train), test: of(parts.test), task: isClass ? 'classification' : 'regression', inputs,
    inputNames: names, classes,
  };
}

interface Rows {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Drawn by the seed. */
function heldBack({ x, y }: Rows, test: number, seed: number): { readonly train: Rows; readonly test: Rows } {
  if (test === 0) return { train: { x, y }, test: { x: x.subarray(0, 0), y: y.subarray(0, 0) } };
  if (test >= y.length) {
    throw rangeError(`setting: data.test must be below the number of examples, ${y.length}, got ${test}`);
  }
  const { train, test: kept } = trainTestSplit(
    { x, y }, { seed, stream: HELD_BACK, examples: y.length, testSize: test });
  return { train, test: kept };
}

/** The SHA-256 of a text, by which a setting names a table. Throws RangeError for half a pair of surrogates. */
export function sha256Of(text: string): string {
  const bytes = toUtf8(text);
  if (bytes === undefined) throw rangeError('setting: data.text must be text of Unicode, got half of a pair');
  return sha256(bytes);
}

/** All examples, with a tenth around; of one input the second axis is the number sought. */
function windowOf(parts: readonly Examples[], isRegression: boolean, inputs: number): Window | undefined {
  if (inputs === 1 && !isRegression) return undefined;
  const range = (values: readonly number[]): readonly [number, number] => {
    const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
    const margin = high > low ? (high - low) / 10 : 1;
    return [low - margin, high + margin];
  };
  const column = (i: number): number[] => parts.flatMap(({ x }) => [...x].filter((_, at) => at % inputs === i));
  const [left, right] = range(column(0));
  const [low, high] = range(inputs === 2 ? column(1) : parts.flatMap(({ y }) => [...y]));
  return { left, right, low, high };
}
