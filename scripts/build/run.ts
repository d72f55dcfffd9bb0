/**
 * `npm run bundle`, after `npm run build`: what is published. Installs the bundler where it is absent.
 * @module
 */
import { fileURLToPath } from 'node:url';
import { installTools } from './installTools.ts';

installTools(fileURLToPath(new URL('.', import.meta.url)));
const { bundle } = await import('./bundle.ts');
await bundle();
