import { constant } from './constant.ts';
import type { Initializer } from './initializer.ts';

/** All 1: what the scale of a normalisation starts from. */
export const ones: Initializer = constant({ value: 1 });
