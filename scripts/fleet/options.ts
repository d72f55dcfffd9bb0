/**
 * The command lines of the fleet.
 * @module
 */
import { json, type Command, type Table } from '../command/command.ts';
import { tryInput } from '../command/inputs.ts';
import { positive, text, whole } from '../command/kinds.ts';
import { verify, type Options as VerifyCommand } from '../verify/options.ts';

/** Where the workers are. */
export interface FleetOptions {
  readonly workers: number | undefined;
  readonly redis: string | undefined;
  readonly queue: string;
  readonly patience: number;
  readonly lease: number;
}

const fleet: Table<FleetOptions> = {
  workers: {
    kind: whole(1), help: 'so many processes on this machine', otherwise: 'one a core', excludes: ['redis'],
    because: 'whose workers are wherever bitgrad fleet worker runs',
  },
  redis: {
    kind: text('URL'), environment: 'BITGRAD_REDIS', otherwise: 'processes on this machine',
    help: 'the queue: redis://HOST:PORT, rediss:// for TLS, USER:PASSWORD@ before the host; needs bullmq and ioredis',
  },
  queue: { kind: text('NAME'), help: 'its name, for several fleets on one Redis', byDefault: 'fleet' },
  patience: {
    kind: positive, help: 'seconds for which a queue that is gone is waited for', byDefault: '60',
  },
  lease: {
    kind: positive, help: 'seconds after which a worker that is silent has lost its job to another', byDefault: '30',
  },
};

export interface VerifyOptions
  extends FleetOptions, Pick<VerifyCommand, 'data' | 'seed' | 'normalize' | 'kernels' | 'incomplete' | 'json'> {}

const { data, seed, normalize, kernels, incomplete } = verify.options;

export const fleetVerify: Command<VerifyOptions> = {
  name: 'bitgrad fleet verify',
  does: `Checks a ledger as bitgrad verify does, with the same verdict: its segments, each from a checkpoint to the
    next, side by side by several workers. A ledger has a checkpoint at the end of each epoch.`,
  operands: { shown: 'FILE', what: 'the ledger to verify', least: 1, most: 1, tryIn: tryInput },
  options: { data, seed, normalize, kernels, incomplete, ...fleet, json },
  examples: [
    ['run.ledger', 'by as many processes as there are cores'],
    ['run.ledger --data data/mnist --redis redis://10.0.0.5:6379', 'by the workers of a queue'],
  ],
  exits: { 0: 'verified', 1: 'something differs' },
};

export type WorkerOptions = Pick<FleetOptions, 'queue' | 'patience' | 'lease'> & {
  readonly redis: string | undefined;
  readonly json: boolean;
};
