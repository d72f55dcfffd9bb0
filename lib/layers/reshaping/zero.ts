import { formula, type Program } from '../../formula/index.ts';

/** y ← +0. */
export const zero: Program = formula({ name: 'zeros', arrays: ['y'], define: () => ({ y: 0 }) });
