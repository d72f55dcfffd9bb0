/** max(0, (steps − done)/steps) before step t; 1 for steps 0. Source: tf.contrib.opt.get_linear_decay_fn. */
export function signDecay(steps: number, t: number): number {
  return steps === 0 ? 1 : Math.max(0, (steps - (t - 1)) / steps);
}
