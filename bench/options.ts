/**
 * The command line of `npm run bench`.
 * @module
 */
import { readOptions } from '../scripts/commandLine.ts';

export const HELP = `npm run bench -- [options]

Times every kernel, training steps and whole fits on the reference table and on the SIMD table, and compares their bits.

  --filter TEXT    only rows whose bench or shape holds TEXT, such as gemm, elementwise, reduce, step, fit, 2-8-1;
                   memory is measured only by --filter memory
  --json           print an array of rows as the last line
  --save FILE      also write the rows, with machine and peak, to FILE
  --compare FILE   also show how many times as fast each row is as in FILE, which --save wrote
  --help           this text

Times are medians and 10th percentiles ("quiet") of interleaved samples; rates, ratios and shares of the peak are of the quiet
values. A ~ before a time says that only a part was timed and scaled up.

Exit code: 0 measured, 1 something failed or a bit differs, 2 bad usage.`;

export interface Options {
  readonly filter: string;
  readonly json: boolean;
  readonly save: string | undefined;
  readonly compare: string | undefined;
}

/** Reads the command line; undefined asks for help. Throws UsageError. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { help, filter = '', json = false, save, compare } = readOptions(args, ['filter', 'save', 'compare'], ['json', 'help']);
  return help === true ? undefined : { filter, json, save, compare };
}
