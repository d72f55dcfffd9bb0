/**
 * A process of its own: loads each checkpoint of a folder, trains on, and leaves digest, History and bytes in files
 * beside it.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, save } from '../../lib/formats/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { HALF, digest, names, options, x, y } from './trainings.ts';

const [folder, kernels] = process.argv.slice(2);
for (const name of names) {
  const model =
    load(readFileSync(join(folder, name)), { kernels: createKernels(kernels === 'simd' ? 'simd' : 'reference') });
  const history = await model.fit(x, y, { ...options, maxIterations: 2 * HALF, resume: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ digest: digest(model), history }));
  writeFileSync(join(folder, `${name}.after`), save(model));
}
