/**
 * The options that all recurrent layers have.
 * @module
 */

import { expectBoolean, expectFraction, expectInteger, show, typeError } from '../../core/errors.ts';
import type { Constraint, ConstraintSpelling } from '../../constraints/index.ts';
import type { Initializer, Values } from '../../initializers/index.ts';
import type { Regularizer, RegularizerSpelling } from '../../regularizers/index.ts';
import type { Activation, ActivationSpelling } from '../activations/index.ts';
import type { LayerOptions } from '../layer.ts';
import { toSeed, type SeedOption } from '../ownSeed.ts';

/** What every recurrent layer takes. */
export interface RecurrentOptions extends LayerOptions, SeedOption {
  /** Elements of the state, a positive integer. */
  readonly units: number;
  /** What makes the new state, element by element. Default 'tanh'. */
  readonly activation?: ActivationSpelling | Activation;
  /** Whether there is b. Default true. */
  readonly useBias?: boolean;
  /** First values of w, by which inputs are multiplied. Default 'glorotUniform'. */
  readonly kernelInitializer?: string | Initializer | Values;
  /** First values of r, by which the state is multiplied. Default 'orthogonal'. */
  readonly recurrentInitializer?: string | Initializer | Values;
  /** First values of b. Default 'zeros'. */
  readonly biasInitializer?: string | Initializer | Values;
  /** What w adds to J. Default nothing. */
  readonly kernelRegularizer?: RegularizerSpelling | Regularizer;
  /** What r adds to J. Default nothing. */
  readonly recurrentRegularizer?: RegularizerSpelling | Regularizer;
  /** What b adds to J. Default nothing. */
  readonly biasRegularizer?: RegularizerSpelling | Regularizer;
  /** What the output adds to each example's loss. Default nothing. */
  readonly activityRegularizer?: RegularizerSpelling | Regularizer;
  /** What w is held to after each update. Default nothing. */
  readonly kernelConstraint?: ConstraintSpelling | Constraint;
  /** What r is held to after each update. Default nothing. */
  readonly recurrentConstraint?: ConstraintSpelling | Constraint;
  /** What b is held to after each update. Default nothing. */
  readonly biasConstraint?: ConstraintSpelling | Constraint;
  /** The share of inputs that become 0 in training, the same at each step, from 0 to below 1. Default 0. */
  readonly dropout?: number;
  /** That of the state, where it is multiplied by r; above 0 each gate drops inputs and state of its own. Default 0. */
  readonly recurrentDropout?: number;
  /** Whether the output is that of each step, not of the last alone. Default false. */
  readonly returnSequences?: boolean;
  /** Whether the states after the last step are outputs too. Default false. */
  readonly returnState?: boolean;
  /** Whether steps are read from the last to the first; outputs stand in the order of reading. Default false. */
  readonly goBackwards?: boolean;
  /** Whether each batch begins with the states that the one before has left. Default false. */
  readonly stateful?: boolean;
  /** How many examples each batch has: of stateful layers, which need it. Default none. */
  readonly batchSize?: number;
}

/** The option of cells with gates. */
export interface RecurrentActivationOption {
  /** That of the gates, which works element by element. Default 'sigmoid'. */
  readonly recurrentActivation?: ActivationSpelling | Activation;
}

/** Those that are neither of a tensor nor activations. */
export const FLAGS = ['useBias', 'returnSequences', 'returnState', 'goBackwards', 'stateful'] as const;

export type Flags = Readonly<Record<(typeof FLAGS)[number], boolean>>;

/** What is left of the options, checked. */
export interface CheckedOptions extends Flags {
  readonly seed: number | undefined;
  readonly units: number;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly batchSize: number | undefined;
}

/** Throws RangeError or TypeError for what does not fit. */
export function toRecurrentOptions(who: string, options: RecurrentOptions): CheckedOptions {
  const { units, dropout = 0, recurrentDropout = 0, batchSize, useBias = true } = options;
  const { returnSequences = false, returnState = false, goBackwards = false, stateful = false } = options;
  const flags = { useBias, returnSequences, returnState, goBackwards, stateful };
  expectInteger(who, 'units', units, 1);
  for (const flag of FLAGS) expectBoolean(who, flag, flags[flag]);
  expectFraction(who, 'dropout', dropout);
  expectFraction(who, 'recurrentDropout', recurrentDropout);
  if (stateful && batchSize === undefined) {
    throw typeError(`${who}: batchSize must be given to stateful layers, a positive integer, got undefined`);
  } else if (stateful) expectInteger(who, 'batchSize', batchSize, 1);
  else if (batchSize !== undefined) {
    throw typeError(`${who}: batchSize must be given to stateful layers only, got ${show(batchSize)}`);
  }
  return { units, ...flags, dropout, recurrentDropout, batchSize, seed: toSeed(who, options) };
}
