/**
 * Callbacks for `fit`.
 * @module
 */

export { csvLogger, CSVLogger, type CSVLoggerOptions, type Write } from './csvLogger.ts';
export { earlyStopping, EarlyStopping, type EarlyStoppingOptions } from './earlyStopping.ts';
export {
  learningRateScheduler, LearningRateScheduler, type LearningRateSchedulerOptions,
} from './learningRateScheduler.ts';
export { modelCheckpoint, ModelCheckpoint, type ModelCheckpointOptions, type Save } from './modelCheckpoint.ts';
export { Monitor, type MonitorOptions } from './monitor.ts';
export { progress, Progress, type ProgressOptions } from './progress.ts';
export { reduceLROnPlateau, ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './reduceLROnPlateau.ts';
export { terminateOnNaN, TerminateOnNaN } from './terminateOnNaN.ts';
