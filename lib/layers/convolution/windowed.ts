/**
 * The convolutions whose outputs are sums over what a window sees: all channels of a group, or one.
 * @module
 */

import type { Shape } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { tapsOfOutput } from '../../kernels/routines/taps.ts';
import type { Lists, Node, Term } from '../layer.ts';
import { Convolution } from './convolution.ts';

/**
 * z = x ∗ w + b. Backward: dw = Σ x ⊗ dz over all places where an element of w was used, db = Σ dz over all pixels, dx
 * the sum over all windows that saw x. Cache: none but x and z.
 */
export abstract class WindowedConvolution extends Convolution {
  override terms(unit: number, inputShape: Shape): readonly Term[] {
    const { window, c, f, groups } = this.geometry(inputShape), filters = groups * f, channels = groups * c;
    const filter = unit % filters, first = Math.floor(filter / f) * c;
    const terms: Term[] = tapsOfOutput(window, (unit - filter) / filters).flatMap(({ input, tap }) =>
      Array.from({ length: c }, (_, channel) => ({
        parameter: 'w', at: (tap * c + channel) * filters + filter, input: input * channels + first + channel,
      })));
    return this.useBias ? [...terms, { parameter: 'b', at: filter }] : terms;
  }

  override bind(node: Node): Lists {
    const { inputShape, x, y, dy, dx, parameters: { w }, gradients: { w: dw } } = node;
    const { window, c, f, groups } = this.geometry(inputShape), n = perExample(1), bias = this.biasLists(node);
    return {
      forward: [k.conv2d(n, ...window, c, f, groups, x, w, 0, y), ...bias.forward],
      backward: [
        k.conv2dKernelGradient(n, ...window, c, f, groups, x, dy, 'beta', dw), ...bias.backward,
        ...(dx ? [k.conv2dInputGradient(n, ...window, c, f, groups, dy, w, 0, dx)] : []),
      ],
    };
  }
}
