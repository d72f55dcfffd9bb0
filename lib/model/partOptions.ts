/**
 * The options of `evaluate` and `predict`: how many examples are taken, and how many at once.
 * @module
 */

import { expectInteger, expectKnownOptions, rangeError } from '../core/errors.ts';
import { Bar } from './bar.ts';
import { expectAbsent } from './expectAbsent.ts';
import { toDisplay, type Verbose } from './verbose.ts';

/** Those that say nothing of callbacks. */
export interface PartOptions {
  /**
   * Examples a batch, of which at most `maxBatch` are computed at once; it changes no bit. Stateful layers take their
   * own only. Default `maxBatch`, and 32 where `steps` counts batches. Absent for a source, which gives batches.
   */
  readonly batchSize?: number;
  /** How many batches to take, from the first example on; of a source at most. Default all, which then must end. */
  readonly steps?: number;
  /** What is shown; a bar counts examples. Default 0, nothing. */
  readonly verbose?: Verbose;
}

/** What they come to. */
export interface Parts {
  /** Examples that are taken. */
  readonly count: number;
  /** Examples at once. */
  readonly rows: number;
  readonly bar: Bar | undefined;
}

const PREDICTS = ['batchSize', 'steps', 'verbose', 'callbacks'], EVALUATES = ['sampleWeight', ...PREDICTS];

/** Throws TypeError for an option that is unknown. */
export function expectPredictOptions<O extends PartOptions>(who: string, options: unknown): asserts options is O {
  expectKnownOptions(who, options, PREDICTS);
}

/** The same for `evaluate`. */
export function expectEvaluateOptions<O extends PartOptions>(options: unknown): asserts options is O {
  expectKnownOptions('evaluate', options, EVALUATES);
}

/**
 * Of so many examples; `fixed` is the batch size of stateful layers. Throws TypeError or RangeError for options that
 * are out of range, or ask for more batches than there are.
 */
export function toParts(
  who: string, options: PartOptions, count: number, maxBatch: number, fixed?: number,
): Parts {
  const { batchSize = fixed ?? maxBatch, steps, verbose } = options;
  expectInteger(who, 'batchSize', batchSize, 1);
  if (fixed !== undefined && batchSize !== fixed) {
    throw rangeError(`${who}: batchSize must be ${fixed}, as the stateful layers have it, got ${batchSize}`);
  }
  const display = toDisplay(who, verbose), bar = display && new Bar(display).begin(who);
  const rows = Math.min(batchSize, maxBatch);
  if (steps === undefined) return { count, rows, bar };
  const size = options.batchSize ?? fixed ?? 32;
  expectInteger(who, 'steps', steps, 1, Math.ceil(count / size));
  return { count: Math.min(count, steps * size), rows, bar };
}

/** What they come to for a source. */
export interface SourceParts {
  readonly steps: number | undefined;
  readonly bar: Bar | undefined;
  /** Is to be told how many examples are done after each batch. */
  readonly onBatch: (examples: number) => void;
}

/** Throws RangeError or TypeError for options that are out of range, or settle what the source does. */
export function toSourceParts(who: string, options: PartOptions & { readonly sampleWeight?: unknown }): SourceParts {
  const { steps, verbose } = options;
  expectAbsent(who, options, ['batchSize', 'sampleWeight'], 'for a source of batches', 'the batches have their own');
  if (steps !== undefined) expectInteger(who, 'steps', steps, 1);
  const display = toDisplay(who, verbose), bar = display && new Bar(display).begin(who);
  let batches = 0;
  const onBatch = (examples: number): void => {
    batches++;
    bar?.draw(steps && batches / steps, `${examples} examples`);
  };
  return { steps, bar, onBatch };
}
