import type { Command } from '../command/command.ts';
import { flag, text, whole } from '../command/kinds.ts';

export interface Options {
  readonly out: string | undefined;
  readonly port: number;
  readonly open: boolean;
}

/** The command line of `npm run page`. */
export const pageCommand: Command<Options> = {
  name: 'npm run page',
  does: `Builds the page that trains in a browser, shows every number of it and why, and proves it; and serves it on
    this machine until Ctrl-C. All of it computes in the browser: nothing is fetched from elsewhere, nothing is sent.

    Vite builds it, which has a package.json of its own in scripts/page; where it is not installed, npm installs it
    first, from its lock file.`,
  options: {
    out: {
      kind: text('DIR'), help: 'write the page into this folder instead, for any host of files',
      excludes: ['port', 'open'], because: 'nothing is served then',
    },
    port: { kind: whole(0), help: 'of 127.0.0.1; 0 for one that is free', byDefault: '0' },
    open: { kind: flag, help: 'open it in the browser of this desktop too' },
  },
  exits: { 0: 'the page is written, or was served until Ctrl-C' },
};
