/**
 * Plans of graphs that are no stacks: several inputs and outputs, values that go to several, shared layers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { buildGraph, input } from '../../lib/graph/index.ts';
import { formula, sub } from '../../lib/formula/index.ts';
import { createFloat64Kernels, perExample, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import {
  activation, dense, flatten, reshape, type Layer, type SymbolicTensor,
} from '../../lib/layers/index.ts';
import { toLoss, type Loss, type LossName } from '../../lib/losses/index.ts';
import { Plan, describe, initialize, layOut } from '../../lib/plan/index.ts';
import { l2 } from '../../lib/regularizers/index.ts';
import { Sum, Twice } from '../graph/sum.ts';
import { assertClose } from '../helpers/close.ts';
import { checkGradient } from '../helpers/differences.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

const f = Math.fround;
const apply = (layer: Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor => layer.apply(inputs);

interface Ends {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  readonly losses: readonly LossName[];
}

/** A plan with first values, its inputs and targets filled at random. */
function planOf<A extends FloatArray>(k: Kernels<A>, { inputs, outputs, losses }: Ends, batch: number): Plan<A> {
  const network = layOut(buildGraph('test', inputs, outputs)), plan = new Plan(k, describe(network, batch));
  const theta = new Float32Array(network.length), random = new Philox(5);
  initialize(network, theta, 7);
  plan.theta.set(theta);
  plan.attachLosses(losses.map((name) => toLoss('test', 'loss', name)));
  for (const x of plan.inputs) x.set(operands(random, x.length));
  for (const { targets } of plan.heads) plan.arrayOf(targets).forEach((_, i, all) => { all[i] = random.nextFloat(); });
  return plan;
}

function sumOfLosses<A extends FloatArray>(plan: Plan<A>, batch: number): number {
  plan.sums.reset();
  plan.forwardLoss(batch, { ...plan.moment, batch });
  plan.addLosses(batch, plan.sums);
  return plan.sums.total(plan.lossWeights, batch);
}

const ANY: LossName = 'meanSquaredError';

const difference = formula({ name: 'difference', arrays: ['a', 'b', 'c'], define: ({ a, b }) => ({ c: sub(a, b) }) });

/** Each gives new tensors, so that it can be asked twice. */
const graphs: Readonly<Record<string, () => Ends>> = {
  'a value that goes to two layers'() {
    const x = input({ shape: [3] }), a = apply(dense({ units: 4, activation: 'tanh' }), x);
    return {
      inputs: [x], outputs: [apply(new Sum(), apply(dense({ units: 2 }), a), apply(dense({ units: 2 }), a))],
      losses: [ANY],
    };
  },
  'a value that goes to one layer twice'() {
    const x = input({ shape: [3] }), a = apply(dense({ units: 4 }), x);
    return { inputs: [x], outputs: [apply(dense({ units: 2 }), apply(new Sum(), a, a))], losses: [ANY] };
  },
  'an activation and a rename beside another use of the same value'() {
    const x = input({ shape: [3] }), z = apply(dense({ units: 4 }), x), a = apply(activation('sigmoid'), z);
    const b = apply(flatten(), apply(reshape({ targetShape: [2, 2] }), z));
    return { inputs: [x], outputs: [apply(new Sum(), apply(new Sum(), a, z), b)], losses: [ANY] };
  },
  'an output that a layer reads too, and two losses at one output'() {
    const x = input({ shape: [3] }), a = apply(dense({ units: 2, activation: 'sigmoid' }), x);
    const b = apply(dense({ units: 2, activation: 'softmax' }), a);
    return { inputs: [x], outputs: [a, b, b], losses: ['binaryCrossentropy', 'categoricalCrossentropy', ANY] };
  },
  'a layer called three times'() {
    const x = input({ shape: [3] });
    const shared = dense({ units: 3, activation: 'tanh', biasInitializer: [0.1, -0.2, 0.3] });
    return { inputs: [x], outputs: [apply(shared, apply(shared, apply(shared, x)))], losses: [ANY] };
  },
  'two inputs, one of them into a shared layer'() {
    const x = input({ shape: [3] }), y = input({ shape: [3] }), shared = dense({ units: 2 });
    return { inputs: [x, y], outputs: [apply(new Sum(), apply(shared, x), apply(shared, y))], losses: [ANY] };
  },
  'a layer of two outputs, one of which nobody reads'() {
    const x = input({ shape: [3] }), [, second] = new Twice().applyAll([apply(dense({ units: 2 }), x)]);
    return { inputs: [x], outputs: [apply(dense({ units: 2 }), second)], losses: [ANY] };
  },
  'a layer of two outputs, both of which are outputs of the graph'() {
    const x = input({ shape: [3] }), [first, second] = new Twice().applyAll([apply(dense({ units: 2 }), x)]);
    return { inputs: [x], outputs: [first, second], losses: [ANY, 'halfSquaredError'] };
  },
  'an output of several rows'() {
    const x = input({ shape: [2, 3] });
    return { inputs: [x], outputs: [apply(dense({ units: 2, activation: 'tanh' }), x)], losses: [ANY] };
  },
  'a layer whose output adds to J'() {
    const x = input({ shape: [3] }), a = apply(dense({ units: 4, activityRegularizer: 'l2' }), x);
    return { inputs: [x], outputs: [apply(dense({ units: 2 }), a)], losses: [ANY] };
  },
};

for (const [title, make] of Object.entries(graphs)) {
  test(`${title}: ∇ is that of central differences`, () => {
    const batch = 4, plan = planOf(createFloat64Kernels(), make(), batch);
    const value = (): number => sumOfLosses(plan, batch);
    value();
    plan.gradient.fill(NaN);
    plan.backward(batch, 1, 0);
    plan.finishGradient();
    checkGradient(value, plan.theta, plan.gradient.slice(), new Philox(9), title);
  });

  for (const k of tables) {
    test(`${title}, ${k.name}: parts of a batch give the bits of the whole`, () => {
      const batch = 7, whole = planOf(k, make(), batch), small = planOf(k, make(), 3);
      const total = sumOfLosses(whole, batch);
      whole.backward(batch, batch, 0);
      whole.finishGradient();
      small.sums.reset();
      for (const [first, rows] of [[0, 3], [3, 3], [6, 1]]) {
        const take = (to: Float32Array, from: Float32Array): void => {
          const width = from.length / batch;
          to.set(from.subarray(first * width, (first + rows) * width));
        };
        small.inputs.forEach((x, i) => take(x, whole.inputs[i]));
        small.heads.forEach(({ targets }, i) => take(small.arrayOf(targets), whole.arrayOf(whole.heads[i].targets)));
        small.forwardLoss(rows, { ...small.moment, row: first, batch });
        small.addLosses(rows, small.sums);
        small.backward(rows, batch, first === 0 ? 0 : 1);
      }
      small.finishGradient();
      assert.equal(small.sums.total(small.lossWeights, batch), total);
      assertSameBits(small.gradient, whole.gradient, '∇');
    });

    test(`${title}, ${k.name}: ∇ has the bits of two parts, and of weights of 2 for losses that weigh half`, () => {
      const batch = 4, plan = planOf(k, make(), batch);
      const gradient = (lossWeight: number, weights: Float32Array | undefined, backward: () => void): Float32Array => {
        plan.attachLosses(plan.heads.map(({ loss }) => loss), plan.heads.map(() => lossWeight));
        for (const end of plan.ends) end.loadWeights(k, weights, undefined, 0, batch);
        plan.gradient.fill(NaN);
        sumOfLosses(plan, batch);
        backward();
        plan.finishGradient();
        return plan.gradient.slice();
      };
      const whole = (): void => plan.backward(batch, 3, 0), parts = (): void => {
        plan.backwardLoss(batch, 3);
        plan.backwardLayers(batch, 3, 0);
      };
      const expected = gradient(2.5, undefined, whole), twice = new Float32Array(2 * batch).fill(2);
      assertSameBits(gradient(2.5, undefined, parts), expected, 'in two parts');
      assertSameBits(gradient(1.25, twice, whole), expected, 'weighted');
    });
  }
}

test('further uses of a shared kernel are added to ∇ last, in backward\'s order, each summed by itself', () => {
  const x = input({ shape: [1] }), shared = dense({ units: 1, useBias: false, kernelInitializer: [3] });
  for (const k of tables) {
    const plan =
      planOf(k, { inputs: [x], outputs: [apply(shared, apply(shared, x))], losses: ['halfSquaredError'] }, 2);
    plan.inputs[0].set([0.1, 0.7]);
    plan.arrayOf(plan.heads[0].targets).set([0.3, -0.2]);
    plan.forwardLoss(2);
    plan.backward(2, 1, 0);
    plan.finishGradient();
    const rows = [[0.1, 0.3], [0.7, -0.2]].map(([given, wanted]) => {
      const a = f(f(given) * 3), dy = f(f(a * 3) - f(wanted));
      return { last: f(a * dy), first: f(f(given) * f(dy * 3)) };
    });
    const sum = (use: 'last' | 'first'): number => f(f(0 + rows[0][use]) + rows[1][use]);
    assertSameBits(plan.gradient, Float32Array.of(f(sum('last') + sum('first'))), k.name);
  }
});

test('J counts the losses of each output by itself, in binary64', () => {
  const x = input({ shape: [2] }), a = apply(dense({ units: 1 }), x);
  const plan = planOf(
    tables[0], { inputs: [x], outputs: [a, apply(dense({ units: 1 }), a)], losses: [ANY, 'meanAbsoluteError'] }, 3,
  );
  const total = sumOfLosses(plan, 3), [first, second] = plan.heads.map(({ losses }) => [...plan.arrayOf(losses)]);
  assertClose(plan.sums.losses, [first, second].map((own) => own.reduce((sum, v) => sum + v, 0)), 0, 'totals');
  assert.equal(total, plan.sums.losses[0] + plan.sums.losses[1]);
});

test('nothing is computed for ∂J/∂x of what no parameter has had a part in', () => {
  const x = input({ shape: [2, 2] });
  const plan = planOf(tables[0], {
    inputs: [x], outputs: [apply(dense({ units: 1 }), apply(activation('tanh'), apply(flatten(), x)))], losses: [ANY],
  }, 1);
  const backward = plan.description.list.map(({ backward: list }) => list.length);
  assert.deepEqual(backward, [0, 0, 0, 2]); // dw and db of the dense layer, whose dx nobody needs
  assert.deepEqual(
    plan.description.tensors.listed.filter(({ tensor }) => /∂J\/∂z|δ/.test(tensor)).map(({ layer }) => layer),
    ['dense'],
  );
});

test('a rename takes no buffer and no call', () => {
  const x = input({ shape: [4] }), z = apply(dense({ units: 4 }), x);
  const { description } = planOf(
    tables[0], { inputs: [x], outputs: [apply(flatten(), apply(reshape({ targetShape: [2, 2] }), z))], losses: [ANY] },
    1,
  );
  for (const { node, forward, backward } of description.list.slice(1)) {
    assert.deepEqual([forward, backward], [[], []], node.of.name);
    assert.equal(description.flows.valueOf(node.outputs[0]), description.flows.valueOf(node.inputs[0]));
    assert.equal(description.flows.gradientOf(node.outputs[0]), description.flows.gradientOf(node.inputs[0]));
  }
});

test('what a regularizer adds to an output that nobody reads does not grow from step to step', () => {
  class Regular extends Twice {
    override readonly activityRegularizer = l2({ l2: 0.5 });
  }
  const x = input({ shape: [3] }), [, second] = new Regular().applyAll([apply(dense({ units: 2 }), x)]);
  const ends: Ends = { inputs: [x], outputs: [apply(dense({ units: 2 }), second)], losses: [ANY] };
  const plan = planOf(createFloat64Kernels(), ends, 4);
  const value = (): number => sumOfLosses(plan, 4);
  for (let step = 0; step < 3; step++) {
    value();
    plan.backward(4, 1, 0);
    checkGradient(value, plan.theta, plan.gradient.slice(), new Philox(9), `step ${step}`);
  }
});

test('tensors that a loss asks for are its own, whatever they are called', () => {
  const loss = (names: readonly [string, string]): Loss => ({
    name: 'own', target: 'vector',
    bind: ({ k, outputs, prediction, targets, losses, gradient, cache }) => {
      const size = perExample(outputs), [first, last] = names.map((name) => cache(name, size));
      return {
        forward: [
          k.elementwise(difference, size, [prediction, targets, first]),
          k.elementwise(difference, size, [targets, prediction, last]),
          k.rowSums(perExample(1), outputs, first, losses),
        ],
        backward: [k.elementwise(difference, size, [first, last, gradient])],
      };
    },
  });
  const x = input({ shape: [3] }), a = apply(dense({ units: 1 }), x);
  const gradientOf = (names: readonly [string, string]): Float32Array => {
    const plan = planOf(tables[0], { inputs: [x], outputs: [a], losses: [ANY] }, 2);
    plan.attachLosses([loss(names)]);
    plan.arrayOf(plan.heads[0].targets).set([0.25, -0.5]);
    plan.ends[0].loadWeights(plan.k, Float32Array.of(1, 3), undefined, 0, 2);
    plan.forwardLoss(2);
    plan.backward(2, 1, 0);
    return plan.gradient.slice();
  };
  const expected = gradientOf(['one', 'another']);
  for (const names of [['weights', 'losses'], ['y', 'y'], ['∂J/∂a', 'weights']] as const) {
    assertSameBits(gradientOf(names), expected, names.join(' and '));
  }
});
