/**
 * `npm run independent`: an oracle in another language recomputes what the contract's document says.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digits } from '../lib/index.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { idxFiles } from './digits/idxFiles.ts';
import { independent } from './independent/options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What keeps the verifier from running, if anything does. */
function missing(): string | undefined {
  const { error, status } = spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
  if (error !== undefined) return 'python3 is not here';
  return status === 0 ? undefined : 'python3 has no NumPy (pip install numpy)';
}

await runCommand(independent, ({ mnist, demand }) => {
  const reason = missing();
  if (reason !== undefined) {
    if (demand) throw new Error(reason);
    say(`Skipped: ${reason}.`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-digits-'));
  try {
    say('Makes the built-in digits, 50,000 images, which the verifier reads as files …');
    for (const [name, bytes] of idxFiles(digits())) writeFileSync(join(folder, name), bytes);
    say('Runs the verifier: a line for each file of known answers, the longest, training.json, at last.');
    const { status, error } = spawnSync('python3', [
      '-m', 'independent', '--contract', join(ROOT, 'lib', 'CONTRACT.md'),
      '--vectors', join(ROOT, 'tests', 'vectors', 'contract'), '--digits', folder,
      ...(mnist === undefined ? [] : ['--mnist', mnist]),
    ], { cwd: join(ROOT, 'tests'), stdio: 'inherit', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    if (error !== undefined) throw error;
    process.exitCode = status === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
});
