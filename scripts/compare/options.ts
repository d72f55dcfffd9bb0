/**
 * The command line of `bitgrad compare`.
 * @module
 */
import { hintToSpell } from '../../lib/core/nearest.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';
import { json, type Command } from '../command/command.ts';
import { number, output, whole, type Kind } from '../command/kinds.ts';
import { UsageError } from '../command/usageError.ts';
import { training, type TrainingOptions } from '../train/options.ts';
import { rates } from './rates.ts';

export interface Contestant {
  readonly name: string;
  readonly learningRate: number;
}

export interface Options extends Pick<TrainingOptions, 'data' | 'epochs' | 'batchSize' | 'hidden' | 'seed'> {
  readonly optimizers: readonly Contestant[];
  readonly examples: number | undefined;
  readonly svg: string | undefined;
  readonly json: boolean;
}

const NAMES = Object.keys(optimizers);

const contestants: Kind<readonly Contestant[]> = {
  shown: 'NAMES',
  read: (option, given) => (given === 'all' ? NAMES : given.split(',')).map((one) => {
    const [name, rate, ...more] = one.trim().split(':');
    if (!NAMES.includes(name)) {
      throw new UsageError(`${option} must be names of optimizers, got '${name}'${hintToSpell(name, NAMES)}`);
    }
    if (more.length > 0) throw new UsageError(`${option} must be names with a rate at most, got '${one}'`);
    return { name, learningRate: rate === undefined ? rates[name] : number.read(option, rate) };
  }),
};

const { data, epochs, batchSize, hidden, seed } = training;

export const compare: Command<Options> = {
  name: 'bitgrad compare',
  does: 'Trains the network 784-12-12-10 with several optimizers from the same start, and shows their losses by epoch.',
  options: {
    optimizers: {
      kind: contestants, help: 'separated by commas, each with a rate if wanted: adam:0.01; \'all\' for all',
      byDefault: 'sgd,rmsprop,adam',
    },
    examples: { kind: whole(1), help: 'so many of the training set', otherwise: 'all' },
    data, epochs: { ...epochs, byDefault: '5' }, batchSize, hidden, seed,
    svg: { kind: output, help: 'writes the chart' },
    json,
  },
  examples: [
    ['', 'sgd, rmsprop and adam on the built-in digits'],
    ['--optimizers sgd:0.05,adam --epochs 2 --svg chart.svg', 'one at another rate, drawn too'],
  ],
  notes: `Optimizers, with the rate where none is given: ${NAMES.map((name) => `${name} ${rates[name]}`).join(', ')}.`,
  exits: { 0: 'done' },
};
