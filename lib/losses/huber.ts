import { expectFloat32Positive, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { abs, clamp, lessOrEqual, mul, select, sub } from '../formula/index.ts';
import { lazyMeanLoss, withReduction, type Loss, type LossOptions } from './loss.ts';

/** What {@link huber} takes. */
export interface HuberOptions extends LossOptions {
  /** Where the square gives way to a line. Default 1. */
  readonly delta?: number;
}

/**
 * Huber's loss: of an example, the mean over its outputs of ½e² where |e| ≤ delta, else delta·(|e| − ½·delta),
 * e = a − y; ∂/∂aⱼ = e cut off at ±delta, by n.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: Σ (0.5 · ((a − y) · (a − y)) if t ≤ 1, else 1 · (t − 0.5)) / outputs, where t = |a − y|
 * Default: delta 1
 * Source: Huber 1964; as in Keras 3 (Keras 2.2.4 has none).
 */
export function huber(options: HuberOptions = {}): Loss {
  expectKnownOptions('huber', options, ['delta', 'reduction']);
  const { delta = 1, reduction } = options;
  expectFloat32Positive('huber', 'delta', delta);
  const loss = lazyMeanLoss({
    name: 'huber',
    term: ({ a, y }) => {
      const e = sub(a, y);
      return select(lessOrEqual(abs(e), delta), mul(0.5, mul(e, e)), mul(delta, sub(abs(e), 0.5 * delta)));
    },
    derivative: ({ a, y }) => clamp(sub(a, y), delta),
  });
  return madeBy('losses/huber', { delta, reduction }, withReduction('huber', loss, reduction));
}
