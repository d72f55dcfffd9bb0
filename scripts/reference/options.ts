import type { Command } from '../command/command.ts';
import { text } from '../command/kinds.ts';

/** The command line of `npm run reference`. */
export const referenceCommand: Command<{ readonly out: string }> = {
  name: 'npm run reference',
  does: `Makes the reference of all entries from the docstrings: pages that work without a network, with a search, light
    and dark. Begin with index.html. What docstrings name and nobody can reach is an error.

    TypeDoc makes them, which has a package.json of its own in scripts/reference; where it is not installed, npm
    installs it first, from its lock file.`,
  options: {
    out: {
      kind: text('DIR'), byDefault: 'reference', help: 'the folder that the pages go to, in place of what it has',
    },
  },
  exits: { 0: 'the pages are written' },
};
