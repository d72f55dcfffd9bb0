/**
 * The command line of `npm run size`.
 * @module
 */
import { json, type Command } from '../command/command.ts';
import { positive } from '../command/kinds.ts';

export interface Options {
  readonly starts: number;
  readonly json: boolean;
}

export const size: Command<Options> = {
  name: 'npm run size',
  does: `What bitgrad, as npm run bundle has made it, costs who loads it: kilobytes of programs that use it, bundled and
    minified by esbuild and then by gzip -9, beside other libraries at the same task; how many files an import asks for;
    and how long a new process of Node.js takes from the import to the end of the first step. The other libraries are
    those of tests/package.`,
  options: {
    starts: { kind: positive, help: 'how many processes are started', byDefault: '15' },
    json,
  },
  exits: { 0: 'measured' },
};
