/**
 * How the network does on sums that it was not trained on, after each epoch.
 * @module
 */
import type { Callback } from '../../lib/index.ts';
import { answersOf, type Answers } from './answers.ts';
import { ANSWER, textOf, type Sums } from './sums.ts';

/** So many sums are shown, which fit in a line of a terminal. */
const SHOWN = 5;

export interface Examination {
  /** Has the sums answered and adds the share that is right to an epoch's logs. */
  readonly answer: Partial<Callback>;
  /** Says some of the sums. */
  readonly show: Partial<Callback>;
  /** The answers of the last epoch, which may have been a part of one. */
  readonly last: () => Answers;
}

export function examination(sums: Sums, say: (text: string) => void): Examination {
  let answers: Answers | undefined;
  return {
    last: () => {
      if (answers === undefined) throw new Error('no epoch has ended');
      return answers;
    },
    answer: {
      onEpochEnd: (_epoch, logs, model) => {
        answers = answersOf(model, sums);
        logs.heldOut = answers.share;
      },
    },
    show: {
      onEpochEnd: () => {
        if (answers !== undefined) say(`  ${shown(sums, answers, Array.from({ length: SHOWN }, (_, sum) => sum))}`);
      },
    },
  };
}

/** The first of the sums that were answered wrongly; undefined where there are none. */
export function shownWrong(sums: Sums, answers: Answers): string | undefined {
  const wrong = Array.from(answers.isRight.keys()).filter((sum) => !answers.isRight[sum]);
  if (wrong.length === 0) return undefined;
  return `${shown(sums, answers, wrong.slice(0, SHOWN))}${wrong.length > SHOWN ? ' …' : ''}`;
}

/** Sums as they were answered, each with its mark. */
function shown(sums: Sums, { ids, isRight }: Answers, which: readonly number[]): string {
  return which.map((sum) =>
    `${textOf(sums, sum, ids.subarray(sum * ANSWER, (sum + 1) * ANSWER))} ${isRight[sum] ? '✓' : '✗'}`).join('   ');
}
