/**
 * The command line of `npm run test:fleet`.
 * @module
 */
import type { Command } from '../../scripts/command/command.ts';
import { whole } from '../../scripts/command/kinds.ts';

export interface Options {
  readonly seed: number;
}

export const testFleet: Command<Options> = {
  name: 'npm run test:fleet',
  does: `Tries the fleet on a Redis of its own, started on a free port of this machine: training while workers are
    killed and Redis is stopped and started, TLS and users, a queue that is gone, jobs that are none. Given words, only
    trials with one of them in their names. The first run installs BullMQ into scripts/fleet/node_modules. What is not
    installed is said.`,
  operands: { shown: '[WORD…]', what: 'a part of a trial\'s name', least: 0, most: Infinity },
  options: { seed: { kind: whole(0), help: 'draws who is killed when', byDefault: '0' } },
  exits: { 0: 'all trials succeed', 1: 'one does not' },
};
