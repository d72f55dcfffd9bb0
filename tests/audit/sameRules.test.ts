/**
 * Which trainings of contract 1 have other bits under contract 2.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectSameRules } from '../../lib/audit/ledger/expectSameRules.ts';
import type { Header } from '../../lib/audit/ledger/records.ts';
import {
  activation, adafactor, dense, lamb, sequential, sgd, type Optimizer, type Sequential,
} from '../../lib/index.ts';
import { gelu } from '../../lib/layers/index.ts';
import { rprop } from '../../lib/optimizers/index.ts';

function compiled(
  outputs: number, options: object, optimizer: Optimizer, activation: 'linear' | 'softmax' = 'linear',
): Sequential {
  const model = sequential([dense({ units: outputs, activation, inputShape: [2], useBias: false, ...options })]);
  const loss = activation === 'softmax' ? 'sparseCategoricalCrossentropy' : 'poisson';
  model.compile({ optimizer, loss });
  return model;
}

const check = (contract: number, model: Sequential) => (): void =>
  expectSameRules('verifyLedger', { contract, samples: 4, batchSize: 2 } as Header, model);

const l2 = { kernelRegularizer: 'l2' }, rate = { learningRate: 0.01 };

test('sums of vectors that have more elements than a block do, and no others', () => {
  const changed: Readonly<Record<string, Sequential>> = {
    'a penalty': compiled(2049, l2, sgd(rate)),
    'a softmax': compiled(4097, {}, sgd(rate), 'softmax'),
    'terms of a loss': compiled(4097, {}, sgd(rate)),
    'a norm of ∇': compiled(2049, {}, sgd({ ...rate, clipnorm: 1 })),
    'the norm of all of ∇': compiled(2049, {}, sgd({ ...rate, globalClipnorm: 1 })),
    'lamb': compiled(2049, {}, lamb(rate)), 'adafactor': compiled(2049, {}, adafactor()),
  };
  for (const [name, model] of Object.entries(changed)) {
    assert.throws(check(1, model), {
      name: 'FormatError',
      message: /by bitgrad of contract 1, as it was at commit 83d095d.* adds up vectors of more than 4096 elements$/,
    }, name);
    assert.doesNotThrow(check(2, model), name);
  }
  const same = [
    compiled(2048, l2, sgd(rate)), compiled(4096, {}, sgd(rate)), compiled(2049, {}, sgd(rate)),
    compiled(2048, {}, lamb(rate)), compiled(2048, {}, sgd({ ...rate, clipnorm: 1 })),
    compiled(2049, {}, sgd({ ...rate, clipvalue: 1 })), compiled(4096, {}, sgd(rate), 'softmax'),
  ];
  same.forEach((model, i) => assert.doesNotThrow(check(1, model), String(i)));
});

test('activations that have other formulas do, asked for by an option or as a layer, and no others', () => {
  const withActivation = (given: Parameters<typeof activation>[0]): readonly Sequential[] => [
    sequential([dense({ units: 2, activation: given, inputShape: [2] })]),
    sequential([dense({ units: 2, inputShape: [2] }), activation(given)]),
  ];
  const changed = ['gelu', 'hardSigmoid', 'mish', 'silu', 'softsign', 'swish'] as const;
  for (const given of [...changed, gelu({ approximate: true })]) {
    for (const model of withActivation(given)) {
      model.compile({ optimizer: sgd(rate), loss: 'poisson' });
      const name = typeof given === 'string' ? given : given.name;
      assert.throws(check(1, model), ({ message }: Error) => message.endsWith(` that has the activation ${name}`));
      assert.doesNotThrow(check(2, model));
    }
  }
  for (const given of ['relu', 'elu', 'selu', 'tanh', 'sigmoid', 'softplus', 'softmax'] as const) {
    for (const model of withActivation(given)) {
      model.compile({ optimizer: sgd(rate), loss: 'meanSquaredError' });
      assert.doesNotThrow(check(1, model), given);
    }
  }
});

test('rprop does where a rate is 0, and no other optimizer', () => {
  const freezing = { learningRateMultipliers: { dense: 0 } };
  for (const options of [freezing, { learningRate: 0 }]) {
    const model = compiled(2, {}, rprop(options));
    assert.throws(check(1, model), {
      name: 'FormatError', message: / that has the optimizer rprop with a rate .* of 0$/,
    });
    assert.doesNotThrow(check(2, model));
  }
  const same = [
    rprop(), rprop({ learningRateMultipliers: { dense: 0.5 } }), sgd({ ...rate, ...freezing }), lamb(freezing),
  ];
  same.forEach((optimizer, i) => assert.doesNotThrow(check(1, compiled(2, {}, optimizer)), String(i)));
});
