import { formula, type ElementaryFunction, type Program } from '../../lib/formula/index.ts';
import * as operations from '../../lib/formula/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { activations, celu, elu, gelu, leakyRelu, relu, toActivation } from '../../lib/layers/index.ts';
import { exactActivations, exactElementary, type ExactActivation } from './exact.ts';

/** A formula of one variable, and where there is one its derivative's. */
export interface Unary {
  readonly name: string;
  /** Array 0 is the argument, array 1 the result. */
  readonly value: Program;
  readonly exact: (x: number) => number;
  /** Of z, a, da, dz. */
  readonly gradient?: { readonly program: Program; readonly exact: (z: number) => number };
}

/** The elementary functions. */
export function elementaryUnaries(): Unary[] {
  return (Object.keys(elementary) as ElementaryFunction[]).map((name) => {
    const apply = operations[name];
    return {
      name, value: formula({ name, arrays: ['x', 'y'], define: ({ x }) => ({ y: apply(x) }) }),
      exact: exactElementary[name],
    };
  });
}

/** The activations that are formulas, those with options in a second form too, each formula once: silu is swish. */
export function activationUnaries(): Unary[] {
  const named = Object.keys(activations).map((name) => toActivation('ulp', 'activation', name));
  const all = [
    ...named, leakyRelu({ alpha: 0.01 }), celu({ alpha: 1.5 }), elu({ alpha: 1.5 }), gelu({ approximate: true }),
    relu({ maxValue: 6, negativeSlope: 0.1, threshold: 1 }),
  ];
  return all.flatMap((activation) => {
    if (activation?.formulas === undefined || activation.name === 'silu') return [];
    const { name, formulas: { value, gradient } } = activation, exact = exactOf(name);
    return [{ name, value, exact: exact.value, gradient: { program: gradient, exact: exact.derivative } }];
  });
}

function exactOf(name: string): ExactActivation {
  if (!Object.hasOwn(exactActivations, name)) throw new RangeError(`ulp: scripts/ulp/exact.ts must have ${name}`);
  return exactActivations[name];
}
