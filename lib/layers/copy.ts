import { lazyFormula, type Program } from '../formula/index.ts';

/** y ← x. */
export const copy: Program = lazyFormula({ name: 'copy', arrays: ['x', 'y'], define: ({ x }) => ({ y: x }) });
