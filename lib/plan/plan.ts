/**
 * A plan: the lists of a graph bound to the buffers of one table of kernels.
 * @module
 */

import * as calls from '../kernels/allCalls.ts';
import {
  bindList, newRun, runList,
  type ArrayOf, type BoundCall, type FloatArray, type Indices, type Kernels, type List, type Moment, type Run,
} from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import { expectLabels, expectUnchanged, type Examples, type Widths } from './examples.ts';
import { attach, bindAttached, type Attached, type Bind, type PlanPhase } from './attach.ts';
import { Buffers } from './buffers.ts';
import type { Description } from './description.ts';
import { End } from './end.ts';
import { EndOfStep } from './endOfStep.ts';
import { withoutFrozen } from './frozen.ts';
import { LossTensors, type Head } from './lossHead.ts';
import type { Network } from './network.ts';
import { startsOf, type Start } from './start.ts';
import { Sums } from './sums.ts';

const NONE: ReadonlySet<string> = new Set();

/** What is there once a loss is. (Functions, since V8 goes through its runtime for a private getter.) */
function expectAttached<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('plan: no loss is attached');
  return found;
}

export class Plan<A extends FloatArray> {
  readonly k: Kernels<A>;
  /** What it was bound from. */
  readonly description: Description;
  readonly network: Network;
  readonly maxBatch: number;
  readonly theta: A;
  readonly gradient: A;
  /** What layers keep beside θ. */
  readonly state: A;
  /** What the next training pass is told; `step` counts the steps done. */
  readonly moment: { -readonly [name in keyof Moment]: Moment[name] };
  /** The batch's examples, one tensor an input: maxBatch × its size. */
  readonly inputs: readonly A[];
  /** The same, ready to be loaded. */
  readonly starts: readonly Start<A>[];
  /** The network's outputs, each maxBatch × its size. */
  readonly predictions: readonly A[];
  /** What a sweep has added up so far. */
  readonly sums: Sums;
  /** What the loss of each output weighs in J. */
  readonly lossWeights: Float64Array;
  /** Whether the rows of a whole batch must be counted before its first part goes back. */
  countsRows = false;
  /** What binds its lists, for who adds lists of his own. */
  readonly bind: Bind<A>;
  readonly #lossTensors: LossTensors;
  readonly #buffers: Buffers<A>;
  readonly #run: Run;
  readonly #predict: readonly BoundCall[];
  #end: EndOfStep;
  readonly #isGradientFinite: BoundCall;
  readonly #areLearnedFinite: readonly BoundCall[];
  #attached: Attached<readonly BoundCall[]> | undefined;
  #ends: readonly End<A>[] = [];
  #activityLosses: A | undefined;
  #widths: Widths;

  /** Takes its buffers from `k`. `bind` is for who watches. */
  constructor(
    k: Kernels<A>, description: Description, seed: number = 0,
    bind: Bind<A> = (table, _, list, arrayOf) => bindList(table, list, arrayOf),
  ) {
    const { network, learned, tensors, list, flows, inputs } = description;
    this.k = k;
    this.network = network;
    this.maxBatch = tensors.maxBatch;
    this.description = description;
    this.bind = bind;
    this.#lossTensors = new LossTensors(tensors);
    const buffers = this.#buffers = new Buffers(k);
    buffers.allocate(tensors.listed);
    this.theta = buffers.of(learned.theta);
    this.gradient = buffers.of(learned.gradient);
    this.state = buffers.of(learned.state);
    this.inputs = inputs.map(buffers.of);
    this.sums = new Sums(network.graph.outputs.length);
    this.lossWeights = new Float64Array(network.graph.outputs.length).fill(1);
    this.moment = { seed, step: 0, row: 0, batch: 0 };
    this.#run = { ...newRun(), moment: this.moment };
    this.starts = startsOf(network, this.inputs);
    this.#widths = { inputs: this.starts.map(({ width }) => width), targets: [], weights: [] };
    this.predictions = network.graph.outputs.map((value) => buffers.of(flows.valueOf(value)));
    this.#predict = this.#bound('forward', list.flatMap(({ forward }) => forward));
    const finite = [learned.gradient, learned.theta, ...(network.stateLength > 0 ? [learned.state] : [])];
    [this.#isGradientFinite, ...this.#areLearnedFinite] =
      this.#bound('update', finite.map((all) => calls.allFinite(all.length, all, 0)));
    this.#end = this.#endOf(description);
  }

  /** The first of them. */
  get prediction(): A {
    return this.predictions[0];
  }

  /** ∂J/∂ of what the loss takes: the first output, or where the loss stands for an activation too what that takes. */
  get outputGradient(): A {
    const { flows, network: { graph: { outputs } } } = this.description, handle = flows.gradientOf(outputs[0]);
    if (handle === undefined) throw new Error('plan: the output has no gradient');
    return this.#buffers.of(handle);
  }

  /** The losses of the rows of the last forward pass, those of the first output. */
  get losses(): A {
    return expectAttached(this.#ends[0]).losses;
  }

  /** The outputs with their losses; none before `attachLosses`. */
  get ends(): readonly End<A>[] {
    return this.#ends;
  }

  /** What the outputs of layers add to J, one an example of the last forward pass; undefined where they add nothing. */
  get activityLosses(): A | undefined {
    return this.#activityLosses;
  }

  /** The losses attached. */
  get heads(): readonly Head[] {
    return this.#attached?.heads ?? [];
  }

  /** The array of a tensor of this plan. */
  get arrayOf(): ArrayOf<A> {
    return this.#buffers.of;
  }

  /**
   * Puts a loss at each output, instead of those before; each weighs 1 in J unless `lossWeights` say otherwise. The
   * layers of the names `frozen` are not trained.
   */
  attachLosses(
    losses: readonly Loss[], lossWeights: readonly number[] = losses.map(() => 1), frozen: ReadonlySet<string> = NONE,
  ): void {
    const description = frozen.size === 0 ? this.description : withoutFrozen(this.description, frozen);
    const attached = attach(description, this.#lossTensors, losses, lossWeights), { of } = this.#buffers;
    this.#end = this.#endOf(description);
    this.#buffers.allocate(this.description.tensors.listed);
    this.countsRows = attached.countsRows;
    this.#attached = bindAttached(attached, (phase, list) => this.#bound(phase, list));
    this.#ends = this.#attached.heads.map((head) => new End(head, of));
    this.#activityLosses = attached.activityLosses && of(attached.activityLosses);
    const [targets, weights] = (['width', 'steps'] as const).map((name) => this.#ends.map((end) => end[name]));
    this.#widths = { ...this.#widths, targets, weights };
    this.lossWeights.set(lossWeights);
  }

  /**
   * Makes `batch` rows of data the batch: examples, targets and weights. The data are the caller's, who may have
   * changed them since they were checked: throws ShapeError, TypeError or RangeError for an array of another length, or
   * a target that is none.
   */
  load(data: Examples, order: Indices | undefined, first: number, batch: number): void {
    const { x, y, weights, who } = data, ends = this.#ends;
    expectUnchanged(data, this.#widths, order, first, batch);
    for (let i = 0; i < x.length; i++) this.starts[i].load(who, this.k, x[i], order, first, batch);
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i];
      end.loadTargets(this.k, y[i], order, first, batch);
      if (end.classes > 0) {
        expectLabels({ who, order, first }, end.targets, batch, end.width, end.classes, end.ignoreClass);
      }
      end.loadWeights(this.k, weights[i], order, first, batch);
    }
  }

  /** The outputs of every node. */
  forward(batch: number): void {
    const run = this.#run;
    run.batch = batch;
    runList(this.#predict, run);
  }

  /** `forward`, and the loss of each example; as a part of training where it is told the moment. */
  forwardLoss(batch: number, moment?: Moment): void {
    const attached = expectAttached(this.#attached), run = this.#run;
    run.batch = batch;
    run.moment = moment ?? this.moment;
    runList(moment === undefined ? attached.evaluate : attached.train, run);
    for (let i = 0; i < this.#ends.length; i++) this.#ends[i].weighLosses(run);
    runList(attached.activities, run);
  }

  /** After `forwardLoss`: ∇ ← beta·∇ + ∂(weighed sum of the losses / m)/∂θ. */
  backward(batch: number, m: number, beta: number): void {
    const run = this.#run, end = this.#ends[0], { backward } = expectAttached(this.#attached);
    if (backward === undefined || end.isWeighted) {
      this.backwardLoss(batch, m);
      this.backwardLayers(batch, m, beta);
    } else {
      run.batch = batch;
      run.scale = end.scaleOf(m);
      run.beta = beta;
      runList(backward, run);
    }
  }

  /** The first part of `backward`: `outputGradient`, and those of other outputs, from the losses. */
  backwardLoss(batch: number, m: number): void {
    const run = this.#run, ends = this.#ends;
    run.batch = batch;
    for (let i = 0; i < ends.length; i++) ends[i].backward(run, m);
  }

  /** The second part: from there back through the nodes. */
  backwardLayers(batch: number, m: number, beta: number): void {
    const run = this.#run;
    run.batch = batch;
    run.scale = 1 / m; // of what outputs of layers add
    run.beta = beta;
    runList(expectAttached(this.#attached).backwardLayers, run);
  }

  /** Counts which rows count of so many examples in the buffers, a part of a batch before which `done` have gone. */
  countRows(examples: number, done: number): void {
    this.#run.batch = examples;
    runList(expectAttached(this.#attached).masks, this.#run);
    for (const end of this.#ends) end.countRows(examples, done);
  }

  /** Adds the losses of the last forward pass of so many examples to `sums`, output by output. */
  addLosses(examples: number, sums: Sums): void {
    const ends = this.#ends, activity = this.#activityLosses;
    for (let head = 0; head < ends.length; head++) {
      const end = ends[head], { losses } = end, rows = examples * end.steps;
      let total = sums.losses[head];
      for (let i = 0; i < rows; i++) total += losses[i];
      sums.losses[head] = total;
      sums.rows[head] = end.countedWith(sums.rows[head], examples);
    }
    if (activity !== undefined) for (let i = 0; i < examples; i++) sums.activity[0] += activity[i];
  }

  /** What the parameters add to J: the tensors' sums in their order, added in binary64. */
  penalty(): number {
    return this.#end.penalty(this.#run);
  }

  /** After the last micro-batch: further uses of shared parameters, and what regularizers add, go to ∇. */
  finishGradient(): void {
    this.joinGradient();
    this.regularizeGradient();
  }

  /** The first part of `finishGradient`, which each shard of a batch has of its own. */
  joinGradient(): void {
    this.#end.join(this.#run);
  }

  /** The second part, which is there once. */
  regularizeGradient(): void {
    this.#end.regularize(this.#run);
  }

  /** Whether ∇ has no NaN and no Infinity. */
  isGradientFinite(): boolean {
    return this.#isGradientFinite(this.#run) === true;
  }

  /** The same of θ and of what layers keep beside it. */
  areLearnedFinite(): boolean {
    for (let i = 0; i < this.#areLearnedFinite.length; i++) {
      if (this.#areLearnedFinite[i](this.#run) !== true) return false;
    }
    return true;
  }

  /** After the update of θ: constraints, and unless shards have seen to that, what layers keep beside it. */
  finishStep(isUpdated: boolean = false): void {
    this.#end.constrain(this.#run);
    if (!isUpdated) this.updateState();
    this.moment.step++;
  }

  /** Brings what layers keep beside θ up to date with the last forward pass. */
  updateState(): void {
    this.#end.update(this.#run);
  }

  #endOf(description: Description): EndOfStep {
    return new EndOfStep(description, (phase, list) => this.#bound(phase, list));
  }

  #bound(phase: PlanPhase, list: List): BoundCall[] {
    return this.bind(this.k, phase, list, this.#buffers.of);
  }
}
