/**
 * Every optimizer of the registry, one row each: three steps computed by hand, and which options must be refused.
 * @module
 */

export interface Row {
  /**
   * One element of θ: options, first value, three gradients, and its value after each, written as it comes out by hand.
   */
  readonly hand: {
    readonly options: object; readonly theta: number; readonly gradients: readonly number[];
    readonly expected: readonly number[];
  };
  /** Options from 0 to below 1. */
  readonly fractions?: readonly string[];
  /** Options of at least 0. */
  readonly nonNegative?: readonly string[];
  /** Options above 0. */
  readonly positive?: readonly string[];
  /** What must be given. */
  readonly required?: object;
  /** How the report's network is trained in the suite, and the least share that it must then read rightly. */
  readonly train: { readonly options: object; readonly accuracy: number };
  /**
   * True where the first step throws first weights away, so that hidden layers take many steps to learn:
   * it trains one layer here.
   */
  readonly forgetsTheta?: boolean;
  /** True where norms or means of a tensor count, so that a cut of θ changes the bits. */
  readonly needsTensors?: boolean;
}

const { sqrt } = Math;

/** Adam with β₁ ½, β₂ ¾, ε 1: m and v stay at 1 for the gradients 2, 1, 1, and these are α/(√v + ε) of the steps. */
const adamOptions = { learningRate: 1, beta1: 0.5, beta2: 0.75, epsilon: 1 };
const adamSteps = [1 / 2, sqrt(7 / 16) / (3 / 4) / 2, sqrt(37 / 64) / (7 / 8) / 2] as const;
const adamPath = [-adamSteps[0], -adamSteps[0] - adamSteps[1], -adamSteps[0] - adamSteps[1] - adamSteps[2]];

/** 3² + 4² = 5², 5² + 12² = 13², 13² + 84² = 85². */
const triples = { theta: 0, gradients: [4, 12, 84] };

const betas = ['beta1', 'beta2'], rate01 = { learningRate: 0.1 };
const train = (options: object, accuracy: number): Row['train'] => ({ options, accuracy });

export const rows: Readonly<Record<string, Row>> = {
  sgd: {
    hand: {
      options: { learningRate: 0.5, momentum: 0.5, nesterov: true }, theta: 1, gradients: [1, -2, 4],
      expected: [0.25, 1.625, -1.1875],
    },
    fractions: ['momentum'], nonNegative: ['decay'], train: train({ learningRate: 0.03, momentum: 0.9 }, 0.8),
  },
  gradientDescentOptimizer: {
    hand: { options: { learningRate: 0.5 }, theta: 1, gradients: [1, -2, 4], expected: [0.5, 1.5, -0.5] },
    required: rate01, train: train({ learningRate: 0.1 }, 0.8),
  },
  proximalGradientDescentOptimizer: {
    hand: { // v = 1/2, 9/8, −1/16; the threshold is 1/4, the divisor 2
      options: { learningRate: 0.5, l1RegularizationStrength: 0.5, l2RegularizationStrength: 2 }, theta: 1,
      gradients: [1, -2, 1], expected: [1 / 8, 7 / 16, 0],
    },
    nonNegative: ['l1RegularizationStrength', 'l2RegularizationStrength'], required: rate01,
    train: train({ learningRate: 0.1, l2RegularizationStrength: 0.0001 }, 0.8),
  },
  momentumOptimizer: {
    hand: {
      options: { learningRate: 0.5, momentum: 0.5 }, theta: 1, gradients: [1, -2, 4], expected: [0.5, 1.25, -0.375],
    },
    fractions: ['momentum'], required: { ...rate01, momentum: 0.9 },
    train: train({ learningRate: 0.03, momentum: 0.9, useNesterov: true }, 0.8),
  },
  adagradOptimizer: {
    hand: {
      options: { learningRate: 1, initialAccumulatorValue: 9 }, ...triples,
      expected: [-4 / 5, -4 / 5 - 12 / 13, -4 / 5 - 12 / 13 - 84 / 85],
    },
    positive: ['initialAccumulatorValue'], required: rate01, train: train({ learningRate: 0.1 }, 0.8),
  },
  adagrad: {
    hand: {
      options: { learningRate: 1, initialAccumulatorValue: 9, epsilon: 1 }, ...triples,
      expected: [-4 / 6, -4 / 6 - 12 / 14, -4 / 6 - 12 / 14 - 84 / 86],
    },
    nonNegative: ['initialAccumulatorValue', 'epsilon', 'decay'], train: train({ learningRate: 0.1 }, 0.8),
  },
  proximalAdagradOptimizer: {
    hand: { // rates 1/5, 1/13, 1/85; v = −4/5, −(3/10 + 12/13), …
      options: {
        learningRate: 1, initialAccumulatorValue: 9, l1RegularizationStrength: 1, l2RegularizationStrength: 5,
      },
      ...triples,
      expected: [-3 / 10, -(3 / 10 + 11 / 13) / (18 / 13), -((3 / 10 + 11 / 13) / (18 / 13) + 83 / 85) / (18 / 17)],
    },
    nonNegative: ['l1RegularizationStrength', 'l2RegularizationStrength'], positive: ['initialAccumulatorValue'],
    required: rate01, train: train({ learningRate: 0.1 }, 0.8),
  },
  adagradDAOptimizer: {
    hand: {
      options: {
        learningRate: 1, initialGradientSquaredAccumulatorValue: 9, l1RegularizationStrength: 1,
        l2RegularizationStrength: 1,
      },
      ...triples, expected: [-(4 - 1) / (1 + 5), -(16 - 2) / (2 + 13), -(100 - 3) / (3 + 85)],
    },
    nonNegative: ['l1RegularizationStrength', 'l2RegularizationStrength'],
    positive: ['initialGradientSquaredAccumulatorValue'], required: rate01, train: train(rate01, 0.8),
    forgetsTheta: true,
  },
  adadeltaOptimizer: {
    hand: { // a = 2, 3, 7/2; d = 2/3, 7/6
      options: { learningRate: 1, rho: 0.5, epsilon: 1 }, theta: 0, gradients: [2, 2, -2],
      expected: [-2 / sqrt(3), -2 / sqrt(3) - sqrt(5 / 3), -2 / sqrt(3) - sqrt(5 / 3) + 2 * sqrt(13 / 27)],
    },
    fractions: ['rho'], nonNegative: ['epsilon'], train: train({ learningRate: 1, epsilon: 1e-5 }, 0.8),
  },
  adadelta: {
    hand: {
      options: { learningRate: 0.5, rho: 0.5, epsilon: 1 }, theta: 0, gradients: [2, 2, -2],
      expected: [-1 / sqrt(3), -1 / sqrt(3) - sqrt(5 / 3) / 2, -1 / sqrt(3) - sqrt(5 / 3) / 2 + sqrt(13 / 27)],
    },
    fractions: ['rho'], nonNegative: ['epsilon', 'decay'], train: train({ epsilon: 1e-5 }, 0.8),
  },
  ftrlOptimizer: {
    hand: { // σ = 2, 8, 72; z = 0, 12, 1068/7
      options: {
        learningRate: 1, initialAccumulatorValue: 9, l1RegularizationStrength: 1, l2RegularizationStrength: 0.5,
      },
      theta: 2, gradients: [4, 12, 84], expected: [0, -11 / 14, -(1061 / 7) / 86],
    },
    nonNegative: [
      'initialAccumulatorValue', 'l1RegularizationStrength', 'l2RegularizationStrength',
      'l2ShrinkageRegularizationStrength',
    ],
    required: rate01, train: train({ learningRate: 0.1 }, 0.8), forgetsTheta: true,
  },
  ftrl: {
    hand: { // z = 2, 91/6, 91/6 + 84 + 71·85/84
      options: {
        learningRate: 1, initialAccumulatorValue: 9, l1RegularizationStrength: 1, l2RegularizationStrength: 0.5,
        l2ShrinkageRegularizationStrength: 0.5,
      },
      theta: 2, gradients: [4, 12, 84], expected: [-1 / 6, -85 / 84, -(91 / 6 + 83 + (71 * 85) / 84) / 86],
    },
    nonNegative: [
      'initialAccumulatorValue', 'l1RegularizationStrength', 'l2RegularizationStrength',
      'l2ShrinkageRegularizationStrength',
    ],
    train: train({ learningRate: 0.1 }, 0.8), forgetsTheta: true,
  },
  rmsPropOptimizer: {
    hand: { // ms = 1, 25, 625
      options: { learningRate: 1, rho: 0.5, momentum: 0.5, epsilon: 0 }, theta: 0, gradients: [1, 7, 35],
      expected: [-1, -2.9, -5.25],
    },
    fractions: ['rho', 'momentum'], nonNegative: ['epsilon', 'initialMeanSquare'], required: rate01,
    train: train({ learningRate: 0.005 }, 0.8),
  },
  rmsprop: {
    hand: {
      options: { learningRate: 1, rho: 0.75, epsilon: 1, momentum: 0.5 }, theta: 0, gradients: [2, 1, 1],
      expected: [-1, -2, -3],
    },
    fractions: ['rho', 'momentum'], nonNegative: ['epsilon', 'decay'], train: train({ learningRate: 0.005 }, 0.8),
  },
  adamOptimizer: {
    hand: { options: adamOptions, theta: 0, gradients: [2, 1, 1], expected: adamPath }, fractions: betas,
    nonNegative: ['epsilon'], train: train({ learningRate: 0.005 }, 0.8),
  },
  adam: {
    hand: { // m = 1, 1, 1/2; v = 1, 1, 3/4; v̂ = 1
      options: { ...adamOptions, amsgrad: true }, theta: 0, gradients: [2, 1, 0],
      expected: [adamPath[0], adamPath[1], adamPath[1] - adamSteps[2] / 2],
    },
    fractions: betas, nonNegative: ['epsilon', 'decay'], train: train({ learningRate: 0.005 }, 0.8),
  },
  nadamOptimizer: {
    hand: {
      options: adamOptions, theta: 0, gradients: [2, 1, 1],
      expected: [-3 / 4, -3 / 4 - adamSteps[1], -3 / 4 - adamSteps[1] - adamSteps[2]],
    },
    fractions: betas, nonNegative: ['epsilon'], train: train({ learningRate: 0.005 }, 0.8),
  },
  nadam: {
    hand: { // μ = 1/4; P = 1/4, 1/16, 1/64
      options: { ...adamOptions, epsilon: 0, scheduleDecay: 0 }, theta: 0, gradients: [2, 1, 1],
      expected: [
        -17 / 15, -17 / 15 - (4 / 5 + 16 / 63) * sqrt(7 / 16),
        -17 / 15 - (4 / 5 + 16 / 63) * sqrt(7 / 16) - (16 / 21 + 64 / 255) * sqrt(37 / 64),
      ],
    },
    fractions: betas, nonNegative: ['epsilon', 'scheduleDecay'], train: train({ learningRate: 0.005 }, 0.8),
  },
  adaMaxOptimizer: {
    hand: {
      options: { learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 1 }, theta: 0, gradients: [2, 1, -1],
      expected: [-2 / 3, -4 / 3, -4 / 3],
    },
    fractions: betas, nonNegative: ['epsilon'], train: train({ learningRate: 0.01 }, 0.8),
  },
  adamax: {
    hand: {
      options: { learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 1 }, theta: 0, gradients: [2, 1, -1],
      expected: [-2 / 3, -4 / 3, -4 / 3],
    },
    fractions: betas, nonNegative: ['epsilon', 'decay'], train: train({ learningRate: 0.01 }, 0.8),
  },
  addSignOptimizer: {
    hand: { options: { learningRate: 0.5, beta: 0.5 }, theta: 1, gradients: [1, -0.25, -1], expected: [0, 0, 1] },
    fractions: ['beta'], nonNegative: ['alpha', 'signDecaySteps'], train: train({ learningRate: 0.1 }, 0.8),
  },
  powerSignOptimizer: {
    hand: {
      options: { learningRate: 0.5, beta: 0.5, base: 2 }, theta: 1, gradients: [1, -0.25, -1],
      expected: [0, 1 / 16, 17 / 16],
    },
    fractions: ['beta'], nonNegative: ['signDecaySteps'], positive: ['base'], train: train({ learningRate: 0.1 }, 0.8),
  },
  adamw: {
    hand: {
      options: { ...adamOptions, weightDecay: 0.5 }, theta: 1, gradients: [2, 1, 1],
      expected: [0, -adamSteps[1], -adamSteps[1] / 2 - adamSteps[2]],
    },
    fractions: betas, nonNegative: ['epsilon', 'weightDecay'], train: train({ learningRate: 0.005 }, 0.8),
  },
  lion: {
    hand: {
      options: { learningRate: 0.5, beta1: 0.5, beta2: 0.5, weightDecay: 0.5 }, theta: 1, gradients: [1, -0.25, -1],
      expected: [1 / 4, -5 / 16, 17 / 64],
    },
    fractions: betas, nonNegative: ['weightDecay'], train: train({ learningRate: 0.002 }, 0.8),
  },
  lamb: {
    hand: { // of one element ‖θ‖/‖u‖·u is ±|θ|
      options: { learningRate: 0.5 }, theta: 1, gradients: [3, 1, 2], expected: [1 / 2, 1 / 4, 1 / 8],
    },
    fractions: betas, nonNegative: ['epsilon', 'weightDecay'], train: train({ learningRate: 0.01 }, 0.7),
    needsTensors: true,
  },
  radam: {
    hand: { // m = 1, so that the steps are 1/(1 − 2⁻ᵗ)
      options: { learningRate: 0.5, beta1: 0.5 }, theta: 0, gradients: [2, 1, 1], expected: [-1, -5 / 3, -47 / 21],
    },
    fractions: betas, nonNegative: ['epsilon', 'weightDecay'], train: train({ learningRate: 0.01 }, 0.8),
  },
  rprop: {
    hand: {
      options: { learningRate: 0.125, etaPlus: 2 }, theta: 1, gradients: [3, 1, -1], expected: [7 / 8, 5 / 8, 5 / 8],
    },
    fractions: ['etaMinus'], nonNegative: ['stepMin', 'stepMax'],
    train: train({ learningRate: 0.001, stepMax: 0.01 }, 0.8),
  },
  adafactor: {
    hand: { // v = 4, 5/2, 2; β = 0, 1/2, 2/3
      options: { learningRate: 0.5, beta2Decay: -1 }, theta: 1, gradients: [2, 1, 1],
      expected: [1 / 2, (1 / 2) * (1 - sqrt(2 / 5) / 2), (1 / 2) * (1 - sqrt(2 / 5) / 2) * (1 - sqrt(1 / 2) / 2)],
    },
    nonNegative: ['epsilon2'], positive: ['epsilon1', 'clipThreshold'], train: train({ learningRate: 0.01 }, 0.7),
    needsTensors: true,
  },
};
