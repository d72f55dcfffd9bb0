/**
 * The command line of `bitgrad verify`.
 * @module
 */
import { shuffle } from '../../lib/random/index.ts';
import { json, type Command } from '../command/command.ts';
import { tryInput } from '../command/inputs.ts';
import { flag, input, listOf, oneOf, whole } from '../command/kinds.ts';
import { UsageError } from '../command/usageError.ts';
import { training, type TrainingOptions } from '../train/options.ts';

export interface Options extends Pick<TrainingOptions, 'data' | 'seed' | 'normalize'> {
  readonly module: string | undefined;
  readonly all: boolean;
  readonly steps: readonly number[] | undefined;
  readonly sample: number | undefined;
  readonly sampleSeed: number;
  readonly kernels: 'reference' | 'simd';
  readonly locate: boolean;
  readonly incomplete: boolean;
  readonly json: boolean;
}

export const verify: Command<Options> = {
  name: 'bitgrad verify',
  does: `Checks a ledger, that of bitgrad train --ledger FILE or of a program of your own: does the training again,
    step by step, and compares rows, losses, parameters and optimizer slots, bit for bit. It knows the sums of bitgrad
    addition by their digest; --module says what a program of your own was trained on.`,
  operands: { shown: 'FILE', what: 'the ledger to verify', least: 1, most: 1, tryIn: tryInput },
  options: {
    data: training.data,
    seed: { ...training.seed, help: 'of the built-in digits' },
    normalize: { kind: flag, help: 'pixel rows as unit vectors, where the training had it' },
    module: {
      kind: input, otherwise: 'digits, sums or MNIST',
      help: 'a module of your own that exports what it was trained on, as fit was given it: x and y, or source',
      excludes: ['data', 'seed', 'normalize'],
    },
    all: { kind: flag, help: 'every step, which is the default', excludes: ['steps', 'sample'] },
    steps: {
      kind: listOf(whole(1), 'I,J,…'),
      help: 'only these, counted from 1, each with the steps that lead to it from the checkpoint before',
      excludes: ['sample'],
    },
    sample: { kind: whole(1), help: 'only so many, drawn at random, each with the steps that lead to it likewise' },
    sampleSeed: { kind: whole(0), help: 'which --sample draws', byDefault: '0', needs: 'sample' },
    kernels: {
      kind: oneOf(['reference', 'simd']), help: 'reference, which defines the numbers, or simd', byDefault: 'reference',
    },
    locate: {
      kind: flag, help: 'where it differs: halves the steps between to the first one, and names the operation in it',
    },
    incomplete: { kind: flag, help: 'takes a ledger without an end, as a run that was cut off leaves it' },
    json,
  },
  examples: [
    ['run.ledger', 'every step, on the reference kernels'],
    ['run.ledger --sample 5 --kernels simd', 'five steps drawn at random, and those that lead to them'],
    ['run.ledger --data data/mnist', 'of a training on MNIST'],
    ['run.ledger --module data.js', 'of a training on what data.js exports'],
  ],
  exits: { 0: 'verified', 1: 'something differs' },
};

/**
 * The steps asked for, of a ledger with `total`, ascending; undefined for all. Throws UsageError for one that is not
 * there.
 */
export function chooseSteps({ steps, sample, sampleSeed }: Options, total: number): number[] | undefined {
  const wrong = steps?.find((step) => step > total);
  if (wrong !== undefined) throw new UsageError(`--steps must be of the ledger's ${total}, got ${wrong}`);
  const chosen = sample === undefined
    ? steps
    : Array.from(shuffle({ seed: sampleSeed, length: total }).subarray(0, sample), (step) => step + 1);
  return chosen && [...new Set(chosen)].sort((a, b) => a - b);
}
