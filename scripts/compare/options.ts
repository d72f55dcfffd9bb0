/**
 * The command line of `npm run compare`.
 * @module
 */
import { optimizers } from '../../lib/optimizers/registry.ts';
import { UsageError, integer, number, readOptions } from '../commandLine.ts';
import { rates } from './rates.ts';

export const HELP: string = `npm run compare -- [options]

Trains the network 784-12-12-10 with several optimizers from the same start, and shows the loss of each epoch.

  --optimizers NAMES  separated by commas, each with a rate if wanted: adam:0.01; 'all' for all  (sgd,rmsprop,adam)
  --data DIR          MNIST's four files; default the directory in MNIST_DIR, else the built-in digits
  --examples N        so many of the training set                                                (all)
  --epochs N          passes over them                                                           (5)
  --batch-size N      examples a step, or 'full'                                                 (32)
  --hidden N,N,…      units of the hidden layers; '' for none                                    (12,12)
  --seed N            governs weights, order and the built-in digits                             (0)
  --svg FILE          writes the chart
  --json              print a JSON object as the last line
  --help              this text

Optimizers, with the rate where none is given:
${wrap(Object.keys(optimizers).map((name) => `${name} ${rates[name]}`), 100)}

Exit code: 0 done, 1 something failed, 2 bad usage.`;

export interface Contestant {
  readonly name: string;
  readonly learningRate: number;
}

export interface CompareOptions {
  readonly contestants: readonly Contestant[];
  readonly data: string | undefined;
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number | 'full';
  readonly hidden: readonly number[];
  readonly seed: number;
  readonly svg: string | undefined;
  readonly json: boolean;
}

/** Reads the command line; undefined asks for help. Throws UsageError. */
export function parseCompareOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): CompareOptions | undefined {
  const values = readOptions(args, ['optimizers', 'data', 'examples', 'epochs', 'batch-size', 'hidden', 'seed', 'svg'], ['json', 'help']);
  if (values.help === true) return undefined;
  const names = values.optimizers ?? 'sgd,rmsprop,adam', hidden = values.hidden ?? '12,12';
  return {
    contestants: (names === 'all' ? Object.keys(optimizers) : names.split(',')).map(contestant),
    data: values.data ?? (environment.MNIST_DIR || undefined),
    examples: values.examples === undefined ? Infinity : integer('--examples', values.examples, 1, 1),
    epochs: integer('--epochs', values.epochs, 5, 1),
    batchSize: values['batch-size'] === 'full' ? 'full' : integer('--batch-size', values['batch-size'], 32, 1),
    hidden: hidden === '' ? [] : hidden.split(',').map((units) => integer('--hidden', units.trim(), 0, 1)),
    seed: integer('--seed', values.seed, 0, 0),
    svg: values.svg,
    json: values.json ?? false,
  };
}

function contestant(given: string): Contestant {
  const [name, rate] = given.trim().split(':', 2);
  if (!Object.hasOwn(optimizers, name)) throw new UsageError(`--optimizers must be names of optimizers, got '${name}'`);
  return { name, learningRate: number('--optimizers', rate, rates[name], 0) };
}

/** Words in lines of at most `width` characters, separated by commas. */
function wrap(words: readonly string[], width: number): string {
  const lines = [''];
  for (const word of words) {
    if (lines[lines.length - 1].length + word.length > width) lines.push('');
    lines[lines.length - 1] += `${lines[lines.length - 1] === '' ? '  ' : ', '}${word}`;
  }
  return lines.join(',\n');
}
