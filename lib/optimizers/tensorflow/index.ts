/**
 * The optimizers of tf.train and tf.contrib.opt: names, defaults, first slot values and bits are TensorFlow's.
 * @module
 */

export { adaMaxOptimizer, AdaMaxOptimizer, type AdaMaxOptimizerOptions } from './adaMaxOptimizer.ts';
export { adadeltaOptimizer, AdadeltaOptimizer, type AdadeltaOptimizerOptions } from './adadeltaOptimizer.ts';
export { adagradDAOptimizer, AdagradDAOptimizer, type AdagradDAOptimizerOptions } from './adagradDAOptimizer.ts';
export { adagradOptimizer, AdagradOptimizer, type AdagradOptimizerOptions } from './adagradOptimizer.ts';
export { adamOptimizer, AdamOptimizer, type AdamOptimizerOptions } from './adamOptimizer.ts';
export { addSignOptimizer, AddSignOptimizer, type AddSignOptimizerOptions } from './addSignOptimizer.ts';
export { ftrlOptimizer, FtrlOptimizer, type FtrlOptimizerOptions } from './ftrlOptimizer.ts';
export {
  gradientDescentOptimizer, GradientDescentOptimizer, type GradientDescentOptimizerOptions,
} from './gradientDescentOptimizer.ts';
export { momentumOptimizer, MomentumOptimizer, type MomentumOptimizerOptions } from './momentumOptimizer.ts';
export { nadamOptimizer, NadamOptimizer, type NadamOptimizerOptions } from './nadamOptimizer.ts';
export { powerSignOptimizer, PowerSignOptimizer, type PowerSignOptimizerOptions } from './powerSignOptimizer.ts';
export {
  proximalAdagradOptimizer, ProximalAdagradOptimizer, type ProximalAdagradOptimizerOptions,
} from './proximalAdagradOptimizer.ts';
export {
  proximalGradientDescentOptimizer, ProximalGradientDescentOptimizer, type ProximalGradientDescentOptimizerOptions,
} from './proximalGradientDescentOptimizer.ts';
export { rmsPropOptimizer, RMSPropOptimizer, type RMSPropOptimizerOptions } from './rmsPropOptimizer.ts';
