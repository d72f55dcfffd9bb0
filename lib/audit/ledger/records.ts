/**
 * The lines of a ledger.
 *
 * A ledger is text, one JSON object a line. The first is the header; then come the steps in their order, with a state
 * every so many; the last says how training ended. Where a line has a `chain`, that is the SHA-256 of all bytes before
 * the line, so that `head -n 201 FILE | sha256sum` gives the chain that stands in line 202.
 * @module
 */

import type { EarlierContract } from '../../model/index.ts';

/** What a header says of the model, which its checkpoint must bear out. */
export interface ModelSummary {
  readonly layers: readonly string[];
  readonly parameters: number;
  readonly optimizer: string;
  readonly loss: string;
  readonly seed: number;
  /** Steps that the model had done before. */
  readonly steps: number;
  /**
   * Epochs that it had begun before the first one here, by which that one's order is drawn; absent under contract 1,
   * which draws each by its number.
   */
  readonly begun?: number;
  /** Under which contracts before that of the ledger its first steps were done; absent if under none. */
  readonly earlierContracts?: readonly EarlierContract[];
  /** In how many shards each step adds up its batch; absent where in one. */
  readonly shards?: number;
}

/** What is trained, with what; and all that training starts from, as `save` writes it. */
interface CommonHeader extends ModelSummary {
  readonly bitgrad: 'ledger';
  /** The version of the arithmetic contract. */
  readonly contract: number;
  readonly every: number;
  /** Base64 of a checkpoint. */
  readonly checkpoint: string;
}

/** Of a training on examples that were all there. */
export interface ArraysHeader extends CommonHeader {
  /** 3 of a training in shards. */
  readonly version: 1 | 3;
  readonly batchSize: number;
  readonly samples: number;
  readonly shuffle: boolean | 'batch';
  /** Whether the short last batch of an epoch was left out; absent if not. */
  readonly dropLast?: true;
  /**
   * SHA-256 of the training examples: x in binary32, y in binary64, and their weights if they have any, in binary32.
   */
  readonly data: { readonly x: string; readonly y: string; readonly weights?: string };
}

/** Of a training on the batches of a source. */
export interface SourceHeader extends CommonHeader {
  /** 4 of a training in shards. */
  readonly version: 2 | 4;
  /** Absent where epochs end with the source. */
  readonly stepsPerEpoch?: number;
}

/** The first line of a ledger: what was trained, on what, and how. */
export type Header = ArraysHeader | SourceHeader;

/** Whether it is of a training on the batches of a source. */
export function isOfSource(header: Header): header is SourceHeader {
  return header.version === 2 || header.version === 4;
}

interface CommonStep {
  /** From 1. */
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  /** The bits of the batch's loss in binary64. */
  readonly loss: string;
  /** The bits of the rate in binary64, where it is a number and another than at the step before. */
  readonly learningRate?: string;
}

/** A step on examples that were all there. */
export interface StepRecord extends CommonStep {
  /** A checksum of the numbers of the batch's examples, 64 bits: any of them changed changes it. */
  readonly rows: string;
}

/** A step on a batch of a source. */
export interface BatchRecord extends CommonStep {
  /**
   * SHA-256 of the batch as it came: x in binary32, y in binary64, and weights, if there are any, in binary32, each
   * array after its length in binary64.
   */
  readonly data: string;
}

/** What θ, the optimizer and the layers had come to after a step. */
export interface StateRecord {
  /** The step after which this holds. */
  readonly state: number;
  /** SHA-256 of θ, and of what layers keep beside it (absent if nothing), in binary32, little-endian. */
  readonly theta: string;
  /** SHA-256 of what layers keep beside θ; absent if nothing. */
  readonly beside?: string;
  /**
   * SHA-256 of all that the optimizer goes on from, as lines: `iterations` and their count, then each number it keeps
   * with its bits, then each slot with the SHA-256 of its numbers, both sorted by name.
   */
  readonly slots: string;
  /** Base64 of a checkpoint, at the end of an epoch. */
  readonly checkpoint?: string;
  /** SHA-256 of all lines so far. */
  readonly chain: string;
}

/** The last line: how training ended. */
export interface EndRecord {
  /** Steps in all. */
  readonly end: number;
  /** As in History; 'running' where an error ended it. */
  readonly reason: string;
  /** SHA-256 of all lines before. */
  readonly chain: string;
}

/** Any line of a ledger but the first. */
export type LedgerRecord = StepRecord | BatchRecord | StateRecord | EndRecord;

/** A line of ASCII. */
export function toLine(record: Header | LedgerRecord): string {
  const text = JSON.stringify(record).replace(/[^\x20-\x7e]/g, (c) =>
    `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${text}\n`;
}
