/**
 * The cross-entropy of classes, targets as labels.
 * @module
 */

import { expectBoolean, expectInteger, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { div, equal, log, select, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import {
  GREATEST_LABEL, LEAST_LABEL, withReduction, type Loss, type LossLists, type LossNode, type LossOptions,
} from './loss.ts';
import { ofClasses } from './ofClasses.ts';
import { HIGHEST, LOWEST, clip, expectLastAxis, isWithin } from './probability.ts';

/** What {@link sparseCategoricalCrossentropy} takes. */
export interface SparseCategoricalCrossentropyOptions extends LossOptions {
  /** The output is z, to which softmax is yet to be applied. Default false. */
  readonly fromLogits?: boolean;
  /** The label of examples, or steps of them, that do not count, such as −1. Default none. */
  readonly ignoreClass?: number;
  /** Only −1, the last. Default −1. */
  readonly axis?: -1;
}

/** Logarithms of clipped probabilities; NaN stays NaN. */
const clippedLogarithm: Program = lazyFormula({
  name: 'clipped logarithm', arrays: ['a', 'z'],
  define: ({ a }) => ({ z: log(clip(a, LOWEST, HIGHEST)) }),
});

/** From ∂/∂z to ∂/∂a: the derivative of the logarithm, and none through a clipped probability. */
const clippedLogarithmGradient: Program = lazyFormula({
  name: 'clipped logarithm gradient', arrays: ['a', 'da'],
  define: ({ a, da }) => ({ da: select(isWithin(a, LOWEST, HIGHEST), div(da, a), 0) }),
});

/** The lists of `bind` on labels that are all classes: in a copy the one to be ignored is 0. */
function withClasses(node: LossNode, ignoreClass: number | undefined, bind: (node: LossNode) => LossLists): LossLists {
  if (ignoreClass === undefined) return bind(node);
  const { targets, cache } = node, m = perExample(1), classes = cache('classes', m);
  const program = lazyFormula({
    name: 'classes', arrays: ['labels', 'classes'],
    define: ({ labels }) => ({ classes: select(equal(labels, ignoreClass), 0, labels) }),
  });
  const { forward, backward } = bind({ ...node, targets: classes });
  return { forward: [k.elementwise(program, m, [targets, classes]), ...forward], backward };
}

function bindProbabilities({ outputs, prediction, targets, losses, gradient, cache }: LossNode): LossLists {
  const m = perExample(1), size = perExample(outputs), logarithms = cache('logarithms', size);
  const normalised = cache('normalised', size);
  return {
    forward: [
      k.elementwise(clippedLogarithm, size, [prediction, logarithms]),
      k.softmaxCrossentropy(m, outputs, logarithms, targets, normalised, losses),
    ],
    backward: [
      k.softmaxCrossentropyGradient(m, outputs, normalised, targets, 'scale', gradient),
      k.elementwise(clippedLogarithmGradient, size, [prediction, gradient]),
    ],
  };
}

/** On logits z; p gets their softmax. */
function bindLogits({ outputs, targets, losses, gradient }: LossNode, z: Tensor, p: Tensor): LossLists {
  const m = perExample(1);
  return {
    forward: [k.softmaxCrossentropy(m, outputs, z, targets, p, losses)],
    backward: [k.softmaxCrossentropyGradient(m, outputs, p, targets, 'scale', gradient)],
  };
}

/**
 * Cross-entropy with the number of the right class: of an example, −log p_y.
 *
 * After a softmax, or fromLogits, it works on the logits z: log Σ exp(z − max z) − (z_y − max z), with
 * ∂/∂z = softmax(z) − [j = y], as TensorFlow does; it has no upper bound and learns from a confidently wrong example.
 * After anything else the output is taken for probabilities, clipped to [10⁻⁷, 1 − 10⁻⁷] and divided by their sum,
 * as Keras does; no gradient passes through a clipped one.
 *
 * Targets: one label an example, a whole number from 0 to outputs − 1; or `ignoreClass`, which may be any whole number:
 * J is then the mean over the others, as if a mask left these out, and metrics leave them out too.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: −log(a_y/Σa)
 * Default: fromLogits false, ignoreClass none
 * Source: TensorFlow after a softmax, else Keras 2.2.4.
 */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Loss {
  expectKnownOptions('sparseCategoricalCrossentropy', options, ['fromLogits', 'ignoreClass', 'axis', 'reduction']);
  const { fromLogits = false, ignoreClass, axis = -1, reduction } = options;
  const name = 'sparseCategoricalCrossentropy', target = 'label';
  expectBoolean(name, 'fromLogits', fromLogits);
  expectLastAxis(name, axis);
  if (ignoreClass !== undefined) expectInteger(name, 'ignoreClass', ignoreClass, LEAST_LABEL, GREATEST_LABEL);
  const notation: Loss['notation'] = ({ a, y, sum }) => `−${sum}${y} log ${a}`;
  const shared = { name, target, notation, ...(ignoreClass !== undefined && { ignoreClass }) } as const;
  const loss = ofClasses(shared, fromLogits, (node) => withClasses(node, ignoreClass, bindProbabilities),
    (node, z, p) => withClasses(node, ignoreClass, (own) => bindLogits(own, z, p)));
  return madeBy(`losses/${name}`, { fromLogits, ignoreClass, reduction }, withReduction(name, loss, reduction));
}
