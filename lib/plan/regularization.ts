/**
 * Regularizers and constraints as lists.
 * @module
 */

import { show } from '../core/errors.ts';
import { add, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { enlistedCalls } from '../kernels/enlist.ts';
import * as calls from '../kernels/allCalls.ts';
import type { Handle } from '../kernels/handle.ts';
import { perExample, type List, type Size, type Tensor } from '../kernels/index.ts';
import type { Regularizer } from '../regularizers/index.ts';
import { expectList, expectSize } from './expectLists.ts';
import type { Network } from './network.ts';
import { partsOf, type Learned, type Tensors } from './tensors.ts';

/** What one regularizer does to its tensor. */
export interface Penalty {
  /** Its terms, as the last evaluation has computed them. */
  readonly terms: Handle;
  /** Computes the terms and, as the last call's number, their sum. */
  readonly value: List;
  /** ∇ ← ∇ + ∂penalty/∂θ. */
  readonly gradient: List;
}

/** What regularizers add to J, and constraints do to θ, tensor by tensor. */
export interface Regularization {
  readonly penalties: readonly Penalty[];
  /** Brings each constrained tensor back to what it is held to. */
  readonly constraints: readonly { readonly layer: string; readonly list: List }[];
}

/** See {@link Regularization}. Throws ShapeError where a constraint does not fit its tensor. */
export function bindRegularization({ layers }: Network, tensors: Tensors, learned: Learned): Regularization {
  const penalties: Penalty[] = [], constraints: { layer: string; list: List }[] = [];
  for (const { layer, name: owner, inputShape, inputShapes, parameters } of layers) {
    const ws = partsOf(learned.theta, parameters), gradients = partsOf(learned.gradient, parameters, '∂J/∂');
    for (const { name, shape, regularizer, constraint } of layer.parameters(inputShape, inputShapes)) {
      const w = ws[name];
      if (regularizer !== undefined) {
        const terms = tensors.make(owner, `${regularizer.name} of ${name}`, w.length);
        penalties.push(penaltyOf(regularizer, w, gradients[name], terms));
      }
      if (constraint === undefined) continue;
      const user = `constraint '${constraint.name}'`;
      const cache = (tensor: string, length: number): Handle => {
        expectSize(user, `cache size of ${show(tensor)}`, length);
        return tensors.make(owner, `${tensor} of ${name}`, length);
      };
      const list: unknown = constraint.bind({ k: enlistedCalls, shape, w, cache });
      expectList(user, "bind's list", list);
      constraints.push({ layer: owner, list });
    }
  }
  return { penalties, constraints };
}

function penaltyOf({ term, gradient, factors }: Regularizer, w: Handle, dw: Handle, terms: Handle): Penalty {
  const n = w.length;
  return {
    terms,
    value: [calls.elementwise(term, n, [w, terms], factors), calls.sum(n, terms, 0, 1)],
    gradient: [calls.elementwise(gradient, n, [w, dw], [...factors, 1])],
  };
}

/** What the output of a layer adds to J. */
export interface Activity {
  /** The sum of each example's terms, as `rowSums` adds them up, to `losses`; further ones are added there, ⊕. */
  readonly forward: List;
  /** da ← da ⊕ (scale ⊗ ∂term/∂a). */
  readonly backward: List;
}

const adding: Program = lazyFormula({
  name: 'add penalties', arrays: ['losses', 'penalties'],
  define: ({ losses, penalties }) => ({ losses: add(losses, penalties) }),
});

/** See {@link Activity}; da is undefined where nobody needs it. */
export function activityOf(
  make: (tensor: string, size: Size) => Handle, { name, term, gradient, factors }: Regularizer, width: number,
  { a, da, losses }: { readonly a: Tensor; readonly da: Tensor | undefined; readonly losses: Tensor }, isFirst: boolean,
): Activity {
  const m = perExample(1), size = perExample(width);
  const terms = make(`${name} of a`, size), penalties = isFirst ? losses : make(`sums of ${name} of a`, m);
  return {
    forward: [
      calls.elementwise(term, size, [a, terms], factors),
      calls.rowSums(m, width, terms, penalties),
      ...(isFirst ? [] : [calls.elementwise(adding, m, [losses, penalties])]),
    ],
    backward: da === undefined ? [] : [calls.elementwise(gradient, size, [a, da], [...factors, 'scale'])],
  };
}
