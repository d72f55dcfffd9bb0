/**
 * The command line of `npm run verify`.
 * @module
 */
import { shuffle } from '../../lib/random/index.ts';
import { UsageError, integer, readOptions } from '../commandLine.ts';

export const HELP = `npm run verify -- FILE [options]

Checks the ledger that npm start -- --ledger FILE has written: does the training again, step by step, and compares rows, losses,
parameters and optimizer slots, bit for bit.

  --data DIR         MNIST's four files; default the directory in MNIST_DIR, else the built-in digits
  --seed N           of the built-in digits                                         (0)
  --normalize        pixel rows as unit vectors, where the training had it
  --all              every step                                                     (the default)
  --steps I,J,…      only these, counted from 1, each with the steps that lead to it from the checkpoint before
  --sample N         only so many, drawn with --seed
  --kernels NAME     reference, which defines the numbers, or simd                  (reference)
  --locate           where it differs: halves the steps between to the first one, and names the operation in it
  --incomplete       takes a ledger without an end, as a run that was cut off leaves it
  --json             print a JSON object as the last line
  --help             this text

Exit code: 0 verified, 1 something differs, 2 unreadable or bad usage.`;

export interface Options {
  readonly file: string;
  readonly data: string | undefined;
  readonly seed: number;
  readonly normalize: boolean;
  readonly steps: readonly number[] | undefined;
  readonly sample: number | undefined;
  readonly kernels: 'reference' | 'simd';
  readonly locate: boolean;
  readonly allowIncomplete: boolean;
  readonly json: boolean;
}

const TEXTS = ['data', 'seed', 'steps', 'sample', 'kernels'] as const;
const FLAGS = ['normalize', 'all', 'locate', 'incomplete', 'json', 'help'] as const;

/** Reads the command line; undefined asks for help. Throws UsageError. */
export function parseOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options | undefined {
  const place = args.findIndex((argument, i) => !argument.startsWith('--') && (i === 0 || !takesValue(args[i - 1])));
  const values = readOptions(args.filter((_, i) => i !== place), TEXTS, FLAGS);
  if (values.help === true) return undefined;
  if (place < 0) throw new UsageError('the ledger to verify must be named, got none');
  const { kernels = 'reference', steps, sample, all = false } = values;
  if (kernels !== 'reference' && kernels !== 'simd') throw new UsageError(`--kernels must be one of reference, simd, got '${kernels}'`);
  const choices = [all, steps !== undefined, sample !== undefined].filter(Boolean).length;
  if (choices > 1) throw new UsageError('only one of --all, --steps and --sample may be given');
  return {
    file: args[place], kernels,
    data: values.data ?? (environment.MNIST_DIR || undefined),
    seed: integer('--seed', values.seed, 0, 0),
    normalize: values.normalize ?? false,
    steps: steps?.split(',').map((step) => integer('--steps', step.trim(), 0, 1)),
    sample: sample === undefined ? undefined : integer('--sample', sample, 1, 1),
    locate: values.locate ?? false, allowIncomplete: values.incomplete ?? false, json: values.json ?? false,
  };
}

/** Whether an argument takes the next one as its value. */
function takesValue(argument: string): boolean {
  return TEXTS.some((name) => argument === `--${name}`);
}

/** The steps asked for, of a ledger with `total`; undefined for all. Throws UsageError for one that is not there. */
export function chooseSteps({ steps, sample, seed }: Options, total: number): number[] | undefined {
  const wrong = steps?.find((step) => step > total);
  if (wrong !== undefined) throw new UsageError(`--steps must be of the ledger's ${total}, got ${wrong}`);
  if (sample === undefined) return steps && [...steps];
  return Array.from(shuffle({ seed, length: total }).subarray(0, sample), (step) => step + 1);
}
