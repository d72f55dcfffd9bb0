/**
 * The jobs that there are, and what comes of them: names, numbers and the SHA-256 of data, never code.
 * @module
 */
import type { Verification } from '../../lib/audit/index.ts';
import {
  SchemaError, expectSchema, flag, isSha256, listOf, number, object, oneOf, sha256, text, whole, type Schema,
} from './schema.ts';

/** Steps of a ledger, done again. */
export interface VerifyJob {
  readonly kind: 'verify';
  readonly ledger: string;
  readonly data: string;
  /** The first step and the last, from 1; both 0: what comes before the first step alone. */
  readonly from: number;
  readonly to: number;
  readonly kernels: 'reference' | 'simd';
  readonly incomplete: boolean;
}

export interface VerifyResult {
  readonly verification: Verification;
}

/** Which examples validate: those of a part, of so many in an order that the seed draws. The others train. */
export interface Fold {
  readonly of: number;
  readonly index: number;
  readonly seed: number;
}

/** An epoch of a model's training, from a checkpoint on. */
export interface EpochJob {
  readonly kind: 'epoch';
  readonly checkpoint: string;
  readonly data: string;
  readonly fold: Fold;
  readonly batchSize: number;
  /** From 0. */
  readonly epoch: number;
}

/** How it went; without a checkpoint where numbers became infinite or NaN. */
export interface EpochResult {
  readonly checkpoint?: string;
  readonly ledger?: string;
  readonly loss?: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  readonly problem?: string;
}

/** ∇ of some shards of a batch. */
export interface ShardJob {
  readonly kind: 'shard';
  /** The checkpoint of the model as training begins. */
  readonly model: string;
  readonly data: string;
  /** θ and what layers keep beside it, before the step. */
  readonly theta: string;
  /** Steps that the model has done. */
  readonly step: number;
  /** Epochs that it has begun, by which the order of this one is drawn. */
  readonly begun: number;
  readonly batch: number;
  readonly batchSize: number;
  readonly shard: number;
  readonly count: number;
}

export interface ShardResult {
  readonly gradient: string;
  /** Milliseconds that it took to compute. */
  readonly milliseconds: number;
}

export type Job = VerifyJob | EpochJob | ShardJob;
export type Kind = Job['kind'];
export type JobOf<K extends Kind> = Extract<Job, { readonly kind: K }>;

interface Results {
  readonly verify: VerifyResult;
  readonly epoch: EpochResult;
  readonly shard: ShardResult;
}
export type ResultOf<K extends Kind> = Results[K];

const COUNT = whole(0), MOST_LIST = 64;
const kernels = oneOf('reference', 'simd');

const JOBS: Readonly<Record<Kind, Schema>> = {
  verify: { kind: text, ledger: sha256, data: sha256, from: COUNT, to: COUNT, kernels, incomplete: flag },
  epoch: {
    kind: text, checkpoint: sha256, data: sha256, batchSize: whole(1), epoch: COUNT,
    fold: object({ of: whole(2, 1000), index: whole(0, 999), seed: COUNT }),
  },
  shard: {
    kind: text, model: sha256, data: sha256, theta: sha256, step: COUNT, begun: COUNT, batch: COUNT,
    batchSize: whole(1), shard: whole(0, 63), count: whole(1, 64),
  },
};

const STARTED = { theta: flag, state: flag, slots: flag, place: flag };
const VERIFIED: Schema = {
  ok: oneOf(true), steps: COUNT, replayed: COUNT, start: object(STARTED), notProved: listOf(text, MOST_LIST),
  earlierContracts: listOf(object({ contract: COUNT, until: COUNT }), MOST_LIST),
};
const DIFFERENT: Schema = {
  ok: oneOf(false), step: COUNT, line: COUNT, what: text, expected: text, got: text, message: text,
};

const RESULTS: Readonly<Record<Kind, Schema>> = {
  verify: { verification: (value) => object(isOk(value) ? VERIFIED : DIFFERENT)(value) },
  epoch: {
    'checkpoint?': sha256, 'ledger?': sha256, 'loss?': number, 'validationLoss?': number,
    'validationAccuracy?': number, 'problem?': text,
  },
  shard: { gradient: sha256, milliseconds: number },
};

function isOk(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === true;
}

/** A job as it came. Throws SchemaError for anything else. */
export function toJob(value: unknown): Job {
  const kind: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  const known = Object.keys(JOBS);
  if (typeof kind !== 'string' || !known.includes(kind)) {
    throw new SchemaError(`a job must be of kind ${known.join(', ')}, got ${JSON.stringify(kind)?.slice(0, 100)}`);
  }
  expectSchema(`a job of kind ${kind}`, value, JOBS[kind as Kind]);
  return value as Job;
}

/** What came of a job of that kind. Throws SchemaError for anything else. */
export function toResult<K extends Kind>(kind: K, value: unknown): ResultOf<K> {
  expectSchema(`the result of a job of kind ${kind}`, value, RESULTS[kind]);
  return value as ResultOf<K>;
}

/** The SHA-256 of all data that a job or a result names. */
export function dataOf(message: Job | ResultOf<Kind>): string[] {
  return Object.values(message).filter(isSha256);
}
