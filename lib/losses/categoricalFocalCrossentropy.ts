/**
 * The focal cross-entropy of classes, targets as vectors.
 * @module
 */

import { expectBoolean, expectFloat32Number, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { add, div, log, mul, negate, select, sub, type Expression, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample, spread, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { bindProbabilities, exponentialsOf, ofProbabilities, smoothed, type Curve } from './categorical.ts';
import type { CategoricalCrossentropyOptions } from './categoricalCrossentropy.ts';
import { power, powerSlope } from './focal.ts';
import { withReduction, type Loss, type LossLists, type LossNode } from './loss.ts';
import { ofClasses } from './ofClasses.ts';
import { HIGHEST, LOWEST, clip, expectLastAxis, isWithin } from './probability.ts';
import { notNegative } from './targets.ts';

/** What {@link categoricalFocalCrossentropy} takes. */
export interface CategoricalFocalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /** Multiplies the loss. One number; weights of classes are `classWeight` of `fit`. Default 0.25. */
  readonly alpha?: number;
  /** At least 0; 0 is categorical cross-entropy times alpha. Default 2. */
  readonly gamma?: number;
}

type Symbol = Expression<'float'>;

/** t·alpha·(1 − p)^gamma·(−log p) of a clipped p, through which no gradient passes. */
function curveOf(alpha: number, gamma: number): Curve {
  const weight = (t: Symbol, p: Symbol): Symbol => mul(mul(t, alpha), power(sub(1, p), gamma));
  return {
    term: (t, p) => {
      const clipped = clip(p, LOWEST, HIGHEST);
      return negate(mul(weight(t, clipped), log(clipped)));
    },
    slope: (t, p) => {
      const nearer = mul(mul(mul(t, alpha), powerSlope(sub(1, p), gamma)), log(p));
      return select(isWithin(p, LOWEST, HIGHEST), sub(div(weight(t, p), p), nearer), 0);
    },
  };
}

/** The formulas on logits; nats is −log p. */
function ofLogits(
  name: string, labelSmoothing: number, alpha: number, gamma: number,
): Readonly<Record<'terms' | 'slopes' | 'gradients', Program>> {
  const smooth = smoothed(labelSmoothing);
  return {
    terms: lazyFormula({
      name: `${name} of logits`, arrays: ['nats', 'y', 'wide', 'p', 'terms'], scalars: ['outputs'],
      define: ({ nats: shifted, y, wide, p: exponential, outputs }) => {
        const p = div(exponential, wide), nats = sub(log(wide), shifted), t = mul(smooth(y, outputs), alpha);
        return { p, nats, terms: mul(mul(t, power(sub(1, p), gamma)), nats) };
      },
    }),
    slopes: lazyFormula({
      name: `${name} of logits slopes`, arrays: ['nats', 'y', 'p', 'terms'], scalars: ['outputs'],
      define: ({ nats, y, p, outputs }) => {
        const t = mul(smooth(y, outputs), alpha), rest = sub(1, p);
        return { terms: mul(t, add(power(rest, gamma), mul(mul(powerSlope(rest, gamma), p), nats))) };
      },
    }),
    gradients: lazyFormula({
      name: `${name} of logits gradient`, arrays: ['p', 'terms', 'wide', 'dz'], scalars: ['scale'],
      define: ({ p, terms, wide, scale }) => ({ dz: mul(sub(mul(p, wide), terms), scale) }),
    }),
  };
}

/** On logits z; p gets their softmax. */
function bindLogits(
  node: LossNode, z: Tensor, p: Tensor, { terms, slopes, gradients }: ReturnType<typeof ofLogits>,
): LossLists {
  const { outputs, targets, losses, gradient, cache } = node;
  const m = perExample(1), size = perExample(outputs), rows = cache('rows', m);
  const wide = cache('wide', size), nats = cache('nats', size), parts = cache('parts', size);
  return {
    forward: [
      ...exponentialsOf(node, z, p, nats, rows, wide),
      k.elementwise(terms, size, [nats, targets, wide, p, parts], [outputs]),
      k.rowSums(m, outputs, parts, losses),
    ],
    backward: [
      k.elementwise(slopes, size, [nats, targets, p, parts], [outputs]),
      k.rowSums(m, outputs, parts, rows),
      ...spread(m, outputs, rows, wide),
      k.elementwise(gradients, size, [p, parts, wide, gradient], ['scale']),
    ],
  };
}

/**
 * Categorical cross-entropy by which classes that are almost right count less: of an example,
 * −Σⱼ yⱼ·alpha·(1 − aⱼ)^gamma·log aⱼ. After a softmax, fromLogits or after anything else as `categoricalCrossentropy`,
 * with whose options; the logarithm on logits is not clipped.
 *
 * Targets: at least 0; a row need not sum to 1. At least 2 outputs: of one the loss would be a constant.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: −Σⱼ y · alpha · (1 − a/Σa)^gamma · log(a/Σa)
 * Default: alpha 0.25, gamma 2, fromLogits false, labelSmoothing 0
 * Source: Lin et al. 2017; as in Keras 3.
 */
export function categoricalFocalCrossentropy(options: CategoricalFocalCrossentropyOptions = {}): Loss {
  const name = 'categoricalFocalCrossentropy';
  expectKnownOptions(name, options, ['alpha', 'gamma', 'fromLogits', 'labelSmoothing', 'axis', 'reduction']);
  const { alpha = 0.25, gamma = 2, fromLogits = false, labelSmoothing = 0, axis = -1, reduction } = options;
  expectFloat32Number(name, 'alpha', alpha, 0);
  expectFloat32Number(name, 'gamma', gamma, 0);
  expectBoolean(name, 'fromLogits', fromLogits);
  expectNumber(name, 'labelSmoothing', labelSmoothing, 0, 1);
  expectLastAxis(name, axis);
  const logits = ofLogits(name, labelSmoothing, alpha, gamma);
  const shares = ofProbabilities(name, labelSmoothing, curveOf(alpha, gamma));
  const shared = { name, target: 'vector', leastOutputs: 2, expectTargets: notNegative(name) } as const;
  const loss = ofClasses(shared, fromLogits,
    (node) => bindProbabilities(node, shares), (node, z, p) => bindLogits(node, z, p, logits));
  const given = { alpha, gamma, fromLogits, labelSmoothing, reduction };
  return madeBy(`losses/${name}`, given, withReduction(name, loss, reduction));
}
