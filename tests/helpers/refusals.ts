import assert from 'node:assert/strict';
import { test } from 'node:test';

/** What must be refused, as what class of error, and its message. */
export type Refusal = readonly [attempt: () => unknown, error: abstract new (...args: never) => Error, message: RegExp];

/** Each attempt throws the error stated, of exactly that class. */
export function checkRefusals(title: string, refusals: readonly Refusal[]): void {
  test(title, () => {
    refusals.forEach(([attempt, error, message], i) => {
      assert.throws(attempt, (thrown: unknown) => {
        assert.ok(
          thrown instanceof Error && thrown.constructor === error,
          `attempt ${i}: ${error.name} expected, got ${String(thrown)}`,
        );
        assert.match(thrown.message, message, `attempt ${i}`);
        return true;
      }, `attempt ${i}`);
    });
  });
}
