/**
 * The table of a model that is no stack: what each layer reads, and what is frozen.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activation, add, batchNormalization, dense, input, model, sequential } from '../../lib/index.ts';

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

const deep = sequential([
  dense({ units: 20, activation: 'tanh', inputShape: [10], name: 'a layer of a long name' }),
  batchNormalization({ trainable: false }), activation('relu'),
]);

test('lines are held to a length, in which cells that are too long go on', () => {
  const text = deep.summary({ lineLength: 60 }), lines = text.split('\n');
  assert.equal(text, `
layer             activation  output  parameters       count
------------------------------------------------------------
a layer of a      tanh        (20)    w (10, 20),        220
long name                             b (20)                
batchNormalizati              (20)    gamma (20),  40 frozen
on                                    beta (20)             
activation        relu        (20)                         0
260 parameters, of which 40 are frozen, and 40 numbers beside them that are not trained`.slice(1));
  for (const line of lines.slice(0, -1)) assert.equal(line.length, 60);
  assert.equal(deep.summary({ lineLength: 500 }), deep.summary());
  for (const lineLength of [13, 20, 41]) {
    const cut = deep.summary({ lineLength }).split('\n').slice(0, -1);
    assert.ok(cut.every((line) => line.length === lineLength));
    assert.equal(cut.join('').replace(/[\s-]/g, '').length, deep.summary().split('\n').slice(0, -1).join('')
      .replace(/[\s-]/g, '').length, 'no letter is lost');
  }
});

test('columns end at positions, in columns or in shares of a line', () => {
  const at = deep.summary({ positions: [10, 20, 30, 50, 60] }), head = at.split('\n')[0];
  assert.deepEqual(['activati', 'output', 'parameters'].map((word) => head.indexOf(word)), [12, 22, 32]);
  assert.equal(head.length, 60);
  assert.equal(deep.summary({ positions: [1 / 6, 1 / 3, 0.5, 5 / 6, 1], lineLength: 60 }), at);
  assert.equal(deep.summary({ positions: [0.25, 0.5, 0.625, 0.875, 1] }).split('\n')[0].length, 80);
});

test('which layers are trained is shown on request, as in Keras 3', () => {
  const rows = deep.summary({ showTrainable: true }).split('\n').map((line) => line.split(/\s+/).at(-2));
  assert.deepEqual([rows[0], rows[2], rows[4]], ['trained', 'Y', '-']);
  assert.match(deep.summary({ showTrainable: true }), /N +40 frozen/);
});

test('options of a summary are refused by name', () => {
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ lineLength: 12 }, /^summary: lineLength must be an integer of at least 13, got 12$/],
    [{ positions: [0.5, 1] }, /^summary: positions must be 5, one a column, got 2$/],
    [{ positions: [10, 11, 30, 40, 50] }, /^summary: positions\[1\] must leave room .*, got 11$/],
    [{ positions: 3 }, /^summary: positions must be an array/],
    [{ showTrainable: 1 }, /^summary: showTrainable must be/],
    [{ line_length: 80 }, /unknown option 'line_length'.*did you mean 'lineLength'/],
  ];
  for (const [options, message] of wrong) assert.throws(() => deep.summary(options), { message });
});
