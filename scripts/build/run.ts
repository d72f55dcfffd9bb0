/**
 * `npm run bundle`, after `npm run build`: what is published. Installs the bundler where it is absent.
 * @module
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command/runCommand.ts';
import { installTools } from './installTools.ts';
import { bundleCommand } from './options.ts';

await runCommand(bundleCommand, async () => {
  const built = new URL('../../dist/lib/index.js', import.meta.url);
  if (!existsSync(built)) throw new Error('npm run build must come first');
  installTools(fileURLToPath(new URL('.', import.meta.url)));
  const { bundle } = await import('./bundle.ts');
  await bundle();
});
