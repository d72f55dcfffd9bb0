/**
 * The list of the built-in optimizers: what is entered here is public, and made by name in `fromConfig`.
 * @module
 */

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
export * from './tensorflow/index.ts';
