/**
 * What layers are without options: the defaults that their docstrings state.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initializers } from '../../lib/initializers/index.ts';
import {
  activations, batchNormalization, dense, elu, gelu, layerNormalization, leakyRelu, prelu,
} from '../../lib/layers/index.ts';

test('defaults of layers are those stated', () => {
  const { zeros, ones, glorotUniform } = initializers;
  const d = dense({ units: 2 });
  assert.deepEqual(
    [d.useBias, d.kernelInitializer, d.biasInitializer, d.activation], [true, glorotUniform, zeros, undefined],
  );
  const b = batchNormalization();
  assert.deepEqual([b.axis, b.epsilon, b.center, b.scale, b.momentum], [-1, 0.001, true, true, 0.99]);
  assert.deepEqual(
    [b.betaInitializer, b.gammaInitializer, b.movingMeanInitializer, b.movingVarianceInitializer],
    [zeros, ones, zeros, ones],
  );
  const l = layerNormalization();
  assert.deepEqual(
    [l.axis, l.epsilon, l.center, l.scale, l.betaInitializer, l.gammaInitializer], [-1, 0.001, true, true, zeros, ones],
  );
  assert.equal(prelu().alphaInitializer, zeros);
});

test('defaults of activations are those stated: each is the one made with the option written out', () => {
  const printed = (made: { readonly formulas?: unknown }) => JSON.stringify(
    made.formulas, (key: string, value: unknown) => (key === 'name' ? undefined : value),
  );
  assert.equal(printed(leakyRelu()), printed(leakyRelu({ alpha: 0.3 })));
  assert.equal(printed(elu()), printed(elu({ alpha: 1 })));
  assert.equal(gelu(), gelu({ approximate: false }));
  assert.deepEqual([activations.leakyRelu, activations.elu, activations.gelu], [leakyRelu(), elu(), gelu()]);
});
