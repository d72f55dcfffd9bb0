/**
 * The table of a model that is no stack: what each layer reads, and what is frozen.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, batchNormalization, dense, input, model, sequential } from '../../lib/index.ts';

test('a graph is shown with its inputs and with what each layer reads, call by call', () => {
  const left = input({ shape: [3], name: 'left' }), right = input({ shape: [3] }), shared = dense({ units: 2 });
  const sum = add().apply([shared.apply(left), shared.apply(right)]);
  const inner = sequential([dense({ units: 1, inputShape: [2] })], { name: 'inner' });
  assert.equal(model({ inputs: [left, right], outputs: inner.apply(sum) }).summary(), `
layer        activation  output  parameters       reads         count
---------------------------------------------------------------------
left                     (3)                      input             0
input                    (3)                      input             0
dense                    (2)     w (3, 2), b (2)  left; input       8
add                      (2)                      dense, dense      0
inner/dense              (1)     w (2, 1), b (1)  add               3
11 parameters`.slice(1));
});

test('frozen parameters are counted apart', () => {
  const layers = [dense({ units: 2, inputShape: [3], trainable: false }), batchNormalization()];
  const rows = sequential(layers).summary().split('\n');
  assert.match(rows[2], /^dense .* 8 frozen$/);
  assert.match(rows[3], /^batchNormalization .* 4$/);
  assert.equal(rows[4], '12 parameters, of which 8 are frozen, and 4 numbers beside them that are not trained');
});
