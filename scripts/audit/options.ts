/**
 * The command line of `npm run audit`.
 * @module
 */
import { integer, readOptions } from '../commandLine.ts';
import { takeOption } from '../takeOption.ts';
import { parseOptions as parseTraining, type Options as TrainingOptions } from '../train/options.ts';

export const HELP = `npm run audit -- [options]

Trains the network 784-12-12-10 as npm start does, and looks at its numbers before and after each epoch, on the same test examples: ranges of
activations and gradients, units whose ReLU is 0, and how far rounding has taken every tensor from the same step in binary64.

  --examples N   how many test examples to look at                     (256)
  --html FILE    also write one self-contained page, with a weight explained in it
  --json         print a JSON object as the last line
  --help         this text

and the options of npm start that say what to train on and how: --data, --epochs, --batch-size, --learning-rate, --hidden, --activation,
--seed, --normalize, --max-iterations, --max-batch, --kernels.

Exit code: 0 done, 1 something failed, 2 bad usage.`;

export interface Options {
  readonly training: TrainingOptions;
  readonly examples: number;
  readonly html: string | undefined;
}

/** What is taken of the options of `npm start`: the others would do nothing here. */
const TEXTS = ['data', 'epochs', 'batch-size', 'learning-rate', 'hidden', 'activation', 'seed', 'max-iterations', 'max-batch', 'kernels'] as const;
const FLAGS = ['normalize', 'json', 'help'] as const;

/** Reads the command line; undefined asks for help. Throws UsageError. */
export function parseOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options | undefined {
  const rest = [...args];
  const examples = takeOption(rest, '--examples'), html = takeOption(rest, '--html');
  readOptions(rest, TEXTS, FLAGS);
  const training = parseTraining(rest, environment);
  return training && { training, html, examples: integer('--examples', examples, 256, 1) };
}
