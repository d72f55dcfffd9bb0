/**
 * The verdict on a ledger.
 * @module
 */

import type { EarlierContract } from '../../model/index.ts';
import type { Start } from './notProved.ts';
import type { Difference } from './stepData.ts';

/** What is wrong: the text of the ledger, its data, or the numbers that come out. */
export type Finding = Difference['what'] | 'record' | 'header' | 'place' | 'data' | 'checkpoint' | 'end';

/** What `verifyLedger` found: that all is as the ledger says, or the first thing that is not. */
export type Verification =
  | {
    readonly ok: true;
    /** Steps that the ledger holds. */
    readonly steps: number;
    /** Steps that were carried out again. */
    readonly replayed: number;
    /** Whether training began where a new model of the ledger's seed and options does, which is drawn anew for it. */
    readonly start: Start;
    /** Under which contracts before its own the model's first steps were done: before this ledger, and not again. */
    readonly earlierContracts: readonly EarlierContract[];
    /** What is not proved all the same, in sentences. */
    readonly notProved: readonly string[];
  }
  | {
    readonly ok: false;
    /** The step that differs, or after which the ledger cannot be trusted; 0 before the first. */
    readonly step: number;
    /** The line of the ledger, from 1. */
    readonly line: number;
    readonly what: Finding;
    readonly expected: string;
    readonly got: string;
    readonly message: string;
  };

/** The verdict that something differs. */
export function different(
  step: number, line: number, { what, expected, got }: Pick<Verification & { ok: false }, 'what' | 'expected' | 'got'>,
): Verification {
  const message =
    `${step === 0 ? 'before the first step' : `step ${step}`}, line ${line}: ${what} must be ${expected}, got ${got}`;
  return { ok: false, step, line, what, expected, got, message };
}
