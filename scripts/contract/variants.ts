/**
 * Options with which the contract shows and tries members of families, beside each as it is without any.
 * @module
 */
import { families } from '../../lib/model/description/catalogue.ts';

/** Further options of members, by family and name. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, readonly object[]>>>> = {
  activations: {
    celu: [{ alpha: 0.7 }], elu: [{ alpha: 0.7 }], gelu: [{ approximate: true }], leakyRelu: [{ alpha: 0.1 }],
    relu: [{ maxValue: 6 }, { negativeSlope: 0.1 }, { maxValue: 6, negativeSlope: 0.1, threshold: 0.7 }],
  },
  losses: {
    binaryCrossentropy: [{ fromLogits: true }, { labelSmoothing: 0.6 }, { fromLogits: true, labelSmoothing: 0.6 }],
    categoricalCrossentropy:
      [{ fromLogits: true }, { labelSmoothing: 0.6 }, { fromLogits: true, labelSmoothing: 0.6 }],
    huber: [{ delta: 0.7 }],
    sparseCategoricalCrossentropy: [{ fromLogits: true }],
  },
  initializers: {
    constant: [{ value: 0.1 }], identity: [{ gain: 2 }], orthogonal: [{ gain: 2 }],
    randomNormal: [{ mean: 1, stddev: 2 }], randomUniform: [{ minval: -1, maxval: 3 }],
    truncatedNormal: [{ mean: 1, stddev: 2 }],
    varianceScaling: [
      { mode: 'fanOut', distribution: 'uniform' }, { scale: 3, mode: 'fanAvg', distribution: 'untruncatedNormal' },
    ],
  },
  constraints: {
    maxNorm: [{ maxValue: 0.5, axis: 1 }, { axis: [0, 1] }],
    minMaxNorm: [{ minValue: 0.5, maxValue: 1, rate: 0.5 }, { minValue: 6, maxValue: 7 }],
    unitNorm: [{ axis: 1 }],
  },
  regularizers: { l1: [{ l1: 0.1 }], l2: [{ l2: 0.1 }], l1l2: [{ l1: 0.1, l2: 0.2 }] },
  metrics: {
    binaryAccuracy: [{ threshold: 0.3, targetThreshold: 0.3 }], precision: [{ threshold: 0.3 }],
    topKCategoricalAccuracy: [{ k: 2 }], sparseTopKCategoricalAccuracy: [{ k: 2 }],
  },
};

/** A member made of each of its further options. */
export function variantsOf<T extends object>(kind: string, name: string): readonly (readonly [object, T])[] {
  const family = families.get(kind);
  return (VARIANTS[kind]?.[name] ?? []).map((options) => {
    const made = family?.make(name, options);
    if (made === undefined) throw new Error(`contract: ${kind} must have ${name}`);
    return [options, made as T] as const;
  });
}
