/**
 * First values of parameters.
 * @module
 */
import { glorotUniform } from './glorotUniform.ts';
import type { Initializer } from './initializer.ts';
import { zeros } from './zeros.ts';

export { glorotUniform, zeros };
export { toInitializer, values, type Initializer, type Values } from './initializer.ts';

/** Those that an option may name. */
export const initializers: Readonly<Record<string, Initializer>> = { glorotUniform, zeros };
