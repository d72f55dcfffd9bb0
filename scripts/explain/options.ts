/**
 * The command line of `npm run explain`.
 * @module
 */
import { UsageError, integer } from '../commandLine.ts';
import { takeFlag, takeOption } from '../takeOption.ts';
import { parseOptions as parseTraining, type Options as TrainingOptions } from '../train/options.ts';

export const HELP = `npm run explain -- [options]

Why did this weight move? Shows every path from a weight to the loss with every factor, the sum beside back-propagation's value and a finite
difference, and what the optimizer makes of it.

  --weight L,I,J   the weight of layer L from unit J of the layer before to unit I; layer 1 is the input, a dense layer with its activation
                   is one, flatten is none             (of the weights of layer 2, the one of the largest gradient)
  --bias L,I       the bias of unit I of layer L
  --example K      which training example, from 0      (0)
  --batch N        N examples from there on, averaged as in a training step of that batch     (1)
  --most N         paths listed; of more, the strongest  (32)
  --report         the report's worked example instead: w²₁₁ of its 3-2-3-2 network
  --optimizer NAME another optimizer than sgd: rmsprop, adam, nadam, …, with its own rate unless --learning-rate is given
  --load FILE      the network of a checkpoint that npm start -- --save has written
  --untrained      the network as it is before training
  --svg FILE       draw the network and the paths
  --markdown       print Markdown with formulas
  --json           print a JSON object as the last line
  --help           this text

and the options of npm start that say what to train on and how, by default for 1 epoch: --data, --epochs, --batch-size, --learning-rate,
--hidden, --activation, --seed, --normalize, --max-iterations, --kernels.

Exit code: 0 explained, 1 something failed, 2 bad usage.`;

export interface Options {
  readonly training: TrainingOptions;
  /** Undefined for the weight of the largest gradient. */
  readonly address: { readonly layer: number; readonly i: number; readonly j?: number } | undefined;
  readonly example: number;
  readonly batch: number;
  readonly most: number;
  readonly report: boolean;
  /** As `fromConfig` takes it; undefined for gradient descent, or what the file has. */
  readonly optimizer: { readonly name: string; readonly learningRate?: number } | undefined;
  readonly load: string | undefined;
  readonly untrained: boolean;
  readonly svg: string | undefined;
  readonly markdown: boolean;
}

/** Reads the command line; undefined asks for help. Throws UsageError. */
export function parseOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options | undefined {
  if (args.includes('--help')) return undefined;
  const rest = [...args];
  const weight = takeOption(rest, '--weight'), bias = takeOption(rest, '--bias'), optimizer = takeOption(rest, '--optimizer');
  if (weight !== undefined && bias !== undefined) throw new UsageError('only one of --weight and --bias may be given');
  const own = {
    address: weight !== undefined ? toAddress('--weight', weight, 3) : bias !== undefined ? toAddress('--bias', bias, 2) : undefined,
    example: integer('--example', takeOption(rest, '--example'), 0, 0), batch: integer('--batch', takeOption(rest, '--batch'), 1, 1),
    most: integer('--most', takeOption(rest, '--most'), 32, 1), load: takeOption(rest, '--load'), svg: takeOption(rest, '--svg'),
    report: takeFlag(rest, '--report'), untrained: takeFlag(rest, '--untrained'), markdown: takeFlag(rest, '--markdown'),
  };
  const hasEpochs = rest.some((argument) => argument.startsWith('--epochs'));
  const training = parseTraining(hasEpochs ? rest : [...rest, '--epochs', '1'], environment);
  if (training === undefined) return undefined;
  const learningRate = rest.some((argument) => argument.startsWith('--learning-rate')) ? { learningRate: training.learningRate } : {};
  return { training, ...own, optimizer: optimizer === undefined ? undefined : { name: optimizer, ...learningRate } };
}

function toAddress(option: string, given: string, count: 2 | 3): { layer: number; i: number; j?: number } {
  const [layer, i, j, ...more] = given.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  const wrong = [layer, i, j].slice(0, count).some((v) => !(v >= 1)) || (count === 2 && j !== undefined) || more.length > 0;
  if (wrong) throw new UsageError(`${option} must be ${count === 3 ? 'L,I,J such as 2,1,1' : 'L,I such as 2,1'}, whole numbers from 1, got '${given}'`);
  return count === 3 ? { layer, i, j } : { layer, i };
}
