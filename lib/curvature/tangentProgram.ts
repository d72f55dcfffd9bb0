/**
 * A formula with its directional derivative.
 * @module
 */

import {
  directionalDerivative, formula, operations, type Expression, type Float, type Program,
} from '../formula/index.ts';

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

function derive({ name, arrays, scalars, instructions, stores }: Program, refuse: (reason: string) => never): Program {
  const names = arrays.map((array) => array.name), rates = names.map((array) => `rate of ${array}`);
  return formula({
    name: `${name} with its derivative`, arrays: [...names, ...rates], scalars,
    define(symbols) {
      const values: Expression[] = [];
      for (const { operation, operands, value } of instructions) {
        values.push(
          operation === 'array' ? symbols[names[value]]
          : operation === 'scalar' ? symbols[scalars[value]]
          : { kind: operations[operation].result, operation, operands: operands.map((o) => values[o]), value },
        );
      }
      const written = stores.map(({ array, from }) => {
        const value = values[from] as Expression<'float'>;
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
