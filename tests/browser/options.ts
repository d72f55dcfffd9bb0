/**
 * The command line of `npm run test:browser`.
 * @module
 */
import type { Command } from '../../scripts/command/command.ts';
import { text, whole } from '../../scripts/command/kinds.ts';

export interface Options {
  readonly screenshots: string | undefined;
  readonly page: string | undefined;
  readonly measure: number | undefined;
  readonly picture: string | undefined;
}

export const testBrowser: Command<Options> = {
  name: 'npm run test:browser',
  does: `Builds the page and goes through all of it as a reader would, in Chromium and in Firefox: by roles and names,
    by clicks and by keys. Hashes are compared with those of the same engine in Node; axe looks at each section;
    pictures are kept of each section at four widths.

    Given words, only tours with all of them in their names, where the browser is the first word of it. The first run
    installs puppeteer-core and axe-core into tests/browser/node_modules. Chromium and Firefox are those of the
    system.`,
  operands: { shown: '[WORD…]', what: 'a part of a tour\'s name', least: 0, most: Infinity },
  options: {
    screenshots: { kind: text('DIR'), help: 'keep the pictures here; else in a new folder, which is said' },
    page: { kind: text('DIR'), help: 'the page, built by `npm run page -- --out DIR`; built anew where absent' },
    picture: {
      kind: text('FILE'), help: 'make the picture of the page that the README shows instead, in Chromium',
      excludes: ['measure', 'screenshots'], because: 'it is one picture and nothing else',
    },
    measure: {
      kind: whole(0),
      help: 'measure the page in Chromium instead, its memory for so many seconds; the load of the machine is said',
    },
  },
  exits: { 0: 'all is as it must be', 1: 'something is not' },
};
