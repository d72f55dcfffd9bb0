/**
 * A formula with its directional derivative.
 * @module
 */
import { directionalDerivative, formula, operations, type Expression, type Program } from '../formula/index.ts';

/** Programs are few and live as long as their modules. */
const known = new WeakMap<Program, Program>();

/**
 * The program that does what `program` does and, beside it, writes the derivative of each written array: arrays x₁, …, xₙ become
 * x₁, …, xₙ, ẋ₁, …, ẋₙ, and a new value f gets ḟ = Σ ∂f/∂xᵢ · ẋᵢ. Scalars are constant. An array that is not written keeps its derivative.
 *
 * Throws TypeError, by the formula's name, where it works on the bits of floats.
 */
export function tangentProgram(program: Program): Program {
  let found = known.get(program);
  if (found === undefined) {
    found = derive(program);
    known.set(program, found);
  }
  return found;
}

function derive({ name, arrays, scalars, instructions, stores }: Program): Program {
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
        return [[names[array], value], [rates[array], rateOf(name, value, (position) => symbols[rates[position]])]] as const;
      });
      return Object.fromEntries(written.flat());
    },
  });
}

function rateOf(name: string, value: Expression<'float'>, rate: (array: number) => Expression<'float'>) {
  try {
    return directionalDerivative(value, (leaf) => (leaf.operation === 'array' ? rate(leaf.value) : 0));
  } catch (error) {
    throw new TypeError(`the formula '${name}' has no derivative: ${error instanceof Error ? error.message : String(error)}`);
  }
}
