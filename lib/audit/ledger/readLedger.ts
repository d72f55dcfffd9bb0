/**
 * From the bytes of a ledger back to its records.
 * @module
 */

import { fromAscii } from '../../core/ascii.ts';
import { ARITHMETIC_CONTRACT, isKnownContract } from '../../core/contract.ts';
import { runningSha256, type RunningSha256 } from '../../core/digest.ts';
import { FormatError, expectUint8Array } from '../../core/errors.ts';
import { fromBits64 } from '../../core/hex.ts';
import { looksLike } from '../../core/looksLike.ts';
import { REASONS } from '../../model/history.ts';
import { isCount, isText, optional, type Check } from '../checks.ts';
import {
  isOfSource, toLine, type ArraysHeader, type BatchRecord, type EndRecord, type Header, type LedgerRecord,
  type SourceHeader, type StateRecord, type StepRecord,
} from './records.ts';

/** Where a ledger is not as one is written. */
export interface Flaw {
  /** From 1. */
  readonly line: number;
  /** The last step of the lines before. */
  readonly step: number;
  readonly message: string;
  /** Whether it is the last line, which has no end, as a run that was cut off leaves it. */
  readonly isTorn: boolean;
}

/** What {@link readLedger} reads. */
export interface LedgerContents {
  readonly header: Header;
  /** The records before the flaw, all of them if there is none. Record i stands in line i + 2. */
  readonly records: readonly LedgerRecord[];
  readonly flaw: Flaw | undefined;
  /** Whether an end record closes it. */
  readonly isComplete: boolean;
}

export const isStep = (record: LedgerRecord): record is StepRecord | BatchRecord => 'step' in record;
export const isState = (record: LedgerRecord): record is StateRecord => 'state' in record;
export const isEnd = (record: LedgerRecord): record is EndRecord => 'end' in record;

const NEWLINE = 10;

/**
 * Reads a ledger and checks what can be checked without training: form, numbering, chain, end.
 *
 * Throws FormatError for what does not begin as a ledger of this version does, and TypeError for no bytes at all. What
 * is wrong further on is a flaw.
 */
export function readLedger(bytes: Uint8Array): LedgerContents {
  expectUint8Array('readLedger', 'bytes', bytes);
  const first = lineAt(bytes, 0);
  const header = toHeader(first, bytes);
  const chain = runningSha256();
  chain.update(first ?? bytes);
  const records: LedgerRecord[] = [];
  let step = 0, isComplete = false;
  const stop = (message: string, isTorn: boolean = false): LedgerContents =>
    ({ header, records, flaw: { line: records.length + 2, step, message, isTorn }, isComplete: false });
  for (let at = first?.length ?? 0; at < bytes.length; ) {
    const line = lineAt(bytes, at);
    if (line === undefined) return stop('the last line is torn: writing was cut off', true);
    if (isComplete) return stop('more follows the end record');
    const record = toRecord(line, header);
    if (record === undefined) return stop('the line is no record of a ledger');
    const wrong = checkPlace(record, step, header.every, records.at(-1), chain);
    if (wrong !== undefined) return stop(wrong);
    records.push(record);
    if (isStep(record)) step = record.step;
    isComplete = isEnd(record);
    chain.update(line);
    at += line.length;
  }
  return { header, records, flaw: undefined, isComplete };
}

/** The line that starts at `at`, its end included; undefined where it has none. */
function lineAt(bytes: Uint8Array, at: number): Uint8Array | undefined {
  const end = bytes.indexOf(NEWLINE, at);
  return end < 0 ? undefined : bytes.subarray(at, end + 1);
}

/** What is wrong with a record at its place, if anything. */
function checkPlace(
  record: LedgerRecord, step: number, every: number, before: LedgerRecord | undefined, chain: RunningSha256,
): string | undefined {
  if (isStep(record)) {
    if (record.step !== step + 1) return `step ${step + 1} is missing: step ${record.step} follows step ${step}`;
    return step > 0 && step % every === 0 && before !== undefined && isStep(before)
      ? `the state after step ${step} is missing`
      : undefined;
  }
  const own = isState(record) ? record.state : record.end;
  if (own !== step) return `${isState(record) ? 'a state' : 'the end'} of step ${own} follows step ${step}`;
  if (isEnd(record) && step > 0 && before !== undefined && isStep(before)) {
    return `the state after step ${step} is missing`;
  }
  return record.chain === chain.digest()
    ? undefined
    : 'the chain does not fit the lines before: one of them was changed, or is missing';
}

const isPositive: Check = (v) => isCount(v) && v !== 0;
const digits = (count: number): Check => (v) => typeof v === 'string' && v.length === count && /^[0-9a-f]*$/.test(v);
const isHash = digits(64), isBits = digits(16);
/** The bits of a number that an optimizer takes as its rate. */
const isRate: Check = (v) => isBits(v) && fromBits64(String(v)) >= 0 && Math.fround(fromBits64(String(v))) < Infinity;
const isReason: Check = (v) => REASONS.some((reason) => reason === v);
const isEarlier: Check = (v) =>
  Array.isArray(v) && v.length > 0 && v.every((one) => fits(one, { contract: isCount, until: isCount }));
const isData: Check = (v) => fits(v, { x: isHash, y: isHash, weights: optional(isHash) });

type Checks<T> = Readonly<Record<keyof T, Check>>;

const COMMON = {
  bitgrad: (v) => v === 'ledger', contract: isCount,
  layers: (v) => Array.isArray(v) && v.every(isText), parameters: isCount, optimizer: isText, loss: isText,
  seed: isCount, steps: isCount, begun: optional(isCount), earlierContracts: optional(isEarlier),
  shards: optional(isPositive), every: isPositive, checkpoint: isText,
} satisfies Partial<Checks<Header>>;
const ARRAYS: Checks<ArraysHeader> = {
  ...COMMON, version: (v) => v === 1 || v === 3, batchSize: isPositive, samples: isCount,
  shuffle: (v) => typeof v === 'boolean' || v === 'batch', dropLast: optional((v) => v === true), data: isData,
};
const SOURCE: Checks<SourceHeader> = {
  ...COMMON, version: (v) => v === 2 || v === 4, stepsPerEpoch: optional(isPositive),
};
const ANY_STEP = {
  step: isCount, epoch: isCount, batch: isCount, loss: isBits, learningRate: optional(isRate),
} satisfies Partial<Checks<StepRecord>>;
const STEP: Checks<StepRecord> = { ...ANY_STEP, rows: isBits };
const BATCH: Checks<BatchRecord> = { ...ANY_STEP, data: isHash };
const STATE: Checks<StateRecord> = {
  state: isCount, theta: isHash, beside: optional(isHash), slots: isHash, checkpoint: optional(isText), chain: isHash,
};
const END: Checks<EndRecord> = { end: isCount, reason: isReason, chain: isHash };

function fits(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return Object.keys(fields).every((name) => Object.hasOwn(checks, name))
    && Object.entries(checks).every(([name, check]) => check(fields[name]));
}

function toJson(line: Uint8Array): unknown {
  try {
    return JSON.parse(fromAscii(line));
  } catch {
    return undefined;
  }
}

/** The record of a line; undefined unless `toLine` would write that very line for it. */
function toRecord(line: Uint8Array, header: Header): LedgerRecord | undefined {
  const value = toJson(line);
  if (![isOfSource(header) ? BATCH : STEP, STATE, END].some((checks) => fits(value, checks))) return undefined;
  const record = value as LedgerRecord;
  return isWritten(line, record) ? record : undefined;
}

/** Whether `toLine` would write that very line: so that nothing in it can be read in another way. */
function isWritten(line: Uint8Array, record: Header | LedgerRecord): boolean {
  const again = toLine(record);
  return again.length === line.length && line.every((byte, i) => byte === again.charCodeAt(i));
}

function toHeader(line: Uint8Array | undefined, bytes: Uint8Array): Header {
  const value = line && toJson(line);
  const isHeader = fits(value, ARRAYS) || fits(value, SOURCE);
  if (line === undefined || !isHeader || !isWritten(line, value as Header)) {
    const kind = looksLike(bytes);
    const got =
      kind === 'a ledger of bitgrad' ? `${kind} of another version, or one changed or cut in its header` : kind;
    throw new FormatError(`readLedger: bytes must begin with the header of a ledger of version 1 to 4, got ${got}`);
  }
  const header = value as Header, { contract, begun, version, shards = 1 } = header;
  if ((shards > 1) !== (version > 2)) {
    throw new FormatError(`readLedger: bytes must be of version 3 or 4 where they say shards, got ${version}`);
  }
  if (!isKnownContract(contract)) {
    const wanted = `of arithmetic contract ${ARITHMETIC_CONTRACT} or an earlier one`;
    throw new FormatError(`readLedger: bytes must be ${wanted}, got one of contract ${contract}`);
  }
  if ((begun === undefined) !== (contract === 1)) {
    throw new FormatError('readLedger: bytes must say how many epochs were begun, from contract 2 on');
  }
  return header;
}
