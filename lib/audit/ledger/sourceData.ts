/**
 * The batches of a source, drawn again.
 * @module
 */

import type { SourceFeed } from '../../model/sourceFeed.ts';
import { batchDigest } from './dataDigests.ts';
import { inWords } from './misplacedStep.ts';
import type { BatchRecord, StepRecord } from './records.ts';
import type { Batch, Difference, StepData } from './stepData.ts';

/** Seeks where steps do not follow one another. */
export class SourceBatches implements StepData {
  readonly #feed: SourceFeed;
  /** The last step prepared. */
  #last = { step: 0, epoch: -1, batch: -1 };

  constructor(feed: SourceFeed) {
    this.#feed = feed;
  }

  /** A header has no digest of what will come. */
  async different(): Promise<undefined> {}

  async prepare(record: StepRecord | BatchRecord, begun: number): Promise<Batch> {
    const { step, epoch, batch } = record, last = this.#last, feed = this.#feed;
    const isNext = last.step > 0 && step === last.step + 1;
    this.#last = { step, epoch, batch };
    if (isNext && epoch !== last.epoch && await feed.next()) {
      const expected = `${inWords(last.epoch, last.batch + 1)}, which the source has`;
      return without({ what: 'place', expected, got: inWords(epoch, batch) });
    }
    if (!isNext || epoch !== last.epoch) await feed.begin({ epoch, begun, batch });
    const wanted = 'data' in record ? record.data : '', expected = `${inWords(epoch, batch)} of SHA-256 ${wanted}`;
    if (!await feed.next()) return without({ what: 'data', expected, got: 'no batch' });
    const { x, y, weights } = feed.data, got = batchDigest(feed.data);
    return {
      difference: got === wanted ? undefined : { what: 'data', expected, got },
      x: [...x], y: y.map((own) => Float64Array.from(own)),
      sampleWeight: weights.length === 0 ? undefined : [...weights], endsEpoch: feed.isDone,
    };
  }

  close(): Promise<void> {
    return this.#feed.close();
  }
}

function without(difference: Difference): Batch {
  return { difference, x: [], y: [], sampleWeight: undefined, endsEpoch: false };
}
