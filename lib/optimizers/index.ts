/**
 * Optimizers: functors on raw buffers, and classes that train models.
 *
 * Short names are Keras' (`adam`); names that end in Optimizer are TensorFlow's (`adamOptimizer`), whose defaults,
 * first slot values, place of epsilon and rounding differ.
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
export * from './builtIn.ts';
export { fromConfig, type OptimizerClass } from './fromConfig.ts';
export { minimize, type Minimization, type MinimizeOptions } from './minimize.ts';
export { Optimizer, type DifferentiableFunction, type OptimizerConfig } from './optimizer.ts';
export type { Averaging, BuiltInOptions, Rated, SharedOptions } from './options.ts';
export type { OptimizerName, OptimizerSpelling } from './registry.ts';
export type { Schedule, ScheduleConfig } from './schedule.ts';
export type { OptimizerWeights, Piece, RunNumber, Step } from './state.ts';
export type { BindUpdate, TrainingState } from './trainingState.ts';
export * from './schedules/index.ts';
export * from './sparse/index.ts';
export type { UsedRows } from './sparse/usedRows.ts';
