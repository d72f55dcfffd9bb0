import type { Command } from '../command/command.ts';
import { flag, output, text, whole } from '../command/kinds.ts';

export interface Options {
  readonly slow: boolean;
  readonly testNamePattern: string | undefined;
  readonly testSkipPattern: string | undefined;
  readonly testConcurrency: number | undefined;
  readonly testReporter: string;
  readonly testReporterDestination: string | undefined;
  readonly testOnly: boolean;
}

/** The command line of `npm test` and `npm run test:slow`. */
export const test: Command<Options> = {
  name: 'npm test',
  does: 'Runs the test files whose path contains a word, or all: npm test -- kernels/gemm --test-name-pattern NaN',
  operands: { shown: '[WORD…]', what: 'a part of a path', least: 0, most: Infinity },
  options: {
    slow: { kind: flag, help: 'those of tests/slow, as npm run test:slow does' },
    testNamePattern: {
      kind: text('TEXT'), help: 'only tests whose title it fits, a regular expression; it and all below go to Node',
    },
    testSkipPattern: { kind: text('TEXT'), help: 'not those tests' },
    testConcurrency: { kind: whole(1), help: 'so many files at once', otherwise: 'as many as there are cores' },
    testReporter: { kind: text('NAME'), help: 'how outcomes are shown', byDefault: 'spec' },
    testReporterDestination: { kind: output, help: 'where' },
    testOnly: { kind: flag, help: 'only tests marked so' },
  },
  exits: { 0: 'all passed', 1: 'a test failed' },
};
