/**
 * What a pooling makes of a window.
 * @module
 */

import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { Window } from '../../kernels/window.ts';
import type { Lists, Node } from '../layer.ts';

/** The lists of a layer that takes each channel of an image through a window. */
export type Reduction = (node: Node, window: Window, channels: number) => Lists;

/** The largest element; ∂J/∂y goes to the first that is y. Backward looks at x and y again, and needs no cache. */
export const largest: Reduction = ({ x, y, dy, dx }, window, c) => ({
  forward: [k.maxPool2d(perExample(1), ...window, c, x, y)],
  backward: dx ? [k.maxPool2dGradient(perExample(1), ...window, c, x, y, dy, dx)] : [],
});

/** The mean of the elements. */
export const mean: Reduction = ({ x, y, dy, dx }, window, c) => ({
  forward: [k.averagePool2d(perExample(1), ...window, c, x, y)],
  backward: dx ? [k.averagePool2dGradient(perExample(1), ...window, c, dy, dx)] : [],
});
