/**
 * How the network does on sums that it was not trained on, after each epoch.
 * @module
 */
import type { Callback } from '../../lib/index.ts';
import { answersOf, type Answers } from './answers.ts';
import { ANSWER, textOf, type Sums } from './sums.ts';

/** So many sums are shown. */
const SHOWN = 6;

/** Callbacks: `answer` adds the share that is right to an epoch's logs, `show` says some of the sums. */
export function examination(
  sums: Sums, say: (text: string) => void,
): { readonly answer: Partial<Callback>; readonly show: Partial<Callback> } {
  let answers: Answers | undefined;
  return {
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
