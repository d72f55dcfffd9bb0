/**
 * `npm run mnist:download`: the four MNIST files into a directory.
 * @module
 */
import { parseArgs } from 'node:util';
import { UsageError, messageOf } from './commandLine.ts';
import { download, DownloadError } from './mnist/download.ts';
import { MNIST_FILES, MNIST_MIRRORS } from './mnist/files.ts';

const DEFAULT_DIRECTORY = 'data/mnist';

const HELP = `Usage: npm run mnist:download [-- [DIR] [--mirror URL]... [--help]]

Fetches the four MNIST files (11.6 MB, packed) into DIR; without DIR, into $MNIST_DIR or else ${DEFAULT_DIRECTORY}.
Every file is checked by SHA-256. Files that are there and right are kept; broken transfers are resumed.

  --mirror URL   where to fetch from, instead of the usual places; may be given several times, tried in order
  --help         this text

The usual places:
${MNIST_MIRRORS.map((mirror) => `  ${mirror}`).join('\n')}

Exit code: 0 all four files are there, 1 something failed, 2 bad usage.`;

/** The base URL a mirror option stands for, with the slash that makes it a directory. */
function mirrorOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new UsageError(`--mirror must be an http or https URL, got '${text}'`);
  return text.endsWith('/') ? text : `${text}/`;
}

function readCommandLine(): { readonly help: boolean; readonly directory: string; readonly mirrors: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      options: { mirror: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new UsageError(`one directory, got ${positionals.length}: ${positionals.join(' ')}`);
    const directory = positionals[0] ?? (process.env.MNIST_DIR || DEFAULT_DIRECTORY);
    if (directory === '') throw new UsageError('the directory must have a name, got an empty one');
    return { help: values.help ?? false, directory, mirrors: values.mirror?.map(mirrorOf) ?? MNIST_MIRRORS };
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error; // parseArgs throws TypeErrors
  }
}

async function main(): Promise<number> {
  try {
    const { help, directory, mirrors } = readCommandLine();
    if (help) {
      console.log(HELP);
      return 0;
    }
    await download({ directory, files: MNIST_FILES, mirrors, report: (line) => console.log(line) });
    console.log(`MNIST is complete in ${directory}: npm start -- --data ${directory}`);
    return 0;
  } catch (error) {
    const usage = error instanceof UsageError;
    console.error(`mnist:download: ${messageOf(error)}${usage ? ' (--help shows how to use it)' : ''}`);
    if (error instanceof DownloadError) console.error('What has come is kept: run it again to go on.');
    return usage ? 2 : 1;
  }
}

process.exitCode = await main();
