/**
 * The command line of `npm run test:package`.
 * @module
 */
import type { Command } from '../../scripts/command/command.ts';

export const testPackage: Command<object> = {
  name: 'npm run test:package',
  does: `Packs bitgrad as it is published, installs the tarball in an empty folder, and trains by every way of loading
    it: Nodes, other engines, bundlers, test runners, compilers, pages and workers; each must come to the same bits.
    Given words, only ways with one of them in their names. The first run installs the tools into
    tests/package/node_modules. Chromium and Firefox are those of the system.`,
  operands: { shown: '[WORD…]', what: 'a part of a way\'s name', least: 0, most: Infinity },
  options: {},
  exits: { 0: 'all ways work', 1: 'one does not' },
};
