/**
 * What the network answers by itself.
 * @module
 */
import { argmax } from '../../lib/metrics/index.ts';
import { ANSWER, CHARACTERS, QUESTION, STEPS, type Sums } from './sums.ts';

/** The answers to some sums, ANSWER characters each. */
export interface Answers {
  readonly ids: Uint8Array;
  /** Whether all characters are right, sum by sum. */
  readonly isRight: readonly boolean[];
  /** The share of the sums that are. */
  readonly share: number;
}

/**
 * Has the network answer character by character, each the likeliest after the question and what it has answered so far;
 * of the true answers it sees nothing.
 */
export function answersOf(model: { predict(x: Float32Array): Float32Array }, { count, x, y }: Sums): Answers {
  const text = x.slice(), ids = new Uint8Array(y.length);
  for (let sum = 0; sum < count; sum++) text.fill(0, sum * STEPS + QUESTION, (sum + 1) * STEPS);
  for (let step = 0; step < ANSWER; step++) {
    const likely = model.predict(text);
    for (let sum = 0; sum < count; sum++) {
      const place = sum * ANSWER + step;
      ids[place] = argmax(likely, place * CHARACTERS.length, CHARACTERS.length);
      if (step < ANSWER - 1) text[sum * STEPS + QUESTION + step] = ids[place];
    }
  }
  const isRight = Array.from({ length: count }, (_, sum) =>
    ids.subarray(sum * ANSWER, (sum + 1) * ANSWER).every((id, step) => id === y[sum * ANSWER + step]));
  return { ids, isRight, share: isRight.filter((right) => right).length / count };
}
