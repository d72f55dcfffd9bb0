/**
 * The page as a folder of files.
 * @module
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTools } from '../build/installTools.ts';

const OWN = fileURLToPath(new URL('.', import.meta.url));

/** Builds it into a folder, in place of what that has. Throws where a program fails, and the signal's reason. */
export async function buildPage(out: string, signal: AbortSignal): Promise<void> {
  installTools(OWN);
  const vite = join(OWN, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(
    process.execPath, [vite, 'build', '--outDir', out, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: OWN, stdio: ['ignore', 'ignore', 'pipe'], signal },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { said += text; });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  }).catch((error: unknown) => { throw signal.aborted ? signal.reason : error; });
  if (status !== 0) throw new Error(`vite build ended with exit code ${status}: ${said.trim()}`);
}
