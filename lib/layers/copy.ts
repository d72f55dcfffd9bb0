import { formula, type Program } from '../formula/index.ts';

/** y ← x. */
export const copy: Program = formula({ name: 'copy', arrays: ['x', 'y'], define: ({ x }) => ({ y: x }) });
