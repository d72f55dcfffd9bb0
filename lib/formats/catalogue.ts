/**
 * Everything that a checkpoint may name.
 * @module
 */

import { constraints, maxNorm, minMaxNorm, nonNeg, unitNorm } from '../constraints/index.ts';
import {
  constant, identity, initializers, orthogonal, randomNormal, randomUniform, truncatedNormal, varianceScaling,
} from '../initializers/index.ts';
import {
  ActivationLayer, AlphaDropout, BatchNormalization, Dense, Dropout, Flatten, GaussianNoise, LayerNormalization, PReLU, Reshape, activation, activations,
  alphaDropout, batchNormalization, dense, dropout, flatten, gaussianNoise, layerNormalization, prelu, reshape,
  type Activation, type Layer, type LayerOptions,
} from '../layers/index.ts';
import { losses } from '../losses/index.ts';
import { metrics } from '../metrics/index.ts';
import { l1, l1l2, l2, regularizers } from '../regularizers/index.ts';

/** A maker checks its options itself, whatever they are. A method's type, since only those leave their parameters open. */
interface Maker {
  make(options: object): object;
}
type Makers = Readonly<Record<string, Maker['make']>>;
type Tables<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** What is named without options, by kind: the value, or the function that gives it. */
export const named: Tables<object> = { activations, initializers, regularizers, constraints, losses, metrics };

const initializerMakers: Makers = { constant, identity, orthogonal, randomNormal, randomUniform, truncatedNormal, varianceScaling };
const regularizerMakers: Makers = { l1, l2, l1l2 };
const constraintMakers: Makers = { maxNorm, nonNeg, unitNorm, minMaxNorm };

/** What is made of options; where a table above holds functions, those are they. */
export const makers: Readonly<Record<string, Makers>> = {
  activations: functionsOf(activations), losses: functionsOf(losses), metrics: functionsOf(metrics),
  initializers: initializerMakers, regularizers: regularizerMakers, constraints: constraintMakers,
};

function functionsOf(table: Readonly<Record<string, object>>): Makers {
  return Object.fromEntries(Object.entries(table).filter((entry): entry is [string, Maker['make']] => typeof entry[1] === 'function'));
}

/** What kind of layer is of what class, and what makes it of its `getConfig`. */
export const layers: Readonly<Record<string, { readonly type: abstract new (...given: never) => Layer; readonly make: Maker['make'] }>> = {
  activation: { type: ActivationLayer, make: ({ activation: given = 'linear', ...options }: ActivationConfig) => activation(given, options) },
  alphaDropout: { type: AlphaDropout, make: alphaDropout },
  batchNormalization: { type: BatchNormalization, make: batchNormalization },
  dense: { type: Dense, make: dense },
  dropout: { type: Dropout, make: dropout },
  flatten: { type: Flatten, make: flatten },
  gaussianNoise: { type: GaussianNoise, make: gaussianNoise },
  layerNormalization: { type: LayerNormalization, make: layerNormalization },
  prelu: { type: PReLU, make: prelu },
  reshape: { type: Reshape, make: reshape },
};

/** The options of an activation as a layer, whose function takes two arguments. */
interface ActivationConfig extends LayerOptions {
  readonly activation?: Activation | 'linear';
}
