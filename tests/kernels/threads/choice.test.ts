import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../../lib/core/philox.ts';
import { routines } from '../../../lib/kernels/allRoutines.ts';
import { Choice } from '../../../lib/kernels/threads/choice.ts';
import { Team } from '../../../lib/kernels/threads/team.ts';
import { threadsTable } from '../../../lib/kernels/threads/threadsTable.ts';
import { once } from '../../helpers/random.ts';

/** Milliseconds that a row takes, on all threads and on one. */
interface Costs {
  shared: number;
  alone: number;
}

const EQUAL: Costs = { shared: 50, alone: 50 };
/** How much rows differ from run to run. */
const NOISE = 0.04;

/** Runs rows by a clock that only they turn. */
class Machine {
  at = 0;
  /** Rows that were run, and those of them that all threads ran. */
  rows = 0;
  shared = 0;
  readonly #choice: Choice;
  readonly #random: Philox;

  constructor({ isWhole = false, seed = 1 }: { isWhole?: boolean; seed?: number } = {}) {
    this.#choice = new Choice(isWhole, () => this.at);
    this.#random = new Philox(seed);
  }

  run(costs: Costs, kind: object = costs, work?: number): boolean {
    const isShared = this.#choice.begin(kind, work), noise = 1 + NOISE * (this.#random.nextFloat() - 0.5);
    this.at += noise * (isShared ? costs.shared : costs.alone);
    this.#choice.end();
    this.rows++;
    this.shared += Number(isShared);
    return isShared;
  }

  repeat(rows: readonly Costs[], times: number): void {
    for (let i = 0; i < times; i++) for (const row of rows) this.run(row);
  }

  /** Rounds of rows, and what lies between rounds; returns of how many of them all threads ran the last row. */
  rounds(rows: readonly Costs[], rounds: number, between: Costs = EQUAL): number {
    let shared = 0;
    for (let i = 0; i < rounds; i++) {
      let isShared = false;
      for (const row of rows) isShared = this.run(row);
      shared += Number(isShared);
      this.at += isShared ? between.shared : between.alone;
    }
    return shared / rounds;
  }
}

/** Rows that take so many milliseconds on one thread, and so many times that on all. */
const rowsOf = (ratio: number, ...alone: readonly number[]): Costs[] =>
  alone.map((each) => ({ alone: each, shared: ratio * each }));

/** That by far the most rows go the faster way, where all threads are faster and where one is. */
function assertRight(program: (machine: Machine, ratio: number) => void, isWhole: boolean = false): void {
  for (const ratio of [0.6, 1.6]) {
    for (let seed = 1; seed <= 5; seed++) {
      const machine = new Machine({ seed, isWhole });
      program(machine, ratio);
      const share = machine.shared / machine.rows, right = ratio < 1 ? share : 1 - share;
      assert.ok(right > 0.9, `${ratio} times, seed ${seed}: ${right} of the rows`);
    }
  }
}

const long: Costs = { shared: 3, alone: 5 }, short: Costs = { shared: 2, alone: 1 };

test('the faster way is taken for all rows of a round together', () => {
  const shorts = [short, { ...short }]; // with the long one 5 or 6, and 7 or 7: not worth it
  assert.ok(new Machine().rounds([short, long], 2000) > 0.9);
  assert.ok(new Machine().rounds([...shorts, long], 2000) < 0.1);
});

test('one timing that is far off changes nothing', () => {
  const lucky: Costs = { shared: 0, alone: 5 }, unlucky: Costs = { shared: 1000, alone: 5 };
  for (const [usual, other] of [[long, unlucky], [{ shared: 7, alone: 5 }, lucky]]) {
    for (let at = 0; at < 12; at++) {
      const machine = new Machine(), row = { ...usual };
      machine.rounds([row], at);
      machine.rounds([Object.assign(row, other)], 1);
      machine.rounds([Object.assign(row, usual)], 25 - at);
      assert.equal(machine.rounds([row], 8), Number(usual === long), `round ${at}`);
    }
  }
});

test('it is looked at again, more seldom the longer it stays, and changes with the machine', () => {
  const machine = new Machine(), row = { ...long };
  const early = machine.rounds([row], 1000), late = machine.rounds([row], 10_000);
  assert.ok(early > 0.7 && late > 0.97, `${early} ${late}`);
  const busy = Object.assign(row, { shared: 90, alone: 5 });
  machine.rounds([busy], 1000);
  assert.ok(machine.rounds([busy], 1000) < 0.1);
  const free = Object.assign(row, long);
  machine.rounds([free], 1000);
  assert.ok(machine.rounds([free], 1000) > 0.9);
});

test('the way is settled within some 100 ms', () => {
  for (const row of [long, { shared: 0.06, alone: 0.04 }]) {
    const machine = new Machine();
    while (machine.at < 200) machine.run(row);
    machine.rows = machine.shared = 0;
    while (machine.at < 300) machine.run(row);
    assert.equal(machine.shared, row === long ? machine.rows : 0);
  }
});

test('threads that are seldom there, and then long gone, are not worth it', () => {
  const machine = new Machine(), random = new Philox(5);
  for (let i = 0; i < 100_000; i++) machine.run({ shared: once(random, 50) ? 4 : 0.06, alone: 0.1 }, long);
  assert.ok(machine.shared < 0.1 * machine.rows, `${machine.shared} of ${machine.rows}`);
});

test('what lies between rows counts where whole rounds are timed', () => {
  const slower: Costs = { shared: 9, alone: 2 }; // 12 or 7 with the row
  for (const isWhole of [true, false]) {
    const share = new Machine({ isWhole }).rounds([long], 2000, slower);
    assert.ok(isWhole ? share < 0.1 : share > 0.9, `${share}`);
  }
});

test('turns of a long recurrence are rows like others', () => {
  for (const turns of [1000, 1500, 2000, 4000]) {
    assertRight((machine, ratio) => {
      const [before, forward, backward, after] = rowsOf(ratio, 3, 0.1, 0.1, 1);
      for (let step = 0; step < 100; step++) {
        machine.run(before);
        machine.repeat([forward], turns);
        machine.run(after);
        machine.repeat([backward], turns);
        machine.run(after);
      }
    });
  }
});

test('two models may train in turn, by bursts of steps', () => {
  for (const steps of [10, 15, 20, 25, 100]) {
    assertRight((machine, ratio) => {
      const models = [rowsOf(ratio, 1, 1.5), rowsOf(ratio, 2, 5)];
      while (machine.rows < 20_000) for (const model of models) machine.repeat(model, steps);
    });
  }
});

test('a model may evaluate first, then train in epochs', () => {
  for (const batches of [10, 200, 3000]) {
    assertRight((machine, ratio) => {
      const [evaluated, ...trained] = rowsOf(ratio, 0.6, 1, 2);
      machine.repeat([evaluated], batches);
      for (let epoch = 0; epoch < 40; epoch++) {
        machine.repeat(trained, 200);
        machine.repeat([evaluated], batches / 10);
      }
    });
  }
});

test('parts of a step may gain and lose: the whole counts', () => {
  for (const [ratios, isWorth] of [[[0.5, 1.2], true], [[0.8, 1.6], false]] as const) {
    const machine = new Machine(), parts = ratios.flatMap((ratio) => rowsOf(ratio, 0.1));
    while (machine.rows < 600_000) for (const part of parts) machine.repeat([part], 300);
    const share = machine.shared / machine.rows;
    assert.ok(isWorth ? share > 0.9 : share < 0.1, `${ratios.join(', ')} times: ${share}`);
  }
});

test('calls of all sizes, in any order, are known by their work', () => {
  assertRight((machine, ratio) => {
    const random = new Philox(9), routine = {};
    while (machine.rows < 10_000) {
      const work = 0.5 * 1000 ** random.nextFloat(), [costs] = rowsOf(ratio, work);
      machine.run(costs, routine, work);
    }
  }, true);
});

test('calls that are made at once are timed as of their routine, whatever their sizes', (t) => {
  const timed: [kind: object, work: number | undefined][] = [];
  t.mock.method(Team.prototype, 'isReady', () => true);
  t.mock.method(Choice.prototype, 'begin', (...given: typeof timed[number]) => {
    timed.push(given);
    return false;
  });
  const table = threadsTable(Object.values(routines), 2), n = 256, k = table.reserve(6 * n * n, 3);
  t.after(() => table.dispose());
  const [a, b, c] = [1, 2, 3].map(() => k.allocate(2 * n * n));
  for (const m of [2 * n, n]) k.gemm('N', 'N', m, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n);
  const [[kind, work = 0], [otherKind, otherWork = 0]] = timed;
  assert.equal(kind, otherKind);
  assert.ok(work > 1.9 * otherWork && otherWork > 0, `${work} ${otherWork}`);
});
