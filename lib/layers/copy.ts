import type { Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';

/** y ← x. */
export const copy: Program = lazyFormula({ name: 'copy', arrays: ['x', 'y'], define: ({ x }) => ({ y: x }) });
