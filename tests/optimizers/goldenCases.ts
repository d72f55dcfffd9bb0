/**
 * How each golden case of tests/vectors/optimizers.json is run: by which functor or class, with which options.
 * @module
 */
import { readFileSync } from 'node:fs';
import * as o from '../../lib/optimizers/index.ts';

type Slots = Readonly<Record<string, readonly number[]>>;

export interface GoldenCase {
  readonly id: string;
  readonly input: string;
  /** A second tensor that counts in the global norm. */
  readonly withSecond?: boolean;
  /** How often the gradients are gone through. */
  readonly repeated?: number;
  readonly hyper: Readonly<Record<string, number>>;
  readonly steps: readonly { readonly theta: readonly number[]; readonly slots: Slots }[];
}

interface Vectors {
  readonly inputs:
    Readonly<Record<string, { readonly theta: readonly number[]; readonly gradients: readonly (readonly number[])[] }>>;
  readonly cases: readonly GoldenCase[];
}

export const golden: Vectors =
  JSON.parse(readFileSync(new URL('../vectors/optimizers.json', import.meta.url), 'utf8')) as Vectors;

/** Flat shapes of the inputs that are matrices. */
export const shapes: Readonly<Record<string, readonly number[]>> = { tall: [3, 2], wide: [2, 3] };

type Hyper = GoldenCase['hyper'];

/** How one case is run as a class. Slot names: theirs to ours. */
export interface ByClass {
  readonly make: (h: Hyper) => o.Optimizer;
  readonly slots?: Readonly<Record<string, string>>;
  /** Largest distance to the golden numbers in units in the last place; 0: the same bits. */
  readonly ulps?: number;
}

const regularized = (h: Hyper): { l1RegularizationStrength: number; l2RegularizationStrength: number } => ({
  l1RegularizationStrength: h.l1, l2RegularizationStrength: h.l2,
});
const rated = (h: Hyper): { learningRate: number } => ({ learningRate: h.learning_rate ?? h.lr });
const keras = (h: Hyper): { learningRate: number; decay: number } => ({ ...rated(h), decay: h.decay ?? 0 });
const flagged = (value: unknown): boolean => value === true;
const betas = (h: Hyper): { beta1: number; beta2: number } => ({
  beta1: h.beta1 ?? h.beta_1, beta2: h.beta2 ?? h.beta_2,
});
const epsilon = (h: Hyper): { epsilon: number } => ({ epsilon: h.epsilon ?? h.eps });

/** By the first part of a case's name. */
export const byClass: Readonly<Record<string, ByClass>> = {
  'tf.ApplyGradientDescent': { make: (h) => o.gradientDescentOptimizer(rated(h)) },
  'tf.ApplyProximalGradientDescent': {
    make: (h) => o.proximalGradientDescentOptimizer({ ...rated(h), ...regularized(h) }),
  },
  'tf.ApplyAdadelta': {
    make: (h) => o.adadeltaOptimizer({ ...rated(h), rho: h.rho, ...epsilon(h) }),
    slots: { accum: 'accumulator', accum_update: 'accumulatorUpdate' },
  },
  'tf.ApplyAdagrad': {
    make: (h) => o.adagradOptimizer({ ...rated(h), initialAccumulatorValue: h.initial_accumulator_value }),
  },
  'tf.ApplyProximalAdagrad': {
    make: (h) =>
      o.proximalAdagradOptimizer({
        ...rated(h), ...regularized(h), initialAccumulatorValue: h.initial_accumulator_value,
      }),
  },
  'tf.ApplyAdagradDA': {
    make: (h) => o.adagradDAOptimizer({
      ...rated(h), ...regularized(h),
      initialGradientSquaredAccumulatorValue: h.initial_gradient_squared_accumulator_value,
    }),
    slots: { gradient_accumulator: 'gradientAccumulator', gradient_squared_accumulator: 'gradientSquaredAccumulator' },
  },
  'tf.ApplyFtrl': {
    make: (h) => o.ftrlOptimizer({
      ...rated(h), ...regularized(h), learningRatePower: h.learning_rate_power,
      initialAccumulatorValue: h.initial_accumulator_value,
    }),
    slots: { accum: 'accumulator' },
  },
  'tf.ApplyFtrlV2': {
    make: (h) => o.ftrl({
      ...rated(h), ...regularized(h), learningRatePower: h.learning_rate_power,
      initialAccumulatorValue: h.initial_accumulator_value, l2ShrinkageRegularizationStrength: h.l2_shrinkage,
    }),
    slots: { accum: 'accumulator' },
  },
  'tf.ApplyMomentum': {
    make: (h) => o.momentumOptimizer({ ...rated(h), momentum: h.momentum, useNesterov: flagged(h.use_nesterov) }),
    slots: { momentum: 'accumulator' },
  },
  'tf.ApplyAdam': {
    make: (h) =>
      (flagged(h.use_nesterov) ? o.nadamOptimizer : o.adamOptimizer)({ ...rated(h), ...betas(h), ...epsilon(h) }),
  },
  'tf.ApplyAdaMax': { make: (h) => o.adaMaxOptimizer({ ...rated(h), ...betas(h), ...epsilon(h) }) },
  'tf.ApplyRMSProp': {
    make: (h) => o.rmsPropOptimizer({ ...rated(h), rho: h.decay, momentum: h.momentum, ...epsilon(h) }),
    slots: { rms: 'ms', momentum: 'mom' },
  },
  'tf.ApplyCenteredRMSProp': {
    make: (h) => o.rmsPropOptimizer({ ...rated(h), rho: h.decay, momentum: h.momentum, ...epsilon(h), centered: true }),
    slots: { rms: 'ms', momentum: 'mom' },
  },
  'tf.ApplyAddSign': { make: (h) => o.addSignOptimizer({ ...rated(h), alpha: h.alpha, beta: h.beta }) },
  'tf.ApplyPowerSign': { make: (h) => o.powerSignOptimizer({ ...rated(h), base: h.base, beta: h.beta }), ulps: 2 },
  'keras.SGD': {
    slots: { moment: 'momentum' },
    make: (h) => o.sgd({
      ...keras(h), momentum: h.momentum, nesterov: flagged(h.nesterov),
      ...(h.clipnorm !== undefined && { globalClipnorm: h.clipnorm }),
      ...(h.clipvalue !== undefined && { clipvalue: h.clipvalue }),
    }),
  },
  'keras.RMSprop': { make: (h) => o.rmsprop({ ...keras(h), rho: h.rho, ...epsilon(h) }) },
  'keras.Adagrad': { make: (h) => o.adagrad({ ...keras(h), ...epsilon(h) }) },
  'keras.Adadelta': {
    make: (h) => o.adadelta({ ...keras(h), rho: h.rho, ...epsilon(h) }),
    slots: { delta_accumulator: 'deltaAccumulator' },
  },
  'keras.Adam': {
    make: (h) => o.adam({ ...keras(h), ...betas(h), ...epsilon(h), amsgrad: flagged(h.amsgrad) }),
    slots: { vhat: 'vHat' },
  },
  'keras.Adamax': { make: (h) => o.adamax({ ...keras(h), ...betas(h), ...epsilon(h) }) },
  'keras.Nadam': { make: (h) => o.nadam({ ...rated(h), ...betas(h), ...epsilon(h), scheduleDecay: h.schedule_decay }) },
  'tfkeras.Adagrad': {
    make: (h) => o.adagrad({ ...rated(h), ...epsilon(h), initialAccumulatorValue: h.initial_accumulator_value }),
  },
  'tfkeras.RMSprop-no-momentum': {
    make: (h) => o.rmsprop({ ...rated(h), rho: h.rho, ...epsilon(h), centered: flagged(h.centered) }),
    slots: { rms: 'accumulator', mg: 'mean' },
  },
  'keras3.AdamW': {
    make: (h) =>
      o.adamw({ ...rated(h), ...betas(h), ...epsilon(h), weightDecay: h.weight_decay, amsgrad: flagged(h.amsgrad) }),
    slots: { momentum: 'm', velocity: 'v', velocity_hat: 'vHat' },
  },
  'keras3.Lion': {
    make: (h) => o.lion({ ...rated(h), ...betas(h), weightDecay: h.weight_decay }), slots: { momentum: 'm' },
  },
  'keras3.Lamb': {
    make: (h) => o.lamb({ ...rated(h), ...betas(h), ...epsilon(h), weightDecay: h.weight_decay }),
    slots: { momentum: 'm', velocity: 'v' },
  },
  'timm.Lamb': {
    make: (h) => o.lamb({
      ...rated(h), ...betas(h), ...epsilon(h), weightDecay: h.weight_decay,
      ...(typeof h.max_grad_norm === 'number' && { globalClipnorm: h.max_grad_norm }),
    }),
    slots: { exp_avg: 'm', exp_avg_sq: 'v' },
    ulps: 4, // timm divides √v by √(1 − β₂ᵗ), Keras v by 1 − β₂ᵗ, as the paper does
  },
  'torch.RAdam': {
    make: (h) =>
      o.radam({
        ...rated(h), ...betas(h), ...epsilon(h), weightDecay: h.weight_decay,
        decoupledWeightDecay: flagged(h.decoupled_weight_decay),
      }),
    slots: { exp_avg: 'm', exp_avg_sq: 'v' },
  },
  'torch.Rprop': {
    make: (h) =>
      o.rprop({ ...rated(h), etaMinus: h.eta_minus, etaPlus: h.eta_plus, stepMin: h.step_min, stepMax: h.step_max }),
    slots: { prev: 'previous', step_size: 'step' },
  },
  'keras3.Adafactor': {
    make: (h) => o.adafactor({
      ...rated(h), beta2Decay: h.beta_2_decay, epsilon1: h.epsilon_1, epsilon2: h.epsilon_2,
      clipThreshold: h.clip_threshold,
    }),
    ulps: 6, // root mean squares, whose sums have another order, and steps of 0.7
  },
  'keras3.Adafactor-2d': {
    make: (h) => o.adafactor({
      ...rated(h), beta2Decay: h.beta_2_decay, epsilon1: h.epsilon_1, epsilon2: h.epsilon_2,
      clipThreshold: h.clip_threshold,
    }),
    slots: { r: 'row', c: 'column', v: '' },
    ulps: 2,
  },
};
