/**
 * Optimizers that compute here what they compute in Keras and TensorFlow.js, and what they keep.
 * @module
 */

import type { DialectName } from './dialect.ts';

/** An optimizer of both. */
export interface OptimizerRow {
  /** The class in files, and which of them has it. */
  readonly className: string;
  readonly dialects: readonly DialectName[];
  /** Its name here. */
  readonly name: string;
  /** Options by their names here, with the keys of files where those differ. */
  readonly options: Readonly<Record<string, string>>;
  /** Options that it is given here besides. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Slots here, with what TensorFlow.js calls them, in the order of Keras 3. */
  readonly slots: readonly (readonly [own: string, tfjs: string])[];
  /** Whether Keras 3 has all tensors of a slot before those of the next. */
  readonly isBySlot?: boolean;
}

const same = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));

const MOMENTS = [['m', 'm'], ['v', 'v']] as const;
const KERAS = ['Keras 2', 'Keras 3'] as const;
const ALL = [...KERAS, 'TensorFlow.js'] as const;
const ADAM = { ...same('beta1', 'beta2', 'epsilon'), amsgrad: 'amsgrad' };
const RMS = { ...same('momentum', 'epsilon', 'centered') };

export const optimizerRows: readonly OptimizerRow[] = [
  { className: 'Adam', dialects: ALL, name: 'adam', options: ADAM, slots: MOMENTS },
  { className: 'AdamW', dialects: ['Keras 3'], name: 'adamw',
    options: { ...ADAM, ...same('weightDecay') }, slots: MOMENTS },
  {
    className: 'Adamax', dialects: KERAS, name: 'adamax', options: same('beta1', 'beta2', 'epsilon'),
    slots: [['m', 'm'], ['u', 'v']],
  },
  {
    className: 'SGD', dialects: ALL, name: 'sgd', options: same('momentum', 'nesterov'),
    slots: [['momentum', 'momentum']],
  },
  {
    className: 'Momentum', dialects: ['TensorFlow.js'], name: 'momentumOptimizer',
      options: same('momentum', 'useNesterov'),
    slots: [['accumulator', 'momentum']],
  },
  {
    className: 'RMSprop', dialects: ['Keras 3'], name: 'rmsPropOptimizer', options: { ...RMS, rho: 'rho' },
    fixed: { initialMeanSquare: 0 }, slots: [['ms', 'rms'], ['mom', 'momentum'], ['mg', 'mg']], isBySlot: true,
  },
  {
    className: 'RMSProp', dialects: ['TensorFlow.js'], name: 'rmsPropOptimizer', options: { ...RMS, rho: 'decay' },
    fixed: { initialMeanSquare: 0 }, slots: [['ms', 'rms'], ['mom', 'momentum'], ['mg', 'mg']],
  },
  { className: 'RMSprop', dialects: ['Keras 2'], name: 'rmsprop', options: { ...RMS, rho: 'rho' }, slots: [] },
  { className: 'Lion', dialects: ['Keras 3'], name: 'lion', options: same('beta1', 'beta2'), slots: [['m', 'm']] },
];

/** Options of all of them, of Keras only. */
export const SHARED_OPTIONS = ['clipnorm', 'clipvalue', 'globalClipnorm', 'weightDecay'] as const;

/** The row of a class in files of a dialect. */
export function optimizerOfClass(className: string, dialect: DialectName): OptimizerRow | undefined {
  const plain = className.toLowerCase();
  return optimizerRows.find((row) => row.className.toLowerCase() === plain && row.dialects.includes(dialect));
}

/** The row of an optimizer here. */
export function optimizerOfName(name: string, dialect: DialectName): OptimizerRow | undefined {
  return optimizerRows.find((row) => row.name === name && row.dialects.includes(dialect));
}
