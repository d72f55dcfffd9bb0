/**
 * Doors of data.
 * @module
 */
import { writeNpy } from '../../../lib/data/index.ts';
import {
  costly, count, door, either, flag, floats, isPlain, nonNegative, only, optional, options, real, text, word, work,
  type Argument, type Doors,
} from '../argument.ts';
import { idx } from './files.ts';

const isLabel = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'number' && value === value);
const isList = (value: unknown): value is readonly unknown[] =>
  (Array.isArray(value) && !value.includes(undefined)) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** Strings or numbers, of which a typed array has none but zeros. */
const labels = only(() => ['b', 'a', 'b', 'a'], (value) => isList(value) && Array.from(value).every(isLabel));
const whole = only(() => Uint8Array.of(1, 0, 1, 0), (value) => isList(value) && Array.from(value).every(isLabel));
const numbers = only(() => [1, 2, 3], (value) => isList(value)
  && Array.from(value).every((one) => Number.isFinite(one)));
const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
const factor = either(nonNegative(0.1), only(() => [0, 1], isPair));
const features = options({ features: count(2, 1) }, ['features']);
const empty = only(() => [[1], [2, 3]], (value) => Array.isArray(value) && value.length === 0);
const split = { x: new Float32Array(8), y: ['b', 'a', 'b', 'a'] };
const bytes = only(() => writeNpy(new Float32Array(3)));
const archive = only(() => Uint8Array.of(0x50, 0x4b, 5, 6, ...new Uint8Array(18)));
const strings: Argument = only(() => ['a', 'b'], (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string'));

export const data: Doors = {
  augmentImages: door({
    x: floats(8),
    options: options({
      shape: only(() => [2, 2]), seed: count(3), epoch: count(1), rows: only(() => [5, 9]), rotation: factor,
      translation: either(factor, only(() => ({}), isPlain)), zoom: factor, flip: word('both'), contrast: factor,
      brightness: factor, noise: nonNegative(), fillMode: word('reflect'), fillValue: real(),
      range: only(() => [0, 1], isPair),
    }, ['shape', 'seed']),
  }, ['unheardOf', 'value']),
  balancedClassWeights: door({ labels }),
  categories: door({ labels }),
  digits: costly(door({ options: options({ seed: count(3), train: work(count(2)), test: work(count(1)) }) })),
  minMax: door({ x: floats(6), options: features }),
  normalize: door({
    x: floats(6), shape: only(() => [2, 3]),
    options: options({ axis: only(() => 1, (value) => [-1, 0].includes(value as number)), order: only(() => 2,
      (value) => value === Infinity) }),
  }),
  oneHot: door({
    labels: whole, options: options({ classes: either(count(2, 2), whole), unknown: word('zeros') }),
  }),
  padSequences: door({
    sequences: empty,
    options: options({ maxlen: work(count(2, 1)), padding: word('post'), truncating: word('post'), value: real() }),
  }),
  parseCsv: door({
    text: text('a,b\n1,2\n'),
    options: options({
      separator: only(() => ',', (value) => typeof value === 'string' && value.length === 1), header: flag(),
      names: strings, missing: either(text('?'), strings), decimal: word(','), trim: flag(),
    }),
  }),
  readIdx: door({ bytes: only(idx) }),
  readIdxHeader: door({ bytes: only(idx) }),
  readNpy: door({ bytes }),
  readNpz: door({ bytes: archive, options: options({ maxBytes: count(1000, 1) }) }),
  ScaledBytes: door({ bytes: only(() => new Uint8Array(3), (value) => value instanceof Uint8Array) }),
  scaleBytes: door({ bytes: only(() => new Uint8Array(3), (value) => value instanceof Uint8Array) }),
  scaling: door({ options: options({ mean: numbers, variance: numbers }, ['mean', 'variance']) }),
  standardize: door({ x: floats(6), options: features }),
  toLabels: door({ labels, classes: only(() => ['a', 'b']) }),
  trainTestSplit: door({
    arrays: only(() => split, (value) => isPlain(value) && Object.keys(value).length === 0),
    options: options({
      seed: count(3), stream: count(1), examples: count(4), testSize: only(() => 0.5, (value) => value === 1),
      stratify: labels,
    }, ['seed', 'testSize']),
  }, ['unheardOf', 'value']),
  writeNpy: door({
    data: only(() => new Float32Array(6), (value) => isList(value) && !Array.isArray(value)),
    shape: optional(only(() => [2, 3])),
  }),
};
