/**
 * Explanations of models of the functional interface: of those that are stacks.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient } from '../../lib/audit/index.ts';
import { activation, dense, dropout, flatten } from '../../lib/layers/index.ts';
import { input, model, sequential, type Model } from '../../lib/model/index.ts';
import { graphCases } from '../model/graphCases.ts';

const x = Float32Array.of(0.5, -1, 0.25, 2, -0.125, 1), y = [1, 0];

function compiled(made: Model): Model {
  made.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return made;
}

const layers = [
  flatten({ inputShape: [3, 1] }), dense({ units: 4 }), activation('relu'), dropout({ rate: 0.25 }),
  dense({ units: 2, activation: 'softmax' }),
];

test('a functional model that is a stack is explained in the words of the sequential one', () => {
  const stack = compiled(sequential(layers, { seed: 3 })), from = input({ shape: [3, 1] });
  const outputs = layers.reduce((tensor, layer) => layer.apply(tensor), from);
  const own = (text: string): string => text.replaceAll('model/', ''); // a nested model's name before its layers'
  const nested = compiled(model({ inputs: from, outputs: sequential(layers).apply(from), seed: 3 }));
  nested.setWeights(stack.getWeights());
  for (const made of [compiled(model({ inputs: from, outputs, seed: 3 })), nested]) {
    for (const which of [{ layer: 2, i: 1, j: 3 }, { layer: 2, i: 4 }, { layer: 4, i: 2, j: 1 }]) {
      const wanted = explainGradient(stack, x, y, which), got = explainGradient(made, x, y, which);
      assert.equal(own(String(got)), String(wanted));
      assert.equal(own(got.toMarkdown()), wanted.toMarkdown());
      assert.equal(own(got.toSvg()), wanted.toSvg());
    }
  }
});

test('models that are no stacks are refused by the layer that makes them so', () => {
  const messages = [
    /^explainGradient: layers must be a stack, got 'add', which has another place in the graph$/,
    /^explainGradient: layers must be a stack, got 'shared', which has another place in the graph$/,
    /^explainGradient: layers must be a stack, got 'same', which has another place in the graph$/,
    /^explainGradient: layers must be a stack, got 'inner\/dense', which has another place in the graph$/,
  ];
  graphCases.forEach(({ make, x: given, y: targets }, i) => {
    assert.throws(() => explainGradient(make(), given, targets, { layer: 2, i: 1 }), {
      name: 'TypeError', message: messages[i],
    });
  });
});

test('a model that gives two outputs of one stack is refused by their number', () => {
  const from = input({ shape: [3] }), hidden = dense({ units: 2 }).apply(from), end = dense({ units: 2 }).apply(hidden);
  const made = model({ inputs: from, outputs: [hidden, end] });
  made.compile({ optimizer: 'sgd', loss: 'mse' });
  assert.throws(() => explainGradient(made, x, [[1, 0, 0, 1], [1, 0, 0, 1]], { layer: 2, i: 1 }), {
    name: 'TypeError', message: 'explainGradient: layers must be a stack, got 2 outputs',
  });
});
