/**
 * Optimizers: functors on raw buffers, and classes that train models.
 *
 * Short names are Keras' (`adam`); names that end in Optimizer are TensorFlow's (`adamOptimizer`), whose defaults, first slot
 * values, place of epsilon and rounding differ.
 * @module
 */
export { applyAdaMax } from './functors/adaMax.ts';
export { applyAdadelta } from './functors/adadelta.ts';
export { applyAdagrad } from './functors/adagrad.ts';
export { applyAdagradDA } from './functors/adagradDA.ts';
export { applyAdagradV2 } from './functors/adagradV2.ts';
export { applyAdam } from './functors/adam.ts';
export { applyAdamWithAmsgrad } from './functors/adamWithAmsgrad.ts';
export { applyAddSign } from './functors/addSign.ts';
export { applyCenteredRMSProp } from './functors/centeredRMSProp.ts';
export { applyFtrl } from './functors/ftrl.ts';
export { applyFtrlV2 } from './functors/ftrlV2.ts';
export { applyGradientDescent, gradientDescent } from './functors/gradientDescent.ts';
export { applyKerasMomentum } from './functors/kerasMomentum.ts';
export { applyMomentum } from './functors/momentum.ts';
export { applyPowerSign } from './functors/powerSign.ts';
export { applyProximalAdagrad } from './functors/proximalAdagrad.ts';
export { applyProximalGradientDescent } from './functors/proximalGradientDescent.ts';
export { applyRMSProp } from './functors/rmsProp.ts';
export { fromConfig, type OptimizerClass } from './fromConfig.ts';
export { minimize, type Minimization, type MinimizeOptions } from './minimize.ts';
export { Optimizer, type DifferentiableFunction, type OptimizerConfig } from './optimizer.ts';
export type { Averaging, BuiltInOptions, SharedOptions } from './options.ts';
export type { Schedule, ScheduleConfig } from './schedule.ts';
export type { OptimizerWeights, Step } from './state.ts';
export * from './schedules/index.ts';
export * from './sparse/index.ts';
export * from './tensorflow/index.ts';
export { adafactor, Adafactor, type AdafactorOptions } from './adafactor.ts';
export { adadelta, Adadelta, type AdadeltaOptions } from './adadelta.ts';
export { adagrad, Adagrad, type AdagradOptions } from './adagrad.ts';
export { adam, Adam, type AdamOptions } from './adam.ts';
export { adamax, Adamax, type AdamaxOptions } from './adamax.ts';
export { adamw, AdamW, type AdamWOptions } from './adamw.ts';
export { ftrl, Ftrl, type FtrlOptions } from './ftrl.ts';
export { lamb, LAMB, type LAMBOptions } from './lamb.ts';
export { lion, Lion, type LionOptions } from './lion.ts';
export { nadam, Nadam, type NadamOptions } from './nadam.ts';
export { radam, RAdam, type RAdamOptions } from './radam.ts';
export { rmsprop, RMSprop, type RMSpropOptions } from './rmsprop.ts';
export { rprop, Rprop, type RpropOptions } from './rprop.ts';
export { sgd, SGD, type SGDOptions } from './sgd.ts';
