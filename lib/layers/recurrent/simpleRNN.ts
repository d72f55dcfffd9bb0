/**
 * The simplest recurrence.
 * @module
 */

import { add, type Program } from '../../formula/index.ts';
import { Formulas, cellFormula, common, onUnits, type Cell, type CellParts } from './cell.ts';
import type { RecurrentOptions } from './options.ts';
import { Product } from './product.ts';
import { Recurrent } from './recurrent.ts';
import { Rows } from './rows.ts';
import * as k from '../../kernels/allCalls.ts';

/** What {@link simpleRNN} takes. */
export type SimpleRNNOptions = RecurrentOptions;

const formulas = new Formulas<{ readonly forward: Program; readonly backward: Program }>((parts) => {
  const { gate, b } = parts, shared = common(parts);
  return {
    forward: cellFormula('simpleRNN', ['z', 'b', ...shared.arrays], (s) => {
      const z = b === undefined ? s['z'] : add(s['z'], s['b']), h = gate.value(z);
      return { z: gate.kept(z, h), ...shared.forward(s, h) };
    }),
    backward: cellFormula('simpleRNN gradient', ['z', 'dz', ...shared.arrays], (s) => ({
      dz: shared.valid(s, gate.gradient(s['z'], shared.dh(s)), 0), ...shared.backward(s, 0),
    })),
  };
});

/**
 * The simplest recurrence: of each step x and the state h
 *
 *     h ← act(x·w + h·r + b)
 *
 * Input shape: (steps, inputs), and an initial state (units) as a further input; output shape: (units), or
 * (steps, units) with returnSequences, and with returnState h (units) beside it.
 * Parameters: w (inputs, units), r (units, units), b (units).
 */
export class SimpleRNN extends Recurrent {
  readonly kind = 'simpleRNN';
  readonly gates = 1;
  readonly carried: readonly string[] = ['h'];

  constructor(options: SimpleRNNOptions) {
    super('simpleRNN', options);
  }

  override cell(parts: CellParts): Cell {
    const { units, steps, r, dr, b, db, h } = parts, { forward, backward } = formulas.of(parts);
    const z = parts.perStep('gates', units), dz = parts.perStep('∂J/∂gates', units), all = Rows.all(steps);
    const state = new Product({ w: r, dw: dr, inner: units, columns: units, read: h, drop: parts.drop(0, 1) });
    return {
      z: (rows, column) => rows.of(z, units, column),
      dz: (rows, column) => rows.of(dz, units, column),
      forward: (turn) => [
        ...state.drop(turn.rows),
        ...state.times(turn.rows, () => turn.rows.of(z, units), 1),
        onUnits(parts, forward, turn, { z: turn.rows.of(z, units), ...(b && { b: [b, 0, 0] }) }),
      ],
      backward: (turn) => [
        onUnits(parts, backward, turn, { z: turn.rows.of(z, units), dz: turn.rows.of(dz, units) }),
        ...state.back(turn.rows, () => turn.rows.of(dz, units), parts.dh, 1),
      ],
      gradients: [
        ...state.gradient(all, () => all.of(dz, units)),
        ...(db ? [k.columnSums(all.count, units, dz, 'beta', db)] : []),
      ],
    };
  }
}

/**
 * A layer of the simplest recurrence. Throws RangeError or TypeError for options that are out of range, misspelt or of
 * the wrong kind.
 *
 *     simpleRNN({ units: 8, returnSequences: true })
 *
 * Formula: h ← act(x·w + h·r + b), step by step
 * Default: units must be given, activation 'tanh', useBias true, kernelInitializer 'glorotUniform',
 *          recurrentInitializer 'orthogonal', biasInitializer 'zeros', dropout 0, recurrentDropout 0, returnSequences
 *          false, returnState false, goBackwards false, stateful false
 * Source: Elman, "Finding structure in time", Cognitive Science 14(2), 1990; Keras 3 (SimpleRNN).
 */
export function simpleRNN(options: SimpleRNNOptions): SimpleRNN {
  return new SimpleRNN(options);
}
