/**
 * The command line of `bitgrad bench`.
 * @module
 */
import { json, type Command } from '../scripts/command/command.ts';
import { input, output, text } from '../scripts/command/kinds.ts';

export interface Options {
  readonly filter: string | undefined;
  readonly json: boolean;
  readonly save: string | undefined;
  readonly compare: string | undefined;
}

export const bench: Command<Options> = {
  name: 'bitgrad bench',
  does: `Times every kernel, training steps and whole fits on the reference table and on the SIMD table, and compares
    their bits.`,
  options: {
    filter: {
      kind: text('TEXT'),
      help: `only rows whose bench or shape holds TEXT, such as gemm, elementwise, reduce, step, fit, 2-8-1; memory is
        measured only by --filter memory`,
    },
    json,
    save: { kind: output, help: 'also write the rows, with machine and peak, to FILE' },
    compare: {
      kind: input, help: 'also show how many times as fast each row is as in FILE, which --save wrote',
    },
  },
  notes: `Times are medians and 10th percentiles ("quiet") of interleaved samples; rates, ratios and shares of the peak
    are of the quiet values. A ~ before a time says that only a part was timed and scaled up.`,
  examples: [
    ['--filter gemm', 'the matrix products'],
    ['--filter 784-12-12-10 --save now.json', 'the report\'s network, kept'],
    ['--filter 784-12-12-10 --compare now.json', 'how many times as fast as then'],
  ],
  exits: { 0: 'measured', 1: 'a bit differs' },
};
