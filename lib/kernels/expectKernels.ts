import { show, typeError } from '../core/errors.ts';
import type { Kernels } from './kernels.ts';

/** TypeError unless `value` is a table of kernels, as seen from that it can reserve memory. */
export function expectKernels(who: string, argument: string, value: unknown): asserts value is Kernels {
  const isTable = typeof value === 'object' && value !== null && 'reserve' in value
    && typeof value.reserve === 'function';
  if (isTable) return;
  throw typeError(`${who}: ${argument} must be a table such as createKernels('reference'), got ${show(value)}`);
}
