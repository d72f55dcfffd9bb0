/**
 * A formula with its directional derivative.
 * @module
 */

import { directionalDerivative, formula, type Expression, type Float, type Program } from '../formula/index.ts';
import { inline } from '../formula/inline.ts';

/** Programs are few and live as long as their modules. */
const known = new WeakMap<Program, Program>();

/**
 * The program that does what `program` does and, beside it, writes the derivative of each written array:
 * arrays x₁, …, xₙ become x₁, …, xₙ, ẋ₁, …, ẋₙ, and a new value f gets ḟ = Σ ∂f/∂xᵢ · ẋᵢ. Scalars are constant.
 * An array that is not written keeps its derivative.
 *
 * Where it works on the bits of floats, `refuse` is told so, with the formula's name.
 */
export function tangentProgram(program: Program, refuse: (reason: string) => never): Program {
  let found = known.get(program);
  if (found === undefined) {
    found = derive(program, refuse);
    known.set(program, found);
  }
  return found;
}

function derive(program: Program, refuse: (reason: string) => never): Program {
  const { name, arrays, scalars, stores } = program;
  const names = arrays.map((array) => array.name), rates = names.map((array) => `rate of ${array}`);
  return formula({
    name: `${name} with its derivative`, arrays: [...names, ...rates], scalars,
    define(symbols) {
      const of = (list: readonly string[]): Expression<'float'>[] => list.map((symbol) => symbols[symbol]);
      const values = inline(program, of(names), of(scalars));
      const written = stores.map(({ array }, store) => {
        const value = values[store];
        const rate =
          rateOf(value, (position) => symbols[rates[position]], (reason) => refuse(`formula '${name}': ${reason}`));
        return [[names[array], value], [rates[array], rate]] as const;
      });
      return Object.fromEntries(written.flat());
    },
  });
}

function rateOf(
  value: Expression<'float'>, rate: (array: number) => Expression<'float'>, refuse: (reason: string) => never,
): Float {
  try {
    return directionalDerivative(value, (leaf) => (leaf.operation === 'array' ? rate(leaf.value) : 0));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
