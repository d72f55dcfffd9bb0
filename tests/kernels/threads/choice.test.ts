import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Choice } from '../../../lib/kernels/threads/choice.ts';

/** Milliseconds that a row takes, on all threads and on one. */
interface Costs {
  shared: number;
  alone: number;
}

const EQUAL: Costs = { shared: 50, alone: 50 };

/**
 * Runs rounds of rows by a clock that only they turn, and what lies between rounds; returns how many rounds all threads
 * ran.
 */
function play(
  choice: Choice, clock: { at: number }, rows: readonly Costs[], rounds: number, between: Costs = EQUAL,
): number {
  let shared = 0;
  for (let i = 0; i < rounds; i++) {
    let isShared = false;
    for (const row of rows) {
      isShared = choice.begin(row);
      clock.at += isShared ? row.shared : row.alone;
      choice.end();
    }
    shared += Number(isShared);
    clock.at += isShared ? between.shared : between.alone;
  }
  return shared;
}

function made(isWhole: boolean = false): { readonly clock: { at: number }; readonly choice: Choice } {
  const clock = { at: 0 };
  return { clock, choice: new Choice(isWhole, () => clock.at) };
}

const long: Costs = { shared: 3, alone: 5 }, short: Costs = { shared: 2, alone: 1 };

test('the faster way is taken for all rows of a round together', () => {
  const { choice, clock } = made();
  play(choice, clock, [short, long], 100); // 5 or 6
  assert.equal(play(choice, clock, [short, long], 20), 20);
  const other = made();
  const rows = [short, { ...short }, long]; // 7 or 7: not worth it
  play(other.choice, other.clock, rows, 100);
  assert.equal(play(other.choice, other.clock, rows, 20), 0);
});

test('one timing that is far off changes nothing', () => {
  const lucky: Costs = { shared: 0, alone: 5 }, unlucky: Costs = { shared: 1000, alone: 5 };
  for (const [usual, other] of [[long, unlucky], [{ shared: 7, alone: 5 }, lucky]]) {
    const { choice, clock } = made(), row = { ...usual };
    play(choice, clock, [row], 4);
    Object.assign(row, other);
    play(choice, clock, [row], 4);
    Object.assign(row, usual);
    play(choice, clock, [row], 92);
    assert.equal(play(choice, clock, [row], 20), usual === long ? 20 : 0);
  }
});

test('it is looked at again, more seldom the longer it stays, and changes with the machine', () => {
  const { choice, clock } = made(), busy: Costs = { shared: 90, alone: 5 };
  const share = (rounds: number): number => play(choice, clock, [long], rounds) / rounds;
  const early = share(1000), late = share(10_000);
  assert.ok(early > 0.7 && late > 0.97, `${early} ${late}`);
  const start = made();
  play(start.choice, start.clock, [busy], 1000);
  play(start.choice, start.clock, [long], 2000);
  assert.equal(play(start.choice, start.clock, [long], 20), 20);
});

test('a round may begin with another row later on', () => {
  const { choice, clock } = made();
  play(choice, clock, [long], 10);
  play(choice, clock, [short], 1100); // the first has not come again
  assert.equal(play(choice, clock, [short], 20), 0);
});

test('what lies between rows counts where whole rounds are timed', () => {
  for (const isWhole of [true, false]) {
    const { choice, clock } = made(isWhole), slower: Costs = { shared: 9, alone: 2 }; // 12 or 7 with the row
    play(choice, clock, [long], 100, slower);
    assert.equal(play(choice, clock, [long], 20, slower), isWhole ? 0 : 20);
  }
});
