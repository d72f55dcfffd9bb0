import { json, type Command } from '../command/command.ts';
import { repeated, type Kind } from '../command/kinds.ts';
import { UsageError } from '../command/usageError.ts';
import { MNIST_MIRRORS } from './files.ts';

export const DEFAULT_DIRECTORY = 'data/mnist';

export interface Options {
  readonly mirror: readonly string[] | undefined;
  readonly json: boolean;
}

/** A base URL, with the slash that makes it a directory. */
const url: Kind<string> = {
  shown: 'URL',
  read: (option, given) => {
    const parsed = URL.canParse(given) ? new URL(given) : undefined;
    const isHttp = parsed !== undefined && /^https?:$/.test(parsed.protocol);
    if (!isHttp) throw new UsageError(`${option} must be an http or https URL, got '${given}'`);
    return given.endsWith('/') ? given : `${given}/`;
  },
};

/** The command line of `bitgrad download-mnist`. */
export const downloadMnist: Command<Options> = {
  name: 'bitgrad download-mnist',
  does: `Fetches the four MNIST files (11.6 MB, packed) into DIR; without DIR, into $MNIST_DIR or else
    ${DEFAULT_DIRECTORY}. Every file is checked by SHA-256. Files that are there and right are kept; broken transfers
    are resumed.`,
  operands: { shown: '[DIR]', what: 'the directory', least: 0, most: 1 },
  options: {
    mirror: {
      kind: repeated(url), help: 'where to fetch from; may be given several times, tried in order',
      otherwise: 'the usual places',
    },
    json,
  },
  examples: [['', `into ${DEFAULT_DIRECTORY}, for bitgrad train --data ${DEFAULT_DIRECTORY}`]],
  notes: `The usual places: ${MNIST_MIRRORS.join(' ')}`,
  exits: { 0: 'all four files are there' },
};
