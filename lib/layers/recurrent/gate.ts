/**
 * An activation within the formula of a cell.
 * @module
 */

import { show, typeError } from '../../core/errors.ts';
import type { Expression } from '../../formula/index.ts';
import { inline } from '../../formula/inline.ts';
import type { Activation } from '../activations/index.ts';

type Symbol = Expression<'float'>;

/** a = f(z), and dz from da and what forward keeps: a, or z where the derivative needs it. */
export interface Gate {
  value(z: Symbol): Symbol;
  kept(z: Symbol, a: Symbol): Symbol;
  /** a from what was kept. */
  output(kept: Symbol): Symbol;
  gradient(kept: Symbol, da: Symbol): Symbol;
}

/** Of no activation: a = z. */
const linear: Gate = { value: (z) => z, kept: (_, a) => a, output: (kept) => kept, gradient: (_, da) => da };

const known = new WeakMap<Activation, Gate>();

/** The gate of an activation. Throws TypeError for one that works on whole rows, as softmax does. */
export function toGate(who: string, argument: string, activation: Activation | undefined): Gate {
  if (activation === undefined) return linear;
  const found = known.get(activation), { name, formulas } = activation;
  if (found !== undefined) return found;
  if (formulas === undefined) {
    throw typeError(`${who}: ${argument} must be an activation that works element by element, got ${show(name)}`);
  }
  const { value: ofValue, gradient: ofGradient } = formulas, [readsZ] = ofGradient.arrays.map(({ reads }) => reads);
  const value = (z: Symbol): Symbol => inline(ofValue, [z])[0];
  const made: Gate = {
    value,
    kept: (z, a) => (readsZ ? z : a),
    output: (kept) => (readsZ ? value(kept) : kept),
    gradient: (kept, da) => inline(ofGradient, [kept, readsZ ? value(kept) : kept, da])[0],
  };
  known.set(activation, made);
  return made;
}
