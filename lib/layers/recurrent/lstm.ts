/**
 * Long short-term memory.
 * @module
 */

import { expectBoolean } from '../../core/errors.ts';
import { add, mul, type Expression, type Program } from '../../formula/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import type { LayerConfig } from '../layer.ts';
import {
  Formulas, cellFormula, common, gatesOf, namesOf, onUnits, type Cell, type CellParts,
} from './cell.ts';
import type { RecurrentActivationOption, RecurrentOptions } from './options.ts';
import { Product } from './product.ts';
import { Recurrent } from './recurrent.ts';
import { Rows } from './rows.ts';
import * as k from '../../kernels/allCalls.ts';

/** What {@link lstm} takes. */
export interface LSTMOptions extends RecurrentOptions, RecurrentActivationOption {
  /** Whether b starts at 1 in the columns of the forget gate, whatever biasInitializer says. Default true. */
  readonly unitForgetBias?: boolean;
}

const GATES = ['i', 'f', 'c', 'o'];

const formulas = new Formulas<{ readonly forward: Program; readonly backward: Program }>((parts) => {
  const { gate, recurrentGate, b } = parts, shared = common(parts);
  return {
    forward: cellFormula(
      'lstm', [...namesOf('z', GATES), ...namesOf('b', GATES), 'c', 'cNext', 'kept', ...shared.arrays],
      (s) => {
        const [zi, zf, zc, zo] = GATES.map((g) => (b === undefined ? s[`z_${g}`] : add(s[`z_${g}`], s[`b_${g}`])));
        const i = recurrentGate.value(zi), f = recurrentGate.value(zf), o = recurrentGate.value(zo);
        const candidate = gate.value(zc), c = add(mul(f, s['c']), mul(i, candidate)), a = gate.value(c);
        return {
          z_i: recurrentGate.kept(zi, i), z_f: recurrentGate.kept(zf, f), z_c: gate.kept(zc, candidate),
          z_o: recurrentGate.kept(zo, o), kept: gate.kept(c, a), cNext: shared.valid(s, c, s['c']),
          ...shared.forward(s, mul(o, a)),
        };
      },
    ),
    backward: cellFormula(
      'lstm gradient', [...namesOf('z', GATES), ...namesOf('dz', GATES), 'c', 'dc', 'kept', ...shared.arrays],
      (s) => {
        const [i, f, o] = ['i', 'f', 'o'].map((g) => recurrentGate.output(s[`z_${g}`])), dh = shared.dh(s);
        const dc = add(s['dc'], gate.gradient(s['kept'], mul(dh, o)));
        const dz = (of: typeof gate, g: string, da: Expression<'float'>) =>
          ({ [`dz_${g}`]: shared.valid(s, of.gradient(s[`z_${g}`], da), 0) });
        return {
          ...dz(recurrentGate, 'i', mul(dc, gate.output(s['z_c']))), ...dz(recurrentGate, 'f', mul(dc, s['c'])),
          ...dz(gate, 'c', mul(dc, i)), ...dz(recurrentGate, 'o', mul(dh, gate.output(s['kept']))),
          dc: shared.valid(s, mul(dc, f), s['dc']), ...shared.backward(s, 0),
        };
      },
    ),
  };
});

/**
 * Long short-term memory: of each step x, the state h and the cell c
 *
 *     z = x·w + h·r + b, of which the columns are those of the gates i, f, c, o
 *     c ← σ(z_f)·c + σ(z_i)·act(z_c), h ← σ(z_o)·act(c)
 *
 * Input shape: (steps, inputs), and initial states (units), (units) as further inputs; output shape: (units), or
 * (steps, units) with returnSequences, and with returnState h and c (units) beside it.
 * Parameters: w (inputs, 4·units), r (units, 4·units), b (4·units).
 */
export class LSTM extends Recurrent {
  readonly kind = 'lstm';
  readonly unitForgetBias: boolean;
  readonly gates: number = GATES.length;
  readonly carried: readonly string[] = ['h', 'c'];

  constructor(options: LSTMOptions) {
    super('lstm', options, ['recurrentActivation', 'unitForgetBias']);
    const { unitForgetBias = true } = options;
    expectBoolean('lstm', 'unitForgetBias', unitForgetBias);
    this.unitForgetBias = unitForgetBias;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), unitForgetBias: this.unitForgetBias };
  }

  protected override biasInitializer(): Initializer {
    const { units, unitForgetBias } = this, initializer = super.biasInitializer();
    if (!unitForgetBias) return initializer;
    return (out, shape, random) => {
      initializer(out, shape, random);
      out.fill(1, units, 2 * units);
    };
  }

  override cell(parts: CellParts): Cell {
    const { units, steps, r, dr, b, db, h } = parts, { forward, backward } = formulas.of(parts);
    const width = GATES.length * units, all = Rows.all(steps);
    const z = parts.perStep('gates', width), dz = parts.perStep('∂J/∂gates', width);
    const kept = parts.perStep('act(c)', units);
    const state = new Product({
      w: r, dw: dr, inner: units, columns: width, read: h, drop: parts.drop(0, GATES.length),
    });
    const at = (tensor: typeof z, rows: Rows) => (column: number) => rows.of(tensor, width, column);
    const gates = (rows: Rows) => ({ ...gatesOf('z', GATES, units, at(z, rows)), kept: rows.of(kept, units) });
    return {
      z: (rows, column) => rows.of(z, width, column),
      dz: (rows, column) => rows.of(dz, width, column),
      forward: (turn) => [
        ...state.drop(turn.rows),
        ...state.times(turn.rows, at(z, turn.rows), 1),
        onUnits(parts, forward, turn, {
          ...gates(turn.rows), ...(b && gatesOf('b', GATES, units, (column) => [b, column, 0])),
        }),
      ],
      backward: (turn) => [
        onUnits(parts, backward, turn, { ...gates(turn.rows), ...gatesOf('dz', GATES, units, at(dz, turn.rows)) }),
        ...state.back(turn.rows, at(dz, turn.rows), parts.dh, 1),
      ],
      gradients: [
        ...state.gradient(all, at(dz, all)),
        ...(db ? [k.columnSums(all.count, width, dz, 'beta', db)] : []),
      ],
    };
  }
}

/**
 * A layer of long short-term memory. Throws RangeError or TypeError for options that are out of range, misspelt or of
 * the wrong kind.
 *
 *     lstm({ units: 64, inputShape: [28, 28] })
 *
 * Formula: z = x·w + h·r + b; c ← σ(z_f)·c + σ(z_i)·act(z_c); h ← σ(z_o)·act(c), step by step
 * Default: units must be given, activation 'tanh', recurrentActivation 'sigmoid', useBias true, unitForgetBias true,
 *          kernelInitializer 'glorotUniform', recurrentInitializer 'orthogonal', biasInitializer 'zeros', dropout 0,
 *          recurrentDropout 0, returnSequences false, returnState false, goBackwards false, stateful false
 * Source: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9(8), 1997; Keras 3 (LSTM).
 */
export function lstm(options: LSTMOptions): LSTM {
  return new LSTM(options);
}
