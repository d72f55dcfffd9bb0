/**
 * What a graph is made of: the order of its nodes, names, numbers, and what is no graph.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from '../../lib/core/shape.ts';
import { buildGraph, input, stack } from '../../lib/graph/index.ts';
import { dense, dropout, flatten, type Layer, type SymbolicTensor } from '../../lib/layers/index.ts';
import { Sum } from './sum.ts';

const apply = (layer: Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor => layer.apply(inputs);

test('nodes come in the order in which calls were written down, whatever the way back from the outputs '
  + 'meets first', () => {
  const x = input({ shape: [3] });
  const late = dense({ units: 2, name: 'late' }), early = dense({ units: 2, name: 'early' });
  const a = apply(early, x), b = apply(late, x), sum = apply(new Sum(), b, a);
  const { nodes, layers } = buildGraph('test', [x], [sum, a]);
  assert.deepEqual(nodes.map(({ of, number }) => [of.name, number]), [['early', 0], ['late', 1], ['sum', 2]]);
  assert.deepEqual(layers.map(({ name }) => name), ['early', 'late', 'sum']);
  assert.deepEqual(nodes[2].inputs.map(({ from }) => from), [nodes[1], nodes[0]]);
});

test('an activation asked for by an option is a node with the number of its layer and no name of its own', () => {
  const { nodes } = stack(
    'test', [dense({ units: 2, activation: 'relu', inputShape: [3] }), dropout({ rate: 0.5 }), dense({ units: 1 })],
  );
  assert.deepEqual(nodes.map(({ of, part, number }) => [of.name, part, number]), [
    ['dense', 'layer', 0], ['dense', 'activation', 0], ['dropout', 'layer', 1], ['dense_1', 'layer', 2],
  ]);
  assert.equal(nodes[1].inputs[0], nodes[0].outputs[0]);
  assert.equal(nodes[2].inputs[0], nodes[1].outputs[0]);
});

test('two calls of one layer are two nodes of one layer; in a stack a layer that stands twice is two', () => {
  const x = input({ shape: [2] }), shared = dense({ units: 2 });
  const { nodes, layers } = buildGraph('test', [x], [apply(shared, apply(shared, x))]);
  assert.deepEqual([nodes.length, layers.length], [2, 1]);
  assert.equal(nodes[0].of, nodes[1].of);
  assert.deepEqual(nodes.map(({ number }) => number), [0, 1]);
  const own = dense({ units: 2, inputShape: [2] });
  assert.deepEqual(stack('test', [own, own]).layers.map(({ name }) => name), ['dense', 'dense_1']);
});

test('values carry the shapes that layers make of them', () => {
  const x = input({ shape: [4, 5] });
  const { nodes, inputs, outputs } = buildGraph('test', [x], [apply(dense({ units: 3 }), apply(flatten(), x))]);
  const shapes = (values: readonly { readonly shape: Shape }[]): Shape[] => values.map(({ shape }) => shape);
  assert.deepEqual([shapes(inputs), shapes(nodes[0].outputs), shapes(outputs)], [[[4, 5]], [[20]], [[3]]]);
});

test('what is no graph is refused by name', () => {
  const x = input({ shape: [2] }), other = input({ shape: [7] }), y = apply(dense({ units: 1 }), x);
  assert.throws(() => buildGraph('test', [x], [apply(dense({ units: 1 }), other)]), {
    name: 'StateError',
    message: 'test: outputs must depend on inputs only, got an input of shape (7) that is not among inputs',
  });
  assert.throws(() => buildGraph('test', [x, other], [y]), {
    name: 'StateError', message: 'test: inputs[1] must lead to an output, got one of shape (7) that leads to none',
  });
  const named = apply(dense({ units: 1, name: 'twice' }), apply(dense({ units: 1, name: 'twice' }), x));
  assert.throws(
    () => buildGraph('test', [x], [named]), { name: 'TypeError', message: /names must differ, got 'twice' twice$/ },
  );
  assert.throws(
    () => dense({ units: 1 }).applyAll([x, y]), { name: 'ShapeError', message: 'dense: inputs must be 1, got 2' },
  );
  const circle = dense({ units: 2, name: 'round' }).apply(x);
  Reflect.set(circle.call ?? {}, 'inputs', [circle]);
  assert.throws(() => buildGraph('test', [x], [circle]), {
    name: 'TypeError', message: "test: a graph must have no cycle, got one through layer 'round'",
  });
});

test('an input that stands twice, and a layer called on inputs of two shapes, are refused by name', () => {
  const x = input({ shape: [2] }), other = input({ shape: [3] }), shared = dense({ units: 1, name: 'shared' });
  assert.throws(() => buildGraph('test', [x, x], [apply(shared, x)]), {
    name: 'RangeError', message: 'test: inputs[1] must be another than those before it, got one of them again',
  });
  const sum = apply(new Sum(), apply(shared, x), apply(shared, other));
  assert.throws(() => buildGraph('test', [x, other], [sum]), {
    name: 'ShapeError', message: "test: layer 'shared' must be called on inputs of shape (2), as at first, got (3)",
  });
});
