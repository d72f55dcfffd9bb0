/**
 * The gated recurrent unit.
 * @module
 */

import { expectBoolean } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import type { LayerConfig } from '../layer.ts';
import type { Cell, CellParts } from './cell.ts';
import { resetAfterCell } from './gruResetAfter.ts';
import { resetBeforeCell } from './gruResetBefore.ts';
import type { RecurrentActivationOption, RecurrentOptions } from './options.ts';
import { Recurrent } from './recurrent.ts';

/** What {@link gru} takes. */
export interface GRUOptions extends RecurrentOptions, RecurrentActivationOption {
  /** Whether the reset gate multiplies what h has been multiplied to, not h. Default true. */
  readonly resetAfter?: boolean;
}

/**
 * The gated recurrent unit: of each step x and the state h, of gates z, r and h side by side in columns
 *
 *     u = x·w + b₀, v = h·r + b₁, z = σ(u_z + v_z), r = σ(u_r + v_r), h̃ = act(u_h + r·v_h)
 *     h ← z·h + (1 − z)·h̃
 *
 * and without resetAfter a = x·w + h·r + b, where h·r is (r·h)·r in the columns of h: z = σ(a_z), r = σ(a_r),
 * h̃ = act(a_h).
 *
 * Input shape: (steps, inputs), and an initial state (units) as a further input; output shape: (units), or
 * (steps, units) with returnSequences, and with returnState h (units) beside it.
 * Parameters: w (inputs, 3·units), r (units, 3·units), b (2, 3·units), without resetAfter (3·units).
 */
export class GRU extends Recurrent {
  readonly kind = 'gru';
  readonly gates = 3;
  readonly resetAfter: boolean;
  readonly carried: readonly string[] = ['h'];

  constructor(options: GRUOptions) {
    super('gru', options, ['recurrentActivation', 'resetAfter']);
    const { resetAfter = true } = options;
    expectBoolean('gru', 'resetAfter', resetAfter);
    this.resetAfter = resetAfter;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), resetAfter: this.resetAfter };
  }

  protected override biasShape(): Shape {
    const { gates, units, resetAfter } = this;
    return resetAfter ? [2, gates * units] : [gates * units];
  }

  override cell(parts: CellParts): Cell {
    return this.resetAfter ? resetAfterCell(parts) : resetBeforeCell(parts);
  }
}

/**
 * A layer of gated recurrent units. Throws RangeError or TypeError for options that are out of range, misspelt or of
 * the wrong kind.
 *
 *     gru({ units: 32, returnSequences: true })
 *
 * Formula: u = x·w + b₀; v = h·r + b₁; z, r = σ(u + v); h ← z·h + (1 − z)·act(u + r·v), step by step
 * Default: units must be given, activation 'tanh', recurrentActivation 'sigmoid', resetAfter true, useBias true,
 *          kernelInitializer 'glorotUniform', recurrentInitializer 'orthogonal', biasInitializer 'zeros', dropout 0,
 *          recurrentDropout 0, returnSequences false, returnState false, goBackwards false, stateful false
 * Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014; Keras 3 (GRU).
 */
export function gru(options: GRUOptions): GRU {
  return new GRU(options);
}
