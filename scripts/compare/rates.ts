/**
 * Rates at which the optimizers do well on the report's network; found by trying factors of 2 to 3 on
 * the built-in digits.
 */
export const rates: Readonly<Record<string, number>> = {
  sgd: 0.1, rmsprop: 0.003, adagrad: 0.1, adadelta: 1, adam: 0.003, adamax: 0.01, nadam: 0.003, ftrl: 0.1, adamw: 0.003,
  lion: 0.001, lamb: 0.003, radam: 0.003, rprop: 0.001, adafactor: 0.03,
  gradientDescentOptimizer: 0.1, proximalGradientDescentOptimizer: 0.1, momentumOptimizer: 0.01, adagradOptimizer: 0.1,
  proximalAdagradOptimizer: 0.1, adagradDAOptimizer: 0.1, adadeltaOptimizer: 1, ftrlOptimizer: 0.1,
  adamOptimizer: 0.003, nadamOptimizer: 0.003, adaMaxOptimizer: 0.01, rmsPropOptimizer: 0.003, addSignOptimizer: 0.1,
  powerSignOptimizer: 0.1,
};

/** What an optimizer needs besides the rate. */
export const needed: Readonly<Record<string, object>> = { momentumOptimizer: { momentum: 0.9 } };
