/**
 * A copy as a call.
 * @module
 */

import type { HostCall, Tensor } from '../kernels/index.ts';

/** to ← from. Nothing is computed: a trace passes it over. */
export function copied(from: Tensor, to: Tensor): HostCall {
  return { host: 'copy', reads: [from], writes: [to], run: (_, source, target) => target.set(source) };
}
