import { show, typeError } from '../core/errors.ts';

/** TypeError unless `name` is a string with something in it. */
export function expectName(kind: string, name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '') throw typeError(`${kind}: name must be a string, got ${show(name)}`);
}
