/**
 * A batch in shards: which rows are whose, and the one order in which what they have come to is added up.
 *
 * Example r of a batch of m goes to shard ⌊r · S/m⌋ of S, a power of two. ∇ is the sum of the shards' in the tree
 * ((0 ⊕ 1) ⊕ (2 ⊕ 3)) ⊕ …, in which a shard without examples is left out. So its bits depend on S, and not on who
 * computes what: any node of the tree may come from elsewhere.
 * @module
 */

import { add, div, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import * as calls from '../kernels/allCalls.ts';
import { Handle } from '../kernels/handle.ts';
import { operandsOf } from '../kernels/operandsOf.ts';
import {
  newRun, runList, type BoundCall, type FloatArray, type Indices, type List, type Tensor,
} from '../kernels/index.ts';
import { copy } from '../layers/copy.ts';
import type { Description } from './description.ts';
import type { Examples } from './examples.ts';
import { withoutFrozen } from './frozen.ts';
import { tensorsIn, type NamedTensor } from './namedTensors.ts';
import type { Plan } from './plan.ts';
import { beginBatch, sweepRows, type Visitor } from './sweep.ts';

/** In how many shards a batch is added up, and what layers take statistics of. */
export interface Sharding {
  /** A power of two. */
  readonly shards: number;
  /** Whether layers that take statistics of a batch take each shard's. */
  readonly shardStatistics: boolean;
  /** The names of the layers that are not trained. */
  readonly frozen: ReadonlySet<string>;
}

/** Shards `first` and on, so many, a power of two that divides `first`: a node of the tree. */
export interface ShardNode {
  readonly first: number;
  readonly count: number;
}

/** The first row of a shard in a batch of m; of the shard after the last, m. */
export function firstRow(m: number, shards: number, shard: number): number {
  return Math.ceil((shard * m) / shards);
}

/** The first layer that brings something up to date with what it has seen of the whole batch; undefined without any. */
export function statisticsLayer(description: Description, frozen: ReadonlySet<string>): string | undefined {
  return withoutFrozen(description, frozen).list.find(({ finish }) => finish.length > 0)?.node.of.name;
}

/** right ← left ⊕ right */
const adding: Program = lazyFormula({
  name: 'add shards', arrays: ['left', 'right'], define: ({ left, right }) => ({ right: add(left, right) }),
});
/** state ← state ⊘ shards */
const averaging: Program = lazyFormula({
  name: 'mean of shards', arrays: ['state'], scalars: ['shards'],
  define: ({ state, shards }) => ({ state: div(state, shards) }),
});

/** The shards of one plan's batches. */
export class Shards<A extends FloatArray> {
  /** How many. */
  readonly shards: number;
  readonly #plan: Plan<A>;
  readonly #sharding: Sharding;
  /** What the tree adds up, beside ∇: how often rows were used, and what layers keep where they do it by shard. */
  readonly #summed: readonly Tensor[];
  /** For each height of the tree the left sum of a node while its right one is computed, and what keeps and adds it. */
  readonly #levels: readonly { readonly kept: A; readonly keep: BoundCall[]; readonly add: BoundCall[] }[];
  /** The state before the step. */
  readonly #before: A | undefined;
  readonly #restore: readonly BoundCall[];
  readonly #average: readonly BoundCall[];
  readonly #run = newRun();

  constructor(plan: Plan<A>, sharding: Sharding) {
    const { description: { learned, list }, network: { stateLength } } = plan;
    const uses = list.flatMap((pass) => pass.uses.map(({ rows }) => rows));
    const isByShard = sharding.shardStatistics && stateLength > 0;
    this.shards = sharding.shards;
    this.#plan = plan;
    this.#sharding = sharding;
    this.#summed = [learned.gradient, ...uses, ...(isByShard ? [learned.state] : [])];
    this.#levels = Array.from({ length: Math.log2(sharding.shards) }, (_, level) => this.#levelOf(level));
    const before = new Handle('shards', 'state before the step', stateLength);
    const [updated, kept] = parted(plan, sharding.frozen);
    this.#before = isByShard ? plan.k.allocate(stateLength) : undefined;
    const bound = (all: List): BoundCall[] =>
      (this.#before === undefined ? [] : this.#bound(all, before, this.#before));
    this.#average = bound([
      ...updated.map((part) => calls.elementwise(averaging, part.length, [part], ['scale'])),
      ...kept.map((part) =>
        calls.elementwise(copy, part.length, [before.part('shards', part.tensor, part.offset, part.length), part])),
    ]);
    this.#restore = bound([calls.elementwise(copy, stateLength, [before, learned.state])]);
  }

  /** What is kept on the way, tensor by tensor. */
  *tensors(): Generator<NamedTensor> {
    const { network: { parameters } } = this.#plan;
    for (const [level, { kept }] of this.#levels.entries()) {
      const of = level === 0 ? 'a shard' : `${2 ** level} shards`;
      yield* tensorsIn(kept, parameters, `∂J of ${of}/∂`);
    }
    if (this.#before !== undefined) yield { layer: 'shards', tensor: 'state before the step', values: this.#before };
  }

  /** The arrays that a node of the tree comes to: ∇ and what goes with it. They are the plan's own. */
  get sums(): A[] {
    return this.#summed.map((tensor) => this.#plan.arrayOf(tensor));
  }

  /**
   * Takes m rows forward and back as `sweep` does, shard by shard. In the plan are then their losses, ∇ but for what
   * regularizers add, and the sum of the states, of which `average` makes the mean. Where this throws, the state is as
   * before.
   */
  sweep(data: Examples, order: Indices | undefined, first: number, m: number, visitor: Visitor): void {
    this.begin(data, order, first, m);
    this.node({ first: 0, count: this.shards }, data, order, first, m, visitor);
  }

  /** What comes before all shards of a batch. */
  begin(data: Examples, order: Indices | undefined, first: number, m: number): void {
    this.#plan.sums.reset();
    this.keepState();
    beginBatch(this.#plan, true, data, order, first, m);
  }

  /** Notes the state, for `restore` and `average`. */
  keepState(): void {
    this.#before?.set(this.#plan.state);
  }

  /** The part of `sweep` after `begin`, for some of the shards. */
  node(
    { first: from, count }: ShardNode, data: Examples, order: Indices | undefined, first: number, m: number,
    visitor: Visitor,
  ): void {
    const plan = this.#plan, { shards, shardStatistics } = this.#sharding;
    try {
      this.sum(from, count, m, (shard, width) => {
        if (width > 1) return false;
        const [start, end] = [firstRow(m, shards, shard), firstRow(m, shards, shard + 1)];
        if (shardStatistics) plan.moment.batch = end - start;
        this.restore();
        sweepRows(plan, true, data, order, first, start, end, visitor, plan.sums);
        plan.joinGradient();
        if (shardStatistics) plan.updateState();
        return true;
      });
    } catch (error) {
      this.restore();
      throw error;
    }
  }

  /** Puts the state back to where it was at `begin`, where layers take statistics by shard. */
  restore(): void {
    runList(this.#restore, this.#run);
  }

  /** Where they do, they keep the mean of what they have kept of each shard of m examples. */
  average(m: number): void {
    this.#run.scale = Math.min(m, this.shards); // of those with examples
    runList(this.#average, this.#run);
  }

  /**
   * The sum of so many shards from `first` on. `take` puts that of a node, if it has it, into the arrays of `sums`;
   * nodes without examples are left out.
   */
  sum(first: number, count: number, m: number, take: (first: number, count: number) => boolean): void {
    if (take(first, count)) return;
    const { shards } = this, half = count / 2, middle = first + half;
    const [start, parting, end] = [first, middle, first + count].map((shard) => firstRow(m, shards, shard));
    if (start === parting) return this.sum(middle, half, m, take);
    this.sum(first, half, m, take);
    if (parting === end) return;
    const { keep, add } = this.#levels[Math.log2(half)];
    runList(keep, this.#run);
    this.sum(middle, half, m, take);
    runList(add, this.#run);
  }

  #levelOf(level: number): { kept: A; keep: BoundCall[]; add: BoundCall[] } {
    const length = this.#summed.reduce((sum, own) => sum + own.length, 0), name = `sum of ${2 ** level} shards`;
    const whole = new Handle('shards', name, length), kept = this.#plan.k.allocate(length);
    const keep: List[number][] = [], add: List[number][] = [];
    let at = 0;
    for (const own of this.#summed) {
      const left = whole.part('shards', name, at, own.length);
      at += own.length;
      keep.push(calls.elementwise(copy, own.length, [own, left]));
      add.push(calls.elementwise(adding, own.length, [left, own]));
    }
    return { kept, keep: this.#bound(keep, whole, kept), add: this.#bound(add, whole, kept) };
  }

  #bound(list: List, whole: Handle, array: A): BoundCall[] {
    const { k, bind, arrayOf } = this.#plan;
    return bind(k, 'backward', list, (tensor) => (
      tensor === whole ? array
      : tensor instanceof Handle && tensor.of === whole
        ? array.subarray(tensor.offset, tensor.offset + tensor.length) as A
      : arrayOf(tensor)));
  }
}

/** Those of a plan's batches; undefined where they are added up as one. */
export function shardsFor<A extends FloatArray>(plan: Plan<A>, sharding: Sharding): Shards<A> | undefined {
  return sharding.shards === 1 ? undefined : new Shards(plan, sharding);
}

/** The tensors of the state that layers bring up to date after a step, and the others. */
function parted<A extends FloatArray>(
  { description }: Plan<A>, frozen: ReadonlySet<string>,
): [updated: Handle[], others: Handle[]] {
  const { network, learned, list } = withoutFrozen(description, frozen);
  const written = list.flatMap(({ finish }) => finish.flatMap(writtenBy));
  const isWritten = ({ offset, length }: Handle): boolean => written.some((tensor) =>
    tensor instanceof Handle && tensor.of === learned.state && tensor.offset === offset && tensor.length === length);
  const parts = network.state.map(({ layer, name, offset, length }) => learned.state.part(layer, name, offset, length));
  return [parts.filter(isWritten), parts.filter((part) => !isWritten(part))];
}

function writtenBy(call: List[number]): Tensor[] {
  if ('body' in call) return call.body.flatMap(writtenBy);
  if ('arithmetic' in call) return [];
  return operandsOf(call).flatMap(({ access, tensor }) => (access === 'reads' ? [] : [tensor]));
}
