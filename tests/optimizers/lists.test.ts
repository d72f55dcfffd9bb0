/**
 * The step of an optimizer as a list: what it is made of, and that it is bound once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKernels, type Kernels, type List } from '../../lib/kernels/index.ts';
import {
  Adam, Optimizer, adafactor, adam, lamb, radam, sgd, type BindUpdate, type SharedOptions,
} from '../../lib/optimizers/index.ts';
import { bindList } from '../../lib/kernels/lists.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';

/** θ ← 0, in plain TypeScript. */
class Zeroing extends Optimizer {
  readonly slotNames = ['m'];
  override applyDense(theta: Float32Array): void {
    theta.fill(0);
  }
}

/** Hands on what it is given. */
class OwnAdam extends Adam {
  override applyDense(...step: Parameters<Adam['applyDense']>): void {
    super.applyDense(...step);
  }
}

/** What a list holds, in words, in its order. */
function words(list: List): string[] {
  return list.flatMap((call): string[] => {
    if ('routine' in call) return [call.routine.program?.name ?? call.routine.name];
    if ('host' in call) return [`host ${call.host} ${call.reads.length} ${call.writes.length}`];
    if ('arithmetic' in call) return [];
    return [`${'when' in call ? 'when' : 'loop'}(`, ...words(call.body), ')'];
  });
}

/** The lists that an optimizer binds for three steps of one gradient. */
function bound(optimizer: Optimizer): string[] {
  const found: string[] = [], theta = Float32Array.of(1, 2), gradient = Float32Array.of(0.5, -0.5);
  const bind: BindUpdate = (k, list) => {
    found.push(words(list).join(' '));
    return bindList(k, list);
  };
  const state = optimizer.prepare(theta, createKernels('reference'), [], bind);
  for (let step = 0; step < 3; step++) state.apply(gradient, 1, false);
  return found.filter((list) => list !== '');
}

test('a step is the calls of its options in their order, bound once for all steps', () => {
  const clip = 'nrm2 when( loop( when( scal nrm2 ) ) scal )';
  assert.deepEqual(bound(sgd()), ['applyGradientDescent']);
  assert.deepEqual(
    bound(sgd({ globalClipnorm: 1, clipvalue: 1 })), [`host copy 1 1 ${clip} clip applyGradientDescent`],
  );
  const average: SharedOptions['average'] = { kind: 'exponential' };
  assert.deepEqual(bound(sgd({ accumulationSteps: 2, average })), [
    'when( host copy 1 1 ) when( axpy )', 'mean applyGradientDescent when( host copy 1 1 ) when( exponentialAverage )',
  ]);
  assert.deepEqual(bound(lamb()), ['lambUpdate nrm2 nrm2 axpy']);
  assert.equal(bound(radam())[0].match(/when\(/g)?.length, 2);
  assert.equal(bound(adafactor())[0], 'adafactorSquare adafactorMean adafactorUpdate dot dot adafactorStep');
});

test('an applyDense of one\'s own is a host call that says what it reads and writes, in '
  + 'a subclass of a built-in one too', () => {
  assert.deepEqual(bound(new Zeroing({ learningRate: 1 })), ['host Zeroing 1 2']);
  assert.deepEqual(bound(new OwnAdam()), ['host adam 1 3']);
  assert.deepEqual(bound(adam()), ['kerasAdam']);
});

test('another gradient is bound anew, and the state goes on', () => {
  let calls = 0;
  const k = createKernels('reference'), table: Kernels = { ...k, bind: (call) => { calls++; return k.bind(call); } };
  const optimizer = sgd({ learningRate: 1, momentum: 0.5 }), theta = new Float32Array(1);
  const state = optimizer.prepare(theta, table, []), one = Float32Array.of(1), other = Float32Array.of(1);
  for (const gradient of [one, one, other, other]) state.apply(gradient, 1, false);
  assert.deepEqual([calls, theta[0], optimizer.iterations(theta)], [2, -(1 + 1.5 + 1.75 + 1.875), 4]);
});

test('an applyGradients of a subclass\'s own is refused where a model is compiled, which would pass it over', () => {
  class Twice extends Zeroing {
    override applyGradients(theta: Float32Array, gradient: Float32Array): void {
      super.applyGradients(theta, gradient);
      super.applyGradients(theta, gradient);
    }
  }
  const model = sequential([dense({ units: 1, inputShape: [1] })]), optimizer = new Twice({ learningRate: 1 });
  assert.throws(() => model.compile({ optimizer, loss: 'meanSquaredError' }), {
    name: 'TypeError',
    message: "Twice: applyGradients must be Optimizer's own, which a model does not call; override applyDense",
  });
  optimizer.applyGradients(Float32Array.of(1), Float32Array.of(2)); // a loop of one's own still takes it
});
