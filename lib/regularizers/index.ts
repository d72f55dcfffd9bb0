/**
 * What parameters and outputs cost.
 * @module
 */

export { l1, type L1Options } from './l1.ts';
export { l1l2, type L1L2Options } from './l1l2.ts';
export { l2, type L2Options } from './l2.ts';
export { regularizers, toRegularizer, type RegularizerName, type RegularizerSpelling } from './named.ts';
export { pointwiseRegularizer, type PointwiseRegularizer, type Regularizer } from './regularizer.ts';
