/**
 * `bitgrad download-mnist`: the four MNIST files into a directory.
 * @module
 */
import { mkdirSync } from 'node:fs';
import { lineOf } from './command/command.ts';
import { tryFolder } from './command/outputs.ts';
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { download, DownloadError } from './mnist/download.ts';
import { MNIST_FILES, MNIST_MIRRORS } from './mnist/files.ts';
import { DEFAULT_DIRECTORY, downloadMnist } from './mnist/options.ts';

export const run: Run = commandOf(downloadMnist, async ({ operands, mirror = MNIST_MIRRORS }) => {
  const directory = operands.at(0) ?? (process.env.MNIST_DIR || DEFAULT_DIRECTORY);
  mkdirSync(directory, { recursive: true });
  tryFolder('the directory', directory);
  try {
    await download({ directory, files: MNIST_FILES, mirrors: mirror, report: say });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new Error(`${error.message}\nWhat has come is kept: run it again to go on.`, { cause: error });
  }
  say(`MNIST is complete in ${directory}: ${lineOf('bitgrad train', `--data ${directory}`)}`);
  return { directory, files: MNIST_FILES.map(({ name, sha256 }) => ({ name, sha256 })) };
});
