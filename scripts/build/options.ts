/**
 * The command lines of `npm run bundle` and `npm run size`.
 * @module
 */
import { json, type Command } from '../command/command.ts';
import { whole } from '../command/kinds.ts';

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
    starts: { kind: whole(1), help: 'how many processes are started', byDefault: '15' },
    json,
  },
  exits: { 0: 'measured' },
};

export const bundleCommand: Command<object> = {
  name: 'npm run bundle',
  does: `Bundles what the compiler has written to dist, in place: a module for each entry with one chunk that they
    share, the same as CommonJS in dist/cjs, and dist/bitgrad.min.js for pages. The first run installs the bundler into
    scripts/build/node_modules.`,
  options: {},
  exits: { 0: 'the bundle is written' },
};
