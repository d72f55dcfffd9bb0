/**
 * The command line of `bitgrad train`.
 * @module
 */
import { json, type Command, type Table } from '../command/command.ts';
import { UsageError } from '../command/usageError.ts';
import { parseSetting, printSetting } from '../page/address.ts';
import {
  batch, flag, fraction, input, listOf, newOutput, number, oneOf, output, powerOfTwo, replacedOutput, text, whole,
  type Kind,
} from '../command/kinds.ts';
import { NETWORKS, NETWORK_NAMES, REPORTS, recipeOf, type NetworkName } from './network.ts';

export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'linear'] as const;
const KERNELS = ['reference', 'simd'] as const;

/** What to train on, and how: options that other commands have too. */
export interface TrainingOptions {
  readonly data: string | undefined;
  /** The report's where undefined. */
  readonly network: NetworkName | undefined;
  readonly epochs: number;
  readonly batchSize: number | 'full';
  /** The network's own where undefined. */
  readonly learningRate: number | undefined;
  readonly hidden: readonly number[];
  readonly activation: (typeof ACTIVATIONS)[number];
  readonly seed: number;
  readonly normalize: boolean;
  readonly maxIterations: number | undefined;
  readonly maxBatch: number;
  readonly kernels: (typeof KERNELS)[number] | undefined;
}

export interface Options extends Omit<TrainingOptions, 'epochs'> {
  /** As many as its network's where undefined. */
  readonly epochs: number | undefined;
  readonly shards: number;
  /** An address of the page, which says what to train on and how. */
  readonly setting: string | undefined;
  /** The file of the table that it names. */
  readonly table: string | undefined;
  readonly validationSplit: number;
  readonly precision: number | undefined;
  readonly save: string | undefined;
  readonly saveEvery: number | undefined;
  readonly resume: string | undefined;
  readonly ledger: string | undefined;
  readonly svg: string | undefined;
  readonly json: boolean;
}

/** What holds without an option, in words. */
function byNetwork(name: 'epochs' | 'learningRate'): string {
  return [REPORTS[name], ...NETWORK_NAMES.map((network) => `of the ${network} ${NETWORKS[network][name]}`)].join(', ');
}

export const training: Table<TrainingOptions> = {
  data: {
    kind: text('DIR'), help: 'the folder of MNIST\'s four files', environment: 'MNIST_DIR',
    otherwise: 'the built-in digits',
  },
  network: {
    kind: oneOf(NETWORK_NAMES),
    help: `${NETWORK_NAMES.map((name) => `${name}: ${NETWORKS[name].what}`).join('; ')}; by Adam, whose rate decays`,
    otherwise: 'the report\'s', excludes: ['hidden', 'activation'], because: 'whose layers are its own',
  },
  epochs: { kind: whole(1), help: 'passes over the training set', byDefault: '3' },
  batchSize: { kind: batch, help: 'examples a step, or \'full\'', byDefault: '32' },
  learningRate: {
    kind: number, help: 'step length of gradient descent, or the first of Adam',
    otherwise: byNetwork('learningRate'),
  },
  hidden: {
    kind: listOf(whole(1), 'N,N,…', { mayBeEmpty: true }), help: 'units of the hidden layers; \'\' for none',
    byDefault: '12,12',
  },
  activation: { kind: oneOf(ACTIVATIONS), help: `of the hidden layers: ${ACTIVATIONS.join(', ')}`, byDefault: 'relu' },
  seed: { kind: whole(0), help: 'governs weights, order and the built-in digits', byDefault: '0' },
  normalize: { kind: flag, help: 'pixel rows as unit vectors, as keras.utils.normalize, instead of 0 … 1' },
  maxIterations: { kind: whole(1), help: 'also stop after so many steps' },
  maxBatch: { kind: whole(1), help: 'most examples computed at once; changes no bit', byDefault: '128' },
  kernels: { kind: oneOf(KERNELS), help: 'reference or simd; changes no bit', otherwise: 'the best there is' },
};

/** An address of the page, from # on or whole. */
const address: Kind<string> = {
  shown: 'ADDRESS',
  read: (option, given) => {
    try {
      return printSetting(parseSetting(given.slice(given.indexOf('#') + 1)));
    } catch (error) {
      const message = error instanceof Error ? error.message.replace(/^setting: /, '') : String(error);
      throw new UsageError(`${option} must be an address of the page: ${message}`);
    }
  },
};

export const train: Command<Options> = {
  name: 'bitgrad train',
  does: `Trains the network 784-12-12-10, or one with convolutions or with memory, on handwritten digits and shows how
    well it reads them.`,
  options: {
    ...training,
    epochs: { kind: whole(1), help: training.epochs.help, otherwise: byNetwork('epochs') },
    shards: {
      kind: powerOfTwo(64), help: 'in how many shards each step adds up its batch; a ledger and a state say it',
      byDefault: '1',
    },
    setting: {
      kind: address, help: 'train what an address of the page says, for one epoch or as many as --max-iterations needs',
      excludes: [
        'data', 'network', 'batchSize', 'learningRate', 'hidden', 'activation', 'seed', 'normalize', 'shards',
        'validationSplit', 'svg',
      ],
      because: 'which says it all',
    },
    table: { kind: input, help: 'the file of the table that the address names', needs: 'setting' },
    validationSplit: { kind: fraction, help: 'share of the training set kept for validation', byDefault: '0' },
    precision: {
      kind: number, help: 'also stop when a step moves the parameters by less, 0 < ‖Δθ‖ < X; shows ‖Δθ‖ step by step',
    },
    save: { kind: replacedOutput, help: 'keep the whole state of training in FILE, after each epoch and at the end' },
    saveEvery: { kind: whole(1), help: 'also after every N-th step', needs: 'save' },
    resume: {
      kind: input, help: 'go on where --save left off: to the bits of training that was never left',
      excludes: ['network', 'learningRate', 'hidden', 'activation', 'seed', 'shards'], because: 'whose file says it',
    },
    ledger: {
      kind: newOutput, help: 'write a ledger of all steps, for bitgrad verify, into a FILE that is not there yet',
    },
    svg: { kind: output, help: 'draw loss and accuracy of each epoch and the digits read worst' },
    json,
  },
  examples: [
    ['', 'three epochs on digits that bitgrad draws itself, and what it has learned'],
    ['--network cnn --epochs 1 --save cnn.state', 'a convolutional network, kept in a file'],
    ['--epochs 1 --ledger run.ledger', 'with a ledger, which anybody can verify'],
    ['--data data/mnist --seed 3', 'on MNIST, from other first weights and in another order'],
    ['--setting #data=spirals,200,200,0.02 --max-iterations 200', 'what the page trains, to the same bits'],
  ],
  notes: `Ctrl-C ends training after the step that runs, with --save and --ledger whole, and says how to go on; once
    more ends at once.`,
  exits: { 0: 'trained' },
};

/** Options with what they are by default for their network. */
export type Settled = Options & { readonly epochs: number; readonly learningRate: number };

export function settled(options: Options): Settled {
  const { network, epochs, learningRate } = options, defaults = recipeOf(network);
  return { ...options, epochs: epochs ?? defaults.epochs, learningRate: learningRate ?? defaults.learningRate };
}
