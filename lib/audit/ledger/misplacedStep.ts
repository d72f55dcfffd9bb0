/**
 * Whether the steps of a ledger are those of a `fit`.
 * @module
 */

import type { Position } from '../../model/index.ts';
import { isStep } from './readLedger.ts';
import { batchesOf } from '../../model/feed.ts';
import { isOfSource, type Header, type LedgerRecord } from './records.ts';

/** A step, the place of its record, and where it should stand. */
export interface Misplaced {
  readonly record: number;
  readonly step: number;
  readonly expected: string;
  readonly got: string;
}

export const inWords = (epoch: number, batch: number): string => `epoch ${epoch}, batch ${batch}`;

/**
 * The first step that is not of the batch after that of the step before, the first of all being that of the
 * checkpoint's position; undefined if all are. An epoch of a source may be over sooner.
 */
export function misplacedStep(
  header: Header, records: readonly LedgerRecord[], position: Position | undefined,
): Misplaced | undefined {
  const isSource = isOfSource(header), batches = batchesAnEpoch(header);
  let { epoch, batch } = position ?? { epoch: 0, batch: 0 };
  for (const [i, record] of records.entries()) {
    if (!isStep(record)) continue;
    const isOver = batch >= batches || (isSource && batch > 0 && record.epoch === epoch + 1);
    if (isOver) [epoch, batch] = [epoch + 1, 0];
    if (record.epoch !== epoch || record.batch !== batch) {
      return {
        record: i, step: record.step, expected: inWords(epoch, batch), got: inWords(record.epoch, record.batch),
      };
    }
    batch++;
  }
  return undefined;
}

/** At most, where they are a source's. */
export function batchesAnEpoch(header: Header): number {
  if (isOfSource(header)) return header.stepsPerEpoch ?? Infinity;
  return batchesOf(header.samples, { batchSize: header.batchSize, dropLast: header.dropLast ?? false });
}
