/**
 * The training of one setting, with all that is looked at while it goes on.
 * @module
 */
import { now } from '../../../lib/core/eventLoop.ts';
import { expectInteger } from '../../../lib/core/errors.ts';
import type { Model } from '../../../lib/model/index.ts';
import { capabilities } from '../../../lib/kernels/index.ts';
import { printSetting } from '../address.ts';
import type { Boundary, Curves, LayerInfo, Opened, Score, Scores, State } from '../protocol.ts';
import type { Setting } from '../setting.ts';
import { MeanCurve, PointCurve } from './curves.ts';
import { makeData, type Data, type Examples } from './dataSets.ts';
import { failureOf } from './failure.ts';
import type { Makers } from './frames.ts';
import { hashOf } from './hash.ts';
import { Insides } from './inside.ts';
import { buildNetwork, layerInfos } from './network.ts';
import {
  boundaryOf, confusionOf, firstOf, gridOf, predictionsFor, scoreOf, wrongOf, type Grid, type Predictions,
} from './scores.ts';
import { Speed } from './speed.ts';
import { Trainer } from './trainer.ts';
import { Watch } from './watch.ts';

/** Examples of each set that curves look at, and scores while it trains; and scores while it does not. */
const FEW = 1000, MANY = 10_000;
/** How long what looks at many examples waits for its next turn while it trains, in milliseconds. */
const BETWEEN_POINTS = 200, BETWEEN_COUNTS = 300;
const MOST_CELLS = 128, MOST_WRONG = 1000;

/** The parts of frames that a training makes itself. */
export type OwnMakers = Omit<Makers, 'compare' | 'surface' | 'job'>;

export class Training {
  readonly setting: Setting;
  readonly data: Data;
  readonly model: Model;
  readonly layers: readonly LayerInfo[];
  readonly trainer: Trainer;
  readonly watch: Watch = new Watch();
  /** To ask for it compiles modules. */
  readonly #kernels = capabilities().kernels;
  readonly #speed = new Speed();
  readonly #batches = new MeanCurve();
  readonly #points = new PointCurve(['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy']);
  #insides: Insides | undefined;
  #grid: Grid | undefined;
  /** Rises where training was taken back: its steps then say not all. */
  #turn = 0;
  #scored: { readonly key: string; readonly scores: Scores } | undefined;
  #predicted: { readonly key: string; readonly predictions: Predictions | undefined } | undefined;

  /** Throws RangeError, TypeError, FormatError or StateError, naming what is wrong, for a setting that cannot be. */
  constructor(setting: Setting) {
    this.setting = setting;
    this.data = makeData(setting);
    this.model = buildNetwork(setting, this.data.info);
    this.layers = layerInfos(this.model, this.data.info, setting);
    const { model } = this;
    this.trainer = new Trainer(model, this.data.train, setting.batchSize, {
      onStep: (loss) => {
        this.#batches.add(model.steps, loss);
        this.watch.step(model.steps, model.theta, model.gradient);
      },
    });
  }

  get opened(): Omit<Opened, 'state'> {
    const { setting, data: { info: data }, layers, model } = this;
    return {
      setting, address: printSetting(setting), data, layers, parameters: model.theta.length, loss: model.loss.name,
    };
  }

  get state(): Omit<State, 'version'> {
    const { model: { steps }, trainer: { epochSteps, isRunning, error }, data: { info } } = this;
    if (!isRunning) this.#speed.clear();
    const stepsPerSecond = isRunning ? this.#speed.mark(steps) : 0;
    return {
      steps, epoch: Math.floor(steps / epochSteps), batch: steps % epochSteps, isRunning,
      error: error === undefined ? undefined : failureOf(error), kernels: this.#kernels,
      stepsPerSecond, examplesPerSecond: (stepsPerSecond * info.train) / epochSteps,
    };
  }

  get insides(): Insides {
    return this.#insides ??= new Insides(this.model, this.data, this.layers, this.setting);
  }

  /** So many steps from where it stands. */
  async forward(steps: number): Promise<void> {
    expectInteger('step', 'steps', steps, 1);
    await this.trainer.run(this.model.steps + steps);
  }

  /** To the end of the epoch. */
  async epoch(): Promise<void> {
    const { model: { steps }, trainer: { epochSteps } } = this;
    await this.trainer.run(steps + epochSteps - (steps % epochSteps));
  }

  async back(steps: number): Promise<void> {
    expectInteger('back', 'steps', steps, 1);
    await this.trainer.pause();
    await this.#to(Math.max(0, this.model.steps - steps));
  }

  async restart(): Promise<void> {
    await this.#to(0);
  }

  async #to(steps: number): Promise<void> {
    await this.trainer.back(steps);
    this.#turn++;
    this.#batches.cut(steps);
    this.#points.cut(steps);
    this.watch.cut(steps);
  }

  /** The makers of a frame's parts. */
  get makers(): OwnMakers {
    const { model, data: { info }, trainer } = this;
    const atStep = (): string => `${this.#turn}:${model.steps}`;
    const looked = (): string => `${atStep()}:${this.#most}`;
    const every = (time: number) => (): string => (trainer.isRunning ? `${Math.floor(now() / time)}` : looked());
    return {
      hash: { stamp: atStep, make: () => hashOf(model.theta) },
      curves: { stamp: every(BETWEEN_POINTS), make: () => this.#curves() },
      scores: { stamp: every(BETWEEN_POINTS), make: () => this.#scores(this.#most) },
      boundary: { stamp: atStep, make: ({ cells }: { readonly cells: number }) => this.#boundary(cells) },
      confusion: { stamp: every(BETWEEN_COUNTS), make: () => {
        const predictions = this.#predictions();
        return predictions && info.task === 'classification' ? confusionOf(predictions, info) : undefined;
      } },
      wrong: { stamp: every(BETWEEN_COUNTS), make: ({ most }: { readonly most: number }) => {
        expectInteger('frame', 'wrong.most', most, 0, MOST_WRONG);
        const predictions = this.#predictions();
        return predictions && info.task === 'classification' ? wrongOf(predictions, info, most) : undefined;
      } },
      weights: { stamp: atStep, make: () => model.theta.slice() },
      gradient: { stamp: atStep, make: () => model.gradient.slice() },
      inside: { stamp: atStep, make: ({ of }: { readonly of: Parameters<Insides['inside']>[0] }) => (
        this.insides.inside(of)) },
      history: { stamp: () => `${this.watch.version}:${atStep()}`, make: () => (
        this.watch.series(model.steps, () => this.insides)) },
    };
  }

  get #most(): number {
    return this.trainer.isRunning ? FEW : MANY;
  }

  #scores(most: number): Scores {
    const { model, data: { train, test } } = this, key = `${this.#turn}:${model.steps}:${most}`;
    if (this.#scored?.key === key) return this.#scored.scores;
    const score = (examples: Examples): Score | undefined => scoreOf(model, firstOf(examples, most));
    const none = { examples: 0, loss: NaN, accuracy: undefined };
    const scores: Scores = { train: score(train) ?? none, test: score(test) };
    this.#scored = { key, scores };
    return scores;
  }

  #predictions(): Predictions | undefined {
    const { model, data: { test } } = this, key = `${this.#turn}:${model.steps}:${this.#most}`;
    if (this.#predicted?.key !== key) {
      this.#predicted = { key, predictions: predictionsFor(model, firstOf(test, this.#most)) };
    }
    return this.#predicted.predictions;
  }

  #boundary(cells: number): Boundary | undefined {
    expectInteger('frame', 'boundary.cells', cells, 1, MOST_CELLS);
    if (this.#grid?.cells !== cells) this.#grid = gridOf(this.data.info, cells);
    return boundaryOf(this.model, this.#grid);
  }

  #curves(): Curves {
    const { train, test } = this.#scores(FEW), isClass = this.data.info.task === 'classification';
    this.#points.add(this.model.steps, [
      train.loss, test?.loss ?? NaN, train.accuracy ?? NaN, test?.accuracy ?? NaN,
    ]);
    const column = (name: string, isThere: boolean): Float64Array => (
      isThere ? this.#points.column(name) : new Float64Array());
    return {
      batches: this.#batches.points, step: this.#points.step, trainLoss: column('trainLoss', true),
      testLoss: column('testLoss', test !== undefined), trainAccuracy: column('trainAccuracy', isClass),
      testAccuracy: column('testAccuracy', isClass && test !== undefined),
    };
  }
}
