import { json, type Command } from '../command/command.ts';
import { flag, listOf, oneOf, whole } from '../command/kinds.ts';
import { engines } from './engines.ts';

export interface Options {
  readonly engines: readonly string[] | undefined;
  readonly threads: number | undefined;
  readonly hashes: boolean;
  readonly record: boolean;
  readonly json: boolean;
}

/** The command line of `bitgrad same-bits`. */
export const sameBits: Command<Options> = {
  name: 'bitgrad same-bits',
  does: `Trains the same networks on every engine that is there, with and without WebAssembly, batches whole and in
    parts, and compares SHA-256 of θ after each 50 of 200 steps with those in tests/vectors/sameBits.json; only
    trainings whose names contain one of the words, or all. All of them take some minutes an engine.`,
  operands: { shown: '[WORD…]', what: 'a part of a training\'s name', least: 0, most: Infinity },
  options: {
    engines: {
      kind: listOf(oneOf(engines.map(({ name }) => name)), 'NAME,…'), otherwise: 'all',
      help: `only these, of ${engines.map(({ name }) => name).join(', ')}`, excludes: ['record'],
      because: 'which is done by the Node that runs it',
    },
    threads: {
      kind: whole(2), otherwise: 'one', excludes: ['record'], because: 'which is done by one',
      help: 'share every step between so many, however small it is, by WebAssembly',
    },
    hashes: { kind: flag, help: 'print every hash too' },
    record: {
      kind: flag, help: 'write what this Node\'s reference gives, instead of comparing: in a clone', excludes: ['json'],
      because: 'for nothing is compared',
    },
    json,
  },
  examples: [
    ['activation', 'the trainings with this word in their names'],
    [`--engines ${engines[0].name} dropout`, 'by one engine'],
  ],
  exits: { 0: 'all that are there have the same bits', 1: 'one has not' },
};
