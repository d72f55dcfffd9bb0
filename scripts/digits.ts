/**
 * `npm run digits`: writes the built-in digits as the four files of MNIST, for programs in other languages.
 * @module
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../lib/core/digest.ts';
import { digits } from '../lib/index.ts';
import { writeFileAtomically } from '../lib/node/index.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { idxFiles } from './digits/idxFiles.ts';
import { digitsCommand } from './digits/options.ts';

await runCommand(digitsCommand, async ({ out, seed, train, test }) => {
  mkdirSync(out, { recursive: true });
  for (const [name, bytes] of idxFiles(digits({ seed, train, test }))) {
    await writeFileAtomically(join(out, name), bytes);
    say(`${sha256(bytes)}  ${name}`);
  }
});
