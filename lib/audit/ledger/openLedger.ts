/**
 * A ledger with the model and the examples that it starts from.
 * @module
 */

import { fromBase64 } from '../../core/base64.ts';
import { FormatError, expectObject } from '../../core/errors.ts';
import { load, type LoadOptions } from '../../formats/index.ts';
import type { Examples } from '../../plan/index.ts';
import type { Model } from '../../model/index.ts';
import { examplesFor } from '../../model/planFor.ts';
import { expectSameRules } from './expectSameRules.ts';
import type { Header } from './records.ts';
import type { TrainingData } from './trainingData.ts';

export interface Opened {
  readonly checkpoint: Uint8Array;
  readonly model: Model;
  readonly examples: Examples;
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
  const { x, y, sampleWeight, classWeight } = data;
  const examples = examplesFor(who, model, x, y, { sampleWeight, classWeight });
  return { checkpoint, model, examples };
}
