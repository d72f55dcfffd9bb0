/**
 * `npm run test:fleet`: the fleet on a Redis of its own.
 * @module
 */
import { fileURLToPath } from 'node:url';
import { installTools } from '../../scripts/build/installTools.ts';
import { say } from '../../scripts/command/output.ts';
import { runCommand } from '../../scripts/command/runCommand.ts';
import { UsageError, messageOf } from '../../scripts/command/usageError.ts';
import { compiledCopy } from '../../scripts/test/compiledCopy.ts';
import { testFleet } from './options.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

await runCommand(testFleet, async ({ operands: words, seed }) => {
  installTools(fileURLToPath(new URL('../../scripts/fleet/', import.meta.url)));
  const { trials } = await import('./trials.ts');
  const wanted = trials.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (wanted.length === 0) throw new UsageError(`no trial has ${words.join(' or ')} in its name`);
  const { folder, remove } = compiledCopy(ROOT);
  let wrong = 0, skipped = 0;
  try {
    for (const { name, lacks, run } of wanted) {
      const lack = lacks(), started = performance.now();
      const fault = lack ?? await run({ folder, seed }).then(() => undefined, messageOf);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      if (lack !== undefined) skipped++;
      else if (fault !== undefined) wrong++;
      const outcome = fault === undefined ? `yes, ${seconds} s` : `no: ${fault}`;
      say(`${name}: ${lack === undefined ? outcome : `skipped, ${lack}`}`);
    }
  } finally {
    remove();
  }
  say(`${wanted.length - wrong - skipped} of ${wanted.length} trials succeed, ${skipped} are skipped`);
  return { ok: wrong === 0 };
});
