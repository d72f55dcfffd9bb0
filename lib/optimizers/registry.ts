/**
 * The one list of all optimizers and schedules: what `fromConfig` makes by name. A new optimizer is entered here.
 * @module
 */
import { adadelta } from './adadelta.ts';
import { adafactor } from './adafactor.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { adamw } from './adamw.ts';
import { ftrl } from './ftrl.ts';
import { lamb } from './lamb.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import type { Optimizer } from './optimizer.ts';
import { radam } from './radam.ts';
import { rmsprop } from './rmsprop.ts';
import { rprop } from './rprop.ts';
import type { Schedule } from './schedule.ts';
import * as schedules from './schedules/index.ts';
import { sgd } from './sgd.ts';
import * as tensorflow from './tensorflow/index.ts';

/** A maker checks its options itself, whatever they are. A method's type, since only those leave their parameters open. */
interface Maker<T> {
  make(options: object): T;
}

const {
  adaMaxOptimizer, adadeltaOptimizer, adagradDAOptimizer, adagradOptimizer, adamOptimizer, addSignOptimizer, ftrlOptimizer, gradientDescentOptimizer,
  momentumOptimizer, nadamOptimizer, powerSignOptimizer, proximalAdagradOptimizer, proximalGradientDescentOptimizer, rmsPropOptimizer,
} = tensorflow;

/** Makers of optimizers by name. */
export const optimizers: Readonly<Record<string, Maker<Optimizer>['make']>> = {
  sgd, rmsprop, adagrad, adadelta, adam, adamax, nadam, ftrl, adamw, lion, lamb, radam, rprop, adafactor,
  gradientDescentOptimizer, proximalGradientDescentOptimizer, momentumOptimizer, adagradOptimizer, proximalAdagradOptimizer, adagradDAOptimizer,
  adadeltaOptimizer, ftrlOptimizer, adamOptimizer, nadamOptimizer, adaMaxOptimizer, rmsPropOptimizer, addSignOptimizer, powerSignOptimizer,
};

const { cosineDecay, cosineRestarts, exponentialDecay, inverseTimeDecay, piecewiseConstant, polynomialDecay, warmUp } = schedules;

/** Makers of schedules by name. */
export const scheduleMakers: Readonly<Record<string, Maker<Schedule>['make']>> = {
  cosineDecay, cosineRestarts, exponentialDecay, inverseTimeDecay, piecewiseConstant, polynomialDecay, warmUp,
};
