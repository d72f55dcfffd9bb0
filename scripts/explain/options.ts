/**
 * The command line of `bitgrad explain`.
 * @module
 */
import { optimizers } from '../../lib/optimizers/registry.ts';
import { json, type Command } from '../command/command.ts';
import { flag, input, number, oneOf, output, whole, type Kind } from '../command/kinds.ts';
import { UsageError } from '../command/usageError.ts';
import { NETWORK_NAMES, type NetworkName } from '../train/network.ts';
import { training, type TrainingOptions } from '../train/options.ts';

/** A weight, or without j a bias. */
export interface Address {
  /** A number, or a name. */
  readonly layer: number | string;
  readonly i: number;
  readonly j?: number;
}

export interface Options extends Omit<TrainingOptions, 'network'> {
  readonly network: NetworkName | 'addition' | undefined;
  /** With `bias`, undefined for the weight of the largest gradient. */
  readonly weight: Address | undefined;
  readonly bias: Address | undefined;
  readonly example: number;
  readonly batch: number;
  readonly most: number;
  readonly report: boolean;
  readonly optimizer: string | undefined;
  readonly load: string | undefined;
  readonly untrained: boolean;
  readonly svg: string | undefined;
  readonly markdown: boolean;
  readonly json: boolean;
}

/** L,I,J or L,I; a name as L has no digit first. */
function address(count: 2 | 3): Kind<Address> {
  return {
    shown: count === 3 ? 'L,I,J' : 'L,I',
    read: (option, given) => {
      const [first, ...parts] = given.split(',').map((part) => part.trim());
      const [at, i, j, ...more] = [first, ...parts].map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
      const layer = /^[^\d\s-]/.test(first) ? first : at;
      const isShort = [layer === first ? 1 : at, i, j].slice(0, count).some((v) => !(v >= 1));
      const wrong = isShort || (count === 2 && j !== undefined) || more.length > 0;
      const form = count === 3 ? 'L,I,J such as 2,1,1' : 'L,I such as 2,1';
      if (wrong) throw new UsageError(`${option} must be ${form}, whole numbers from 1, got '${given}'`);
      return count === 3 ? { layer, i, j } : { layer, i };
    },
  };
}

const NETWORKS: readonly (NetworkName | 'addition')[] = [...NETWORK_NAMES, 'addition'];

/** What would be done nothing with where nothing is trained. */
const OF_TRAINING = ['epochs', 'batchSize', 'maxIterations'] as const;

export const explain: Command<Options> = {
  name: 'bitgrad explain',
  does: `Why did this weight move? Shows every path from a weight to the loss with every factor, the sum beside
    back-propagation's value and a finite difference, and what the optimizer makes of it. It trains first, as bitgrad
    train does, for one epoch.

    Layers are the report's: layer 1 is the input, a dense layer with its activation is one, flatten is none. Where the
    network parts, all until it has come together again is one: so a transformer's block is two.`,
  options: {
    weight: {
      kind: address(3),
      help: 'the weight of layer L, its number or its name, from unit J of the layer before to unit I',
      otherwise: 'that of the largest gradient, in the first layer whose weights can be', excludes: ['bias'],
      because: 'only one of them can be explained',
    },
    bias: { kind: address(2), help: 'the bias of unit I of layer L' },
    example: { kind: whole(0), help: 'which training example, from 0', byDefault: '0' },
    batch: {
      kind: whole(1),
      help: 'N examples from there on, averaged as in a training step of that batch, beside all examples',
      byDefault: '1',
    },
    most: { kind: whole(1), help: 'paths listed; of more, the strongest', byDefault: '32' },
    report: {
      kind: flag,
      help: 'the report\'s worked example: its 3-2-3-2 network forward and back, w²₁₁, and where the report slips',
      excludes: ['example', 'batch', 'optimizer', 'load', 'untrained', ...Object.keys(training)],
      because: 'whose network, example and rate are the report\'s',
    },
    optimizer: {
      kind: oneOf(Object.keys(optimizers)), help: 'another optimizer: rmsprop, adam, nadam, …',
      otherwise: 'the network\'s',
    },
    load: {
      kind: input, help: 'the network of a checkpoint that bitgrad train or addition has written by --save',
      excludes: ['untrained', 'network', 'hidden', 'activation', ...OF_TRAINING],
      because: 'whose network is trained and made',
    },
    untrained: {
      kind: flag, help: 'the network as it is before training', excludes: OF_TRAINING,
      because: 'without which nothing is trained',
    },
    svg: { kind: output, help: 'draw the network and the paths' },
    markdown: {
      kind: flag, help: 'print Markdown with formulas, and nothing else', excludes: ['json'],
      because: 'which is printed instead',
    },
    json,
    ...training,
    network: {
      ...training.network, kind: oneOf(NETWORKS), help: `${training.network.help}; addition: that of bitgrad addition`,
    },
    epochs: { ...training.epochs, byDefault: '1' },
    learningRate: { kind: number, help: 'step length of the optimizer', otherwise: 'its own, or that of the training' },
  },
  examples: [
    ['--report', 'the report\'s worked example, number by number'],
    ['', 'trains for an epoch, then explains the weight with the largest gradient'],
    ['--weight 2,1,408 --svg paths.svg', 'that from input 408 to unit 1 of layer 2, drawn too'],
    ['--load cnn.state', 'of a network that bitgrad train --save has kept'],
  ],
  exits: { 0: 'explained' },
};
