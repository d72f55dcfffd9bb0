/**
 * The command line of `npm start`.
 * @module
 */
import { UsageError, integer, number, readOptions } from '../commandLine.ts';

export { UsageError };

export const HELP = `npm start -- [options]

Trains the network 784-12-12-10 on handwritten digits and shows how well it reads them.

  --data DIR              MNIST's four files; default the directory in MNIST_DIR, else the built-in digits
  --epochs N              passes over the training set                       (3)
  --batch-size N          examples a step, or 'full'                         (32)
  --learning-rate X       step length of gradient descent                    (0.1)
  --hidden N,N,…          units of the hidden layers; '' for none            (12,12)
  --activation NAME       of the hidden layers: relu, tanh, sigmoid, linear  (relu)
  --seed N                governs weights, order and the built-in digits     (0)
  --normalize             pixel rows as unit vectors, as keras.utils.normalize, instead of 0 … 1
  --validation-split X    share of the training set kept for validation      (0)
  --precision X           also stop when a step moves the parameters by less
  --max-iterations N      also stop after so many steps
  --max-batch N           most examples computed at once; changes no bit     (128)
  --kernels NAME          reference or simd; changes no bit                  (the best there is)
  --save FILE             keep the whole state of training in FILE, after each epoch and at the end
  --save-every N          also after every N-th step
  --resume FILE           go on where --save left off: to the bits of training that was never left
  --ledger FILE           write a ledger of all steps, for npm run verify
  --svg FILE              draw loss and accuracy of each epoch and the digits read worst
  --json                  print a JSON object as the last line
  --help                  this text

Exit code: 0 trained, 1 something failed, 2 bad usage.`;

export interface Options {
  readonly data: string | undefined;
  readonly epochs: number;
  readonly batchSize: number | 'full';
  readonly learningRate: number;
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'tanh' | 'sigmoid' | 'linear';
  readonly seed: number;
  readonly normalize: boolean;
  readonly validationSplit: number;
  readonly precision: number | undefined;
  readonly maxIterations: number | undefined;
  readonly maxBatch: number;
  readonly kernels: 'reference' | 'simd' | undefined;
  readonly save: string | undefined;
  readonly saveEvery: number | undefined;
  readonly resume: string | undefined;
  readonly ledger: string | undefined;
  readonly svg: string | undefined;
  readonly json: boolean;
}

const KERNELS = ['reference', 'simd'] as const;
export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'linear'] as const;

/** Options with a value, and those without. */
const TEXTS = [
  'data', 'epochs', 'batch-size', 'learning-rate', 'hidden', 'activation', 'seed', 'validation-split',
  'precision', 'max-iterations', 'max-batch', 'kernels', 'ledger', 'save', 'save-every', 'resume', 'svg',
] as const;
const FLAGS = ['normalize', 'json', 'help'] as const;
/** What a file to resume says itself. */
const SAVED = ['learning-rate', 'hidden', 'activation', 'seed'] as const;

/** Reads the command line; undefined asks for help. Throws UsageError. */
export function parseOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options | undefined {
  const values = readOptions(args, TEXTS, FLAGS);
  if (values.help === true) return undefined;
  const activation = ACTIVATIONS.find((name) => name === (values.activation ?? 'relu'));
  if (activation === undefined) throw new UsageError(`--activation must be one of ${ACTIVATIONS.join(', ')}, got '${values.activation}'`);
  const kernels = KERNELS.find((name) => name === values.kernels);
  if (values.kernels !== undefined && kernels === undefined) throw new UsageError(`--kernels must be one of ${KERNELS.join(', ')}, got '${values.kernels}'`);
  if (values['save-every'] !== undefined && values.save === undefined) throw new UsageError('--save-every needs --save');
  const said = values.resume === undefined ? undefined : SAVED.find((name) => values[name] !== undefined);
  if (said !== undefined) throw new UsageError(`--${said} must be absent with --resume, whose file says it`);
  return {
    data: values.data ?? (environment.MNIST_DIR || undefined),
    epochs: integer('--epochs', values.epochs, 3, 1),
    batchSize: values['batch-size'] === 'full' ? 'full' : integer('--batch-size', values['batch-size'], 32, 1),
    learningRate: number('--learning-rate', values['learning-rate'], 0.1, 0) ?? 0.1,
    hidden: unitsOf(values.hidden ?? '12,12'),
    activation,
    seed: integer('--seed', values.seed, 0, 0),
    normalize: values.normalize ?? false,
    validationSplit: fraction('--validation-split', values['validation-split']),
    precision: number('--precision', values.precision, undefined, 0),
    maxIterations: values['max-iterations'] === undefined ? undefined : integer('--max-iterations', values['max-iterations'], 1, 1),
    maxBatch: integer('--max-batch', values['max-batch'], 128, 1),
    kernels,
    save: values.save,
    saveEvery: values['save-every'] === undefined ? undefined : integer('--save-every', values['save-every'], 1, 1),
    resume: values.resume,
    ledger: values.ledger,
    svg: values.svg,
    json: values.json ?? false,
  };
}

function unitsOf(given: string): number[] {
  return given === '' ? [] : given.split(',').map((units) => integer('--hidden', units.trim(), 0, 1));
}

function fraction(option: string, given: string | undefined): number {
  const value = number(option, given, 0, 0);
  if (value >= 1) throw new UsageError(`${option} must be below 1, got '${given}'`);
  return value;
}
