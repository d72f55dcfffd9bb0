/**
 * What the page trains, on what, and how. `address.ts` writes it into an address.
 * @module
 */
import { expectInteger, hintToSpell, rangeError, show } from '../../lib/core/errors.ts';
import { expectPoints, type Point } from './points.ts';

/** Data that are drawn by the seed. */
export const DRAWN = ['spirals', 'circles', 'xor', 'gaussians', 'sine', 'digits'] as const;
/** All kinds of data; the last two are the reader's own. */
export const KINDS: readonly DataKind[] = [...DRAWN, 'points', 'csv'];
export type DataKind = (typeof DRAWN)[number] | 'points' | 'csv';

/** Examples that are drawn: `count` to train on, `test` to test by. */
export interface DrawnData {
  readonly kind: (typeof DRAWN)[number];
  readonly count: number;
  readonly test: number;
  /** Standard deviation of what is added to each coordinate; of the sine to y. Digits have none: 0. */
  readonly noise: number;
}

/** Points that somebody has clicked; `test` of them, drawn by the seed, are held back. */
export interface OwnPoints {
  readonly kind: 'points';
  readonly points: readonly Point[];
  readonly test: number;
}

/**
 * A table whose last column is sought; `test` of its rows, drawn by the seed, are held back. The address has the text
 * itself where that is short, else its SHA-256 alone: `text` is then undefined until the file is dropped.
 */
export interface OwnTable {
  readonly kind: 'csv';
  readonly text: string | undefined;
  readonly sha256: string;
  readonly test: number;
}

export type DataSetting = DrawnData | OwnPoints | OwnTable;

export const ACTIVATIONS = [
  'linear', 'relu', 'tanh', 'sigmoid', 'leakyRelu', 'elu', 'selu', 'gelu', 'silu', 'mish', 'softplus', 'softsign',
] as const;
export const INITIALIZERS = [
  'glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'lecunUniform', 'lecunNormal', 'orthogonal', 'randomNormal',
  'randomUniform', 'truncatedNormal', 'zeros', 'ones',
] as const;
/** Those of Keras, then those of TensorFlow, whose defaults differ. */
export const OPTIMIZERS = [
  'sgd', 'rmsprop', 'adagrad', 'adadelta', 'adam', 'adamax', 'nadam', 'ftrl', 'adamw', 'lion', 'lamb', 'radam', 'rprop',
  'adafactor', 'gradientDescentOptimizer', 'proximalGradientDescentOptimizer', 'momentumOptimizer', 'adagradOptimizer',
  'proximalAdagradOptimizer', 'adagradDAOptimizer', 'adadeltaOptimizer', 'ftrlOptimizer', 'adamOptimizer',
  'nadamOptimizer', 'adaMaxOptimizer', 'rmsPropOptimizer', 'addSignOptimizer', 'powerSignOptimizer',
] as const;
export const REGULARIZERS = ['l1', 'l2'] as const;

/** A hidden layer. */
export interface LayerSetting {
  readonly units: number;
  readonly activation: (typeof ACTIVATIONS)[number];
  /** Share of its outputs that each training step leaves out. */
  readonly dropout: number;
  readonly initializer: (typeof INITIALIZERS)[number];
}

export interface OptimizerSetting {
  readonly name: (typeof OPTIMIZERS)[number];
  readonly learningRate: number;
  /** Further options by name; which there are, and in what range, the optimizer itself says. */
  readonly options: Readonly<Record<string, number | boolean>>;
}

/** What each weight adds to J: rate · |w| or rate · w². */
export interface RegularizerSetting {
  readonly name: (typeof REGULARIZERS)[number];
  readonly rate: number;
}

export interface Setting {
  readonly data: DataSetting;
  /** The hidden ones; the last layer follows from the data. */
  readonly layers: readonly LayerSetting[];
  readonly optimizer: OptimizerSetting;
  /** Examples a step. */
  readonly batchSize: number;
  /** Governs data, first weights, order and dropout. */
  readonly seed: number;
  readonly regularizer: RegularizerSetting | undefined;
}

/** Most examples, layers, units of one, and characters of a table that the address itself holds. */
export const MOST = { examples: 100_000, layers: 8, units: 1024, text: 2000 } as const;

/** What a layer is beside its units, where the address does not say. */
export const LAYER: Omit<LayerSetting, 'units'> = { activation: 'relu', dropout: 0, initializer: 'glorotUniform' };

/** The data of a kind to begin with. */
export const DATA: Readonly<Record<DrawnData['kind'], DrawnData>> = {
  spirals: { kind: 'spirals', count: 200, test: 200, noise: 0.02 },
  circles: { kind: 'circles', count: 200, test: 200, noise: 0.05 },
  xor: { kind: 'xor', count: 200, test: 200, noise: 0.05 },
  gaussians: { kind: 'gaussians', count: 200, test: 200, noise: 0.15 },
  sine: { kind: 'sine', count: 100, test: 100, noise: 0.1 },
  digits: { kind: 'digits', count: 40_000, test: 5_000, noise: 0 },
};

/** The setting of an empty address. What an address leaves out is as here: old links depend on it. */
export const DEFAULT: Setting = {
  data: DATA.spirals,
  layers: [{ ...LAYER, units: 8, activation: 'tanh' }, { ...LAYER, units: 8, activation: 'tanh' }],
  optimizer: { name: 'adam', learningRate: 0.01, options: {} },
  batchSize: 32, seed: 0, regularizer: undefined,
};

/** The report's network on the digits, as `bitgrad train` has it. */
export const REPORTS: Setting = {
  ...DEFAULT, data: DATA.digits, layers: [{ ...LAYER, units: 12 }, { ...LAYER, units: 12 }],
  optimizer: { name: 'sgd', learningRate: 0.1, options: {} },
};

const WHO = 'setting';

/** Throws RangeError or TypeError, naming the part, for a setting that cannot be meant. */
export function expectSetting({ data, layers, optimizer, batchSize, seed, regularizer }: Setting): void {
  expectData(data);
  expectInteger(WHO, 'layers.length', layers.length, 0, MOST.layers);
  layers.forEach(({ units, activation, dropout, initializer }, i) => {
    expectInteger(WHO, `layers[${i}].units`, units, 1, MOST.units);
    oneOf(`layers[${i}].activation`, activation, ACTIVATIONS);
    expectBetween(`layers[${i}].dropout`, dropout, 0, 0.99);
    oneOf(`layers[${i}].initializer`, initializer, INITIALIZERS);
  });
  oneOf('optimizer', optimizer.name, OPTIMIZERS);
  expectBetween('optimizer.learningRate', optimizer.learningRate, 0, 1e6);
  for (const [name, value] of Object.entries(optimizer.options)) {
    if (!/^[a-z]\w*$/i.test(name) || name === 'learningRate') {
      throw rangeError(`${WHO}: optimizer must have options of other names than ${show(name)}`);
    }
    if (typeof value !== 'boolean') expectBetween(`optimizer.${name}`, value, -1e9, 1e9);
  }
  expectInteger(WHO, 'batch', batchSize, 1, MOST.examples);
  expectInteger(WHO, 'seed', seed);
  if (regularizer === undefined) return;
  oneOf('regularizer', regularizer.name, REGULARIZERS);
  expectBetween('regularizer.rate', regularizer.rate, 0, 1e6);
}

function expectData(data: DataSetting): void {
  oneOf('data', data.kind, KINDS);
  expectInteger(WHO, 'data.test', data.test, 0, MOST.examples);
  if (data.kind === 'points') {
    expectInteger(WHO, 'data.points.length', data.points.length, 0, MOST.examples);
    expectPoints(data.points);
  } else if (data.kind === 'csv') {
    if (!/^[0-9a-f]{64}$/.test(data.sha256)) {
      throw rangeError(`${WHO}: data.sha256 must be 64 hexadecimal digits, got ${show(data.sha256)}`);
    }
  } else {
    expectInteger(WHO, 'data.count', data.count, 1, MOST.examples);
    expectBetween('data.noise', data.noise, 0, data.kind === 'digits' ? 0 : 10);
  }
}

function expectBetween(what: string, value: number, low: number, high: number): void {
  if (typeof value === 'number' && value >= low && value <= high && !Object.is(value, -0)) return;
  throw rangeError(`${WHO}: ${what} must be a number from ${low} to ${high}, got ${show(value)}`);
}

/** One of some words. Throws RangeError, naming what it is. */
export function oneOf<T extends string>(what: string, given: string, words: readonly T[]): T {
  const word = words.find((known) => known === given);
  if (word !== undefined) return word;
  throw rangeError(
    `${WHO}: ${what} must be one of ${words.join(', ')}, got ${show(given)}${hintToSpell(given, words)}`,
  );
}
