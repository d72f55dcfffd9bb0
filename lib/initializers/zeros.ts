import type { Initializer } from './initializer.ts';

/** All +0: what a bias starts from. */
export const zeros: Initializer = (out) => {
  out.fill(0);
};
