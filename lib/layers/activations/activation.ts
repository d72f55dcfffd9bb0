/**
 * The contract of activations: a = f(z), with caches z and a, and dz = ∂J/∂z from da = ∂J/∂a.
 * @module
 */

import { expectFunction, expectName } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import { differentiate, mul, type Float, type FloatExpression, type Program } from '../../formula/index.ts';
import { lazyFormula, record } from '../../formula/lazyFormula.ts';
import { perExample, type Calls, type List, type Size, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';

/** The buffers of one activation in one plan: rows × width an example each. dz may be da. */
export interface ActivationNode {
  /**
   * What makes the calls. In a bundle of `bitgrad/lean` it has the routines that the rest of the program uses; `calls`
   * of `bitgrad/kernels` is seen by the bundler.
   */
  readonly k: Calls<Tensor>;
  /** Rows an example. */
  readonly rows: number;
  /** Elements of a row. */
  readonly width: number;
  /** That of an example of z: its last axis is the width. */
  readonly shape: Shape;
  /** The input. */
  readonly z: Tensor;
  /** The output, which forward writes. */
  readonly a: Tensor;
  /** ∂J/∂a. */
  readonly da: Tensor;
  /** ∂J/∂z, which backward writes. */
  readonly dz: Tensor;
  /** A tensor that the activation keeps for itself; `size` is `perExample(n)` where it has rows of examples. */
  cache(name: string, size: Size): Tensor;
}

/** What an activation does: a from z; dz from da, z and a. */
export interface ActivationLists {
  /** Writes a. */
  readonly forward: List;
  /** Writes dz. */
  readonly backward: List;
}

/** What makes a of z. `elementwiseActivation` makes one of your own from its formula. */
export interface Activation {
  /** What options, files and messages call it. */
  readonly name: string;
  /** The formulas it is made of; absent where it is a routine of the table, as softmax is. */
  readonly formulas?: { readonly value: Program; readonly gradient: Program };
  /** The calls of one node. Throws ShapeError where the shape does not fit. */
  bind(node: ActivationNode): ActivationLists;
  /** How mathematics writes it, where not by its name: ReLU. */
  readonly symbol?: string;
  /**
   * The derivative of an output by z of another, in the symbols of both outputs, or twice in its own; for explanations
   * of an activation whose outputs depend on all of their row.
   */
  derivative?(output: string, other: string): string;
}

type Value = (symbols: { readonly z: FloatExpression }) => Float;
type Gradient = (symbols: Readonly<Record<'z' | 'a' | 'da', FloatExpression>>) => Float;

/** dz: da times the formula's derivative. */
const slopeOf = (value: Value): Gradient => ({ z, da }) => mul(da, differentiate(value({ z }), z));

/**
 * An element-wise activation from its formula and its derivative's.
 *
 * `gradient` gives dz; it may use z, a = f(z) and da. Without it dz is da times the formula's derivative,
 * see `differentiate`; written by hand it is often shorter, and more exact where the derivative is small.
 *
 *     const square = elementwiseActivation('square', ({ z }) => mul(z, z));
 *
 * Throws TypeError for a name or functions that are none, and for formulas that are none.
 */
export function elementwiseActivation(
  name: string, value: Value, gradient: Gradient = slopeOf(value),
): Activation {
  expectName('elementwiseActivation', 'name', name);
  expectFunction('elementwiseActivation', 'value', value);
  expectFunction('elementwiseActivation', 'gradient', gradient);
  const activation = lazyActivation(name, value, gradient);
  record(activation.formulas);
  return activation;
}

/** The same with formulas that are recorded when they are first read, for the library's own. */
export function lazyActivation(
  name: string, value: Value, gradient: Gradient = slopeOf(value),
): Activation & Required<Pick<Activation, 'formulas'>> {
  const formulas = {
    value: lazyFormula({ name, arrays: ['z', 'a'], define: ({ z }) => ({ a: value({ z }) }) }),
    gradient: lazyFormula({
      name: `${name} gradient`, arrays: ['z', 'a', 'da', 'dz'],
      define: ({ z, a, da }) => ({ dz: gradient({ z, a, da }) }),
    }),
  };
  return {
    name,
    formulas,
    bind({ rows, width, z, a, da, dz }) {
      const size = perExample(rows * width);
      return {
        forward: [k.elementwise(formulas.value, size, [z, a])],
        backward: [k.elementwise(formulas.gradient, size, [z, a, da, dz])],
      };
    },
  };
}
