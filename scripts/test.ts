/**
 * `npm test`: runs the test files, since `node --test` of Node 20 takes no pattern.
 *
 * Words choose the files whose path contains one of them; what begins with `--` goes to Node.
 *
 *     npm test -- kernels/gemm --test-name-pattern=NaN
 * @module
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SLOW = join('tests', 'slow') + sep;

const args = process.argv.slice(2);
const slow = args.includes('--slow');
const words = args.filter((arg) => !arg.startsWith('--')).map((word) => word.replaceAll('/', sep));
const flags = args.filter((arg) => arg.startsWith('--') && arg !== '--slow');

const files = readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('tests', name))
  .filter((path) => path.endsWith('.test.ts') && path.startsWith(SLOW) === slow)
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  .sort();

if (files.length === 0) {
  console.error(`${slow ? 'npm run test:slow' : 'npm test'}: no test file's path contains ${words.join(' or ')}`);
  process.exitCode = 1;
} else {
  const command = ['--import', 'tsx', '--test', '--test-reporter=spec', ...flags, ...files];
  const { status, error } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: 'inherit' });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1; // null where a signal ended it
}
