/**
 * Optimizers side by side: the same first weights, the same examples in the same order.
 * @module
 */
import { expectInteger } from '../../../lib/core/errors.ts';
import type { Comparison, Contestant } from '../protocol.ts';
import type { OptimizerSetting } from '../setting.ts';
import { PointCurve } from './curves.ts';
import { failureOf } from './failure.ts';
import { hashOf } from './hash.ts';
import type { Ticket } from './jobs.ts';
import { buildNetwork } from './network.ts';
import { firstOf, scoreOf } from './scores.ts';
import { Trainer } from './trainer.ts';
import type { Training } from './training.ts';

/** Points of each curve, and the bytes that all places of θ on the ways may take. */
const POINTS = 100, MOST_BYTES = 2 ** 26;
/** Test examples that a point looks at. */
const FEW = 1000;
const MOST_EPOCHS = 10_000;
const NAMES = ['at', 'loss', 'testLoss', 'testAccuracy'];

/** The way of one through the space of θ. */
export interface Way {
  readonly name: string;
  /** The first is θ₀; of very large networks the last alone beside it. */
  readonly places: readonly Float32Array[];
}

class Runner {
  readonly optimizer: OptimizerSetting;
  readonly trainer: Trainer;
  readonly curve = new PointCurve(NAMES);
  readonly places: Float32Array[];
  #sum = 0;
  #count = 0;

  constructor({ setting, data }: Training, optimizer: OptimizerSetting) {
    this.optimizer = optimizer;
    const model = buildNetwork(setting, data.info, { optimizer });
    this.places = [model.theta.slice()];
    this.trainer = new Trainer(model, data.train, setting.batchSize, {
      onStep: (loss) => {
        this.#sum += loss;
        this.#count++;
      },
    });
  }

  /** Trains up to a step and makes a point there. */
  async to(steps: number, { data }: Training, keepsPlace: boolean): Promise<void> {
    const { trainer, curve } = this, { model } = trainer;
    if (trainer.error !== undefined) return;
    await trainer.run(steps);
    if (this.#count === 0) return;
    const score = scoreOf(model, firstOf(data.test, FEW));
    curve.add(model.steps, [
      trainer.time, this.#sum / this.#count, score?.loss ?? NaN, score?.accuracy ?? NaN,
    ]);
    this.#sum = this.#count = 0;
    if (keepsPlace) this.places.push(model.theta.slice());
  }

  get contestant(): Contestant {
    const { optimizer, trainer: { model, time, error }, curve } = this;
    const [at, loss, testLoss, testAccuracy] = NAMES.map((name) => curve.column(name));
    return {
      optimizer, steps: model.steps, time, step: curve.step, at, loss, testLoss, testAccuracy,
      sha256: hashOf(model.theta), error: error === undefined ? undefined : failureOf(error),
    };
  }
}

export class Contest {
  readonly #training: Training;
  readonly #runners: readonly Runner[];
  readonly #epochs: number;
  /** Rises with each point. */
  version = 0;
  #isRunning = true;

  /** Throws RangeError or TypeError for optimizers that cannot be, or are not 2 to 4. */
  constructor(training: Training, optimizers: readonly OptimizerSetting[], epochs: number) {
    expectInteger('compare', 'optimizers.length', optimizers.length, 2, 4);
    expectInteger('compare', 'epochs', epochs, 1, MOST_EPOCHS);
    this.#training = training;
    this.#epochs = epochs;
    this.#runners = optimizers.map((optimizer) => new Runner(training, optimizer));
  }

  get steps(): number {
    return this.#epochs * this.#training.trainer.epochSteps;
  }

  /** To the end. Rejects with Stopped where it was stopped. */
  async run(ticket: Ticket): Promise<void> {
    const { steps } = this, count = Math.min(POINTS, steps), runners = this.#runners;
    const bytes = runners.reduce((sum, { places: [first] }) => sum + first.byteLength, 0) * count;
    const every = Math.ceil(bytes / MOST_BYTES);
    ticket.of = steps;
    ticket.onStop(() => { for (const { trainer } of runners) void trainer.pause(); });
    try {
      for (let i = 1; i <= count; i++) {
        const goal = Math.round((i * steps) / count);
        for (const runner of runners) { // in turn, so that no other's time is counted
          await runner.to(goal, this.#training, i % every === 0 || i === count);
          ticket.expectGoing();
          await ticket.turn();
        }
        ticket.done = goal;
        this.version++;
      }
    } finally {
      this.#isRunning = false;
      this.version++;
      await Promise.all(runners.map(({ trainer }) => trainer.close()));
    }
  }

  get comparison(): Comparison {
    return { isRunning: this.#isRunning, contestants: this.#runners.map(({ contestant }) => contestant) };
  }

  get ways(): Way[] {
    return this.#runners.map(({ optimizer: { name }, places }) => ({ name, places }));
  }
}
