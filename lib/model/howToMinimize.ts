/** The line that trains a model by a minimizer. */
export const HOW_TO_MINIMIZE =
  'a minimizer such as lbfgs trains by model.theta.set(lbfgs(objective(model, x, y), model.theta).x)';
