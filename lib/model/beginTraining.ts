/**
 * What a `fit` begins with: its arguments checked, its History, and the place where it starts.
 * @module
 */

import { StateError } from '../core/errors.ts';
import type { Examples } from '../plan/index.ts';
import { checkedExamples, ofClasses } from './checkedExamples.ts';
import { ArrayFeed, batchesOf } from './feed.ts';
import type { Training } from './fit.ts';
import {
  checkArrayOptions, checkFitOptions, checkSourceOptions, checkValidationSteps, expectFitOptions, expectValidationData,
  splitPoint, type CheckedFitOptions,
} from './fitOptions.ts';
import type { FitOptions } from './model.ts';
import type { History } from './history.ts';
import { atEpoch, resumedHistory, type Place } from './position.ts';
import { isSource, type BatchSource, type Given } from './source.ts';
import { SourceFeed } from './sourceFeed.ts';
import type { Compiled } from './step.ts';

/** Everything that a training needs but the model itself. */
export interface Beginning extends Omit<Training, 'model' | 'plan'> {
  readonly options: CheckedFitOptions;
}

/** What training begins after. */
export interface Earlier {
  readonly history: History | undefined;
  readonly place: Place | undefined;
  readonly epochsBegun: number;
}

/** What trains, what validates, and how the History tells of it. */
interface Parts extends Pick<Training, 'feed' | 'validation'> {
  readonly params: Pick<History['params'], 'batchSize' | 'steps' | 'samples' | 'shuffle' | 'dropLast'>;
}

/**
 * Checks the arguments of `fit`; `earlier` is where the last one was left, if there was one, and how many epochs were
 * begun. Throws TypeError, ShapeError or RangeError for what does not fit, and StateError where there is nothing to
 * resume.
 */
export function beginTraining(
  compiled: Compiled, given: Given, options: unknown, seed: number, earlier: Earlier,
): Beginning {
  expectFitOptions(options);
  const checked = checkFitOptions(options), { epochs, initialEpoch, resume } = checked;
  const { feed, validation, params: own } = 'source' in given
    ? ofSource(compiled, given.source, options) : ofArrays(compiled, given.x, given.y, options, seed);
  const { batchSize, ...others } = own;
  const params: History['params'] = {
    batchSize, epochs, ...others, doValidation: validation !== undefined,
    metrics: ['loss', ...compiled.measures.map(({ name }) => name)],
  };
  const common = { compiled, feed, validation, options: checked };
  const { history, place, epochsBegun } = earlier;
  if (!resume) {
    const fresh: History = { history: {}, epoch: [], iterations: 0, reason: 'running', params };
    return { ...common, history: fresh, place: atEpoch(initialEpoch, Math.max(epochsBegun, initialEpoch)) };
  }
  if (history === undefined || place === undefined) {
    throw new StateError(
      'fit: resume needs a fit of this model since it was compiled, or a checkpoint of one, got neither',
    );
  }
  return { ...common, history: resumedHistory(history, params), place };
}

function ofArrays(compiled: Compiled, x: unknown, y: unknown, options: FitOptions, seed: number): Parts {
  const given = checkedExamples('fit', compiled, x, y, options);
  const { trained, validation } = split(compiled, given, options);
  const data = ofClasses('fit', compiled, given, options.classWeight, trained);
  const own = checkArrayOptions(options, trained, compiled.batchSize), { batchSize, shuffle, dropLast } = own;
  return {
    feed: new ArrayFeed(data, trained, own, seed), validation,
    params: {
      batchSize, steps: batchesOf(trained, own), samples: trained, shuffle, ...(dropLast && { dropLast }),
    },
  };
}

function ofSource(compiled: Compiled, source: BatchSource, options: FitOptions): Parts {
  const own = checkSourceOptions(options, source), feed = new SourceFeed('fit', compiled, source, own);
  return {
    feed, validation: validating(compiled, options),
    params: { batchSize: 0, steps: own.steps ?? 0, samples: 0, shuffle: false },
  };
}

/** Which of the examples train, and what validates. */
function split(
  compiled: Compiled, given: Examples, options: FitOptions,
): { readonly trained: number; readonly validation: Training['validation'] } {
  const validation = validating(compiled, options), { validationSplit = 0 } = options;
  if (validation !== undefined) return { trained: given.count, validation };
  const trained = splitPoint(given.count, validationSplit);
  return { trained, validation: trained < given.count ? { data: given, first: trained } : undefined };
}

/** What validationData gives. */
function validating(compiled: Compiled, options: FitOptions): Training['validation'] {
  const who = 'fit validationData', given: unknown = options.validationData, own = checkValidationSteps(options, given);
  if (given === undefined) return undefined;
  if (isSource(given)) return new SourceFeed(who, compiled, given, own);
  const [x, y, sampleWeight] = expectValidationData(given);
  return { data: checkedExamples(who, compiled, x, y, { sampleWeight }), first: 0 };
}
