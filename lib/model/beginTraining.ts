/**
 * What a `fit` begins with: its arguments checked, its History, and the place where it starts.
 * @module
 */

import { StateError } from '../core/errors.ts';
import { checkedExamples, ofClasses } from './checkedExamples.ts';
import type { Examples } from '../plan/index.ts';
import type { Training } from './fit.ts';
import {
  checkFitOptions, expectFitOptions, expectValidationData, splitPoint, type CheckedFitOptions,
} from './fitOptions.ts';
import type { FitOptions } from './model.ts';
import type { History } from './history.ts';
import { atEpoch, resumedHistory, type Place } from './position.ts';
import type { Compiled } from './step.ts';

/** Everything that a training needs but the model itself. */
export interface Beginning extends Omit<Training, 'model' | 'plan' | 'seed'> {
  readonly options: CheckedFitOptions;
}

/** What training begins after. */
export interface Earlier {
  readonly history: History | undefined;
  readonly place: Place | undefined;
  readonly epochsBegun: number;
}

/**
 * Checks the arguments of `fit`; `earlier` is where the last one was left, if there was one, and how many epochs were
 * begun. Throws TypeError, ShapeError or RangeError for what does not fit, and StateError where there is nothing to
 * resume.
 */
export function beginTraining(
  compiled: Compiled, x: unknown, y: unknown, options: FitOptions, earlier: Earlier,
): Beginning {
  expectFitOptions(options);
  const given = checkedExamples('fit', compiled, x, y, options);
  const { trained, validation } = split(compiled, given, options);
  const data = ofClasses('fit', compiled, given, options.classWeight, trained);
  const checked = checkFitOptions(options, trained, compiled.batchSize);
  const { batchSize, epochs, initialEpoch, shuffle, resume } = checked;
  const params: History['params'] = {
    batchSize, epochs, steps: Math.ceil(trained / batchSize), samples: trained, shuffle,
    doValidation: validation !== undefined, metrics: ['loss', ...compiled.measures.map(({ name }) => name)],
  };
  const common = { compiled, data, trained, validation, options: checked };
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

/** Which of the examples train, and what validates. */
function split(
  compiled: Compiled, given: Examples, { validationSplit = 0, validationData }: FitOptions,
): Pick<Training, 'trained' | 'validation'> {
  if (validationData === undefined) {
    const trained = splitPoint(given.count, validationSplit);
    return { trained, validation: trained < given.count ? { data: given, first: trained } : undefined };
  }
  const [x, y, sampleWeight] = expectValidationData(validationData);
  return {
    trained: given.count,
    validation: { data: checkedExamples('fit validationData', compiled, x, y, { sampleWeight }), first: 0 },
  };
}
