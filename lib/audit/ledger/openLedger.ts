/**
 * A ledger with the model that it starts from, and what its steps are done again on.
 * @module
 */

import { fromBase64 } from '../../core/base64.ts';
import { FormatError, expectFunction, expectKnownOptions, expectObject, typeError } from '../../core/errors.ts';
import { load, type LoadOptions } from '../../formats/index.ts';
import { shapesOf } from '../../model/examples.ts';
import type { Model } from '../../model/index.ts';
import { examplesFor } from '../../model/planFor.ts';
import { SourceFeed } from '../../model/sourceFeed.ts';
import { expectSameRules } from './expectSameRules.ts';
import { SourceBatches } from './sourceData.ts';
import { ArraysData, type StepData } from './stepData.ts';
import { isOfSource, type Header } from './records.ts';
import type { TrainingData } from './trainingData.ts';

export interface Opened {
  readonly checkpoint: Uint8Array;
  readonly model: Model;
  readonly steps: StepData;
}

/**
 * Throws FormatError where the checkpoint in the header is none, or its training has other bits under this contract,
 * and as `fit` for data that do not fit.
 */
export function openLedger(who: string, header: Header, data: TrainingData, options: LoadOptions): Opened {
  expectObject(who, 'data', data);
  const checkpoint = fromBase64(header.checkpoint);
  if (checkpoint === undefined) throw new FormatError(`${who}: the ledger's checkpoint must be base64`);
  const model = load(checkpoint, options);
  if (!model.isCompiled) throw new FormatError(`${who}: the ledger's checkpoint must be of a compiled model`);
  expectSameRules(who, header, model);
  return { checkpoint, model, steps: stepsOn(who, header, model, data) };
}

function stepsOn(who: string, header: Header, model: Model, data: TrainingData): StepData {
  const isSource = 'source' in data;
  if (isSource !== isOfSource(header)) {
    const [wanted, got] = isSource ? ['{ x, y }', 'a source'] : ['{ source }', 'examples'];
    throw typeError(`${who}: data must be ${wanted}, as the ledger's training had, got ${got}`);
  }
  if (!isOfSource(header)) {
    const { x, y, sampleWeight, classWeight } = data as Exclude<TrainingData, { readonly source: unknown }>;
    return new ArraysData(header, examplesFor(who, model, x, y, { sampleWeight, classWeight }));
  }
  const { source, classWeight } = data as Extract<TrainingData, { readonly source: unknown }>;
  expectKnownOptions(who, data, ['source', 'classWeight']);
  expectFunction(who, 'source', source);
  const ends = { ...shapesOf(model.network), losses: model.losses };
  return new SourceBatches(new SourceFeed(who, ends, source, { steps: header.stepsPerEpoch, classWeight }));
}
