/**
 * Callbacks that watch a number, beside the epochs at which Keras stops, reduces and saves: each list was run through
 * its own classes (Keras 3.15.1; the two oddities were also seen in Keras 2.2.4).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binaryAccuracy, metrics, type Metric, type MetricName } from '../../../lib/metrics/index.ts';
import {
  earlyStopping, learningRateScheduler, modelCheckpoint, reduceLROnPlateau, type Callback, type EarlyStoppingOptions,
  type FitOptions, type Model, type ModelCheckpointOptions, type ReduceLROnPlateauOptions, type Sequential,
} from '../../../lib/model/index.ts';
import { sgd } from '../../../lib/optimizers/index.ts';
import { checkRefusals } from '../../helpers/refusals.ts';
import { pretend, pretender } from './histories.ts';

const VALUES = [5, 4, 4.5, 4.2, 3.9, 3.95, 3.95, 3.95, 3.95, 3.95];

/** The last epoch, and the epoch whose weights the model has then. */
async function stop(
  options: EarlyStoppingOptions, values: readonly number[] = VALUES,
): Promise<[number | undefined, number]> {
  const model = pretender();
  const { epoch } = await pretend(model, values, [earlyStopping(options)], options.monitor ?? 'val_loss');
  return [epoch.at(-1), model.theta[0]];
}

test('earlyStopping stops at Keras\' epoch, with the best weights where asked: patience 0 is patience 1', async () => {
  const restoreBestWeights = true;
  for (const [patience, last, best] of [[0, 2, 1], [1, 2, 1], [2, 3, 1], [3, 7, 4]]) {
    assert.deepEqual(await stop({ patience, restoreBestWeights }), [last, best], `patience ${patience}`);
    assert.deepEqual(await stop({ patience }), [last, last], `patience ${patience}, weights as they are`);
  }
  assert.deepEqual(await stop({ patience: 2, minDelta: 0.5 }), [3, 3]);
  assert.deepEqual(await stop({ patience: 2, monitor: 'val_acc', mode: 'max' }), [2, 2]);
  assert.deepEqual(await stop({ patience: 2, mode: 'max' }), [2, 2]);
  assert.deepEqual(await stop({ patience: 3, baseline: 4.1 }), [7, 7]);
  assert.deepEqual(await stop({ patience: 2, startFromEpoch: 3 }), [6, 6]);
});

/** A metric of a user's own, which rises. */
const rising = (better?: 'higher' | 'lower'): Metric => ({
  name: 'gain', ...(better !== undefined && { better }),
  start: () => ({ update() {}, result: () => 0, reset() {} }),
});

/** What is watched, of a model with those metrics: numbers rise, then fall. */
async function watched(
  monitor: string, metrics: readonly (MetricName | Metric)[], mode?: 'auto' | 'max', logged: string = monitor,
): Promise<readonly unknown[]> {
  const values = [1, 2, 3, 2, 1, 0], found: unknown[] = [], watch = { monitor, ...(mode !== undefined && { mode }) };
  const run = async (callback: Callback, read: (model: Sequential) => unknown): Promise<void> => {
    const model = pretender();
    model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'meanSquaredError', metrics });
    await pretend(model, values, [callback], logged);
    found.push(read(model));
  };
  const stopping = earlyStopping({ ...watch, patience: 2 }), epochs: number[] = [];
  await run(stopping, () => stopping.stoppedEpoch);
  await run(reduceLROnPlateau({ ...watch, patience: 2, factor: 0.5 }), (model) => model.optimizer.learningRate);
  const save = (_: Model, epoch: number): void => { epochs.push(epoch); };
  await run(modelCheckpoint({ ...watch, saveBestOnly: true, save }), () => epochs);
  return found;
}

test('a metric is watched by whatever name compile takes, its own name first', async () => {
  const rises = [4, 0.25, [0, 1, 2]], falls = [2, 0.125, [0, 5]], mine: Metric = { ...rising('higher'), name: 'mae' };
  for (const prefix of ['', 'val_']) {
    const error = `${prefix}meanAbsoluteError`, accuracy = `${prefix}accuracy`;
    for (const name of ['mae', 'mean_absolute_error', 'meanAbsoluteError']) {
      assert.deepEqual(await watched(prefix + name, ['accuracy', 'meanAbsoluteError'], 'auto', error), falls);
    }
    assert.deepEqual(await watched(`${prefix}acc`, ['accuracy'], 'max', accuracy), rises);
    assert.deepEqual(await watched(`${prefix}mae`, ['meanAbsoluteError', mine], 'auto'), rises);
  }
  const message = /^earlyStopping: monitor must be one of 'loss', 'accuracy', got 'mae'/;
  await assert.rejects(watched('mae', ['accuracy'], 'auto', 'accuracy'), { name: 'StateError', message });
});

test('mode auto goes by what the metric says, whatever its name, and its values in validation', async () => {
  const rises = [4, 0.25, [0, 1, 2]], falls = [2, 0.125, [0, 5]];
  for (const prefix of ['', 'val_']) {
    assert.deepEqual(await watched(`${prefix}hits`, [binaryAccuracy({ name: 'hits' })]), rises);
    assert.deepEqual(await watched(`${prefix}accuracy`, ['accuracy']), rises);
    assert.deepEqual(await watched(`${prefix}auc`, ['auc', 'accuracy']), rises);
    assert.deepEqual(await watched(`${prefix}meanSquaredError`, ['meanSquaredError']), falls);
    assert.deepEqual(await watched(`${prefix}gain`, [rising('higher')]), rises);
    assert.deepEqual(await watched(`${prefix}gain`, [rising('lower')]), falls);
    assert.deepEqual(await watched(`${prefix}loss`, []), falls);
    assert.deepEqual(await watched(`${prefix}gain`, [rising()], 'max'), rises);
  }
  for (const [name, { better }] of Object.entries(metrics)) {
    assert.equal(better, /Error$|^false/.test(name) ? 'lower' : 'higher', name);
  }
});

test('where nobody says, mode auto is refused: at once of a metric, at the first number of a callback\'s', async () => {
  const message = (name: string): RegExp => new RegExp(
    `: mode must be 'min' or 'max', since nobody says which way '${name}' is better; .*, got 'auto'$`);
  await assert.rejects(watched('gain', [rising()]), { name: 'TypeError', message: message('gain') });
  await assert.rejects(watched('val_gain', [rising()]), { name: 'TypeError', message: message('val_gain') });
  await assert.rejects(watched('val_accuracy', []), { name: 'TypeError', message: message('val_accuracy') });
  const model = pretender();
  model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'meanSquaredError', metrics: [rising()] });
  const monitor = 'gain', keeping = modelCheckpoint({ monitor, saveBestOnly: true, save() {} });
  for (const callback of [earlyStopping({ monitor }), reduceLROnPlateau({ monitor }), keeping]) {
    await assert.rejects(pretend(model, [1], [callback], 'gain'), { name: 'TypeError', message: message('gain') });
    assert.equal(model.steps, 0);
  }
  await pretend(model, [1], [modelCheckpoint({ monitor: 'gain', save() {} })], 'gain'); // it looks at nothing
});

test('a direction of a metric that is none is refused where it is compiled', () => {
  const up = rising('up' as never);
  assert.throws(() => { pretender().compile({ optimizer: sgd(), loss: 'meanSquaredError', metrics: [up] }); }, {
    name: 'RangeError', message: "compile: better of metric 'gain' must be one of 'higher', 'lower', got 'up'",
  });
});

test('earlyStopping puts the best weights back at every end, or where it stopped alone, as Keras 3 and 2', async () => {
  const cases: readonly (readonly [readonly number[], EarlyStoppingOptions, number, number])[] = [
    [VALUES, { patience: 9 }, 9, 4],
    [VALUES, { patience: 3 }, 7, 4],
    [VALUES, { patience: 3, baseline: 4.1 }, 7, 4],
    [[5, 4.8, 4.9, 4.7, 6, 6, 6], { patience: 3, baseline: 1 }, 2, 1],
    [[5, 4.8, 4.7, 4.6, 4.5, 4.6, 4], { patience: 3, baseline: 1 }, 5, 4],
    [[5, 6], { patience: 0, baseline: 1 }, 1, 0],
    [[5], { patience: 0, baseline: 1 }, 0, 0],
    [[NaN, NaN, NaN], { patience: 5 }, 2, 0],
    [VALUES, { patience: 2, minDelta: 0.5 }, 3, 1],
    [VALUES, { patience: 2, startFromEpoch: 3 }, 6, 4],
    [[3, 2.9, 2.8, 2.7, 2.6], { patience: 9, minDelta: 0.15 }, 4, 4],
    [[1, 2, 3, 2, 1, 0], { patience: 9, mode: 'max' }, 5, 2],
  ];
  for (const [values, options, last, best] of cases) {
    const name = JSON.stringify([values, options]);
    assert.deepEqual(await stop({ ...options, restoreBestWeights: true }, values), [last, best], name);
    const isStopped = last < values.length - 1 || (values.length === 2);
    assert.deepEqual(
      await stop({ ...options, restoreBestWeights: 'whenStopped' }, values), [last, isStopped ? best : last], name);
    assert.deepEqual(await stop(options, values), [last, last], name);
  }
});

test('earlyStopping leaves the weights where an error or a signal ends training, and puts them back after the steps '
  + 'that were asked for', async () => {
  const fit = async (options: FitOptions, ...more: Callback[]): Promise<number> => {
    const model = pretender(), stopping = earlyStopping({ patience: 9, restoreBestWeights: true });
    await pretend(model, [3, 1, 2, 2], [stopping, ...more], 'val_loss', options).catch(() => undefined);
    return model.theta[0];
  };
  const signal = { aborted: false };
  assert.equal(await fit({ signal }, { onEpochEnd(epoch) { signal.aborted = epoch === 2; } }), 2);
  assert.equal(await fit({}, { onEpochEnd(epoch) { if (epoch === 2) throw new Error('enough'); } }), 2);
  assert.equal(await fit({ maxIterations: 3 }), 1);
  assert.equal(await fit({}, { onEpochEnd(epoch, _logs, model) { model.stopTraining = epoch === 2; } }), 1);
});

test('earlyStopping starts afresh with each fit, and says where it stopped; NaN is no improvement', async () => {
  const model = pretender(), callback = earlyStopping({ patience: 2 });
  for (let n = 0; n < 2; n++) {
    const { reason } = await pretend(model, [3, 2, 4, 4, 4], [callback]);
    assert.deepEqual([reason, callback.stoppedEpoch, callback.best, callback.wait], ['stopped', 3, 2, 2]);
  }
  await pretend(model, [NaN, 3, NaN, NaN, 1], [callback]);
  assert.deepEqual([callback.stoppedEpoch, callback.best], [3, 3]);
});

test('a number that is missing between validations is passed over; one that never comes is an '
  + 'error that names what there is', async () => {
  const fit = (monitor: string, validate: boolean) => pretender().fit(Float32Array.of(0, 1), [0, 2], {
    epochs: 4, ...(validate && { validationData: [Float32Array.of(1), [2]] as const, validationFreq: 2 }),
    callbacks: [earlyStopping({ monitor, patience: 5 })],
  });
  await fit('val_loss', true);
  await assert.rejects(fit('val_loss', false), {
    name: 'StateError',
    message: "earlyStopping: monitor must be one of 'loss', got 'val_loss'; fit was given nothing to validate with",
  });
  await assert.rejects(fit('val_los', true), {
    name: 'StateError', message: "earlyStopping: monitor must be one of 'loss', 'val_loss', got 'val_los'",
  });
});

/** The rate after each epoch. */
async function rates(options: ReduceLROnPlateauOptions, values: readonly number[]): Promise<number[]> {
  const model = pretender(), after: number[] = [];
  const { history } = await pretend(model, values, [
    reduceLROnPlateau(options), { onEpochEnd: () => { after.push(Number(model.optimizer.learningRate)); } },
  ]);
  assert.deepEqual(history.lr, [0.5, ...after.slice(0, -1)], 'logs have the rate from before');
  return after.map((rate) => Number(rate.toPrecision(6)));
}

test('reduceLROnPlateau reduces at Keras\' epochs: patience 0 is 1, cooldown 1 is 0, and n '
  + 'passes over n − 1', async () => {
  const flat = new Array<number>(12).fill(1);
  const expected: readonly (readonly [patience: number, cooldown: number, rates: readonly number[]])[] = [
    [1, 0, [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01]],
    [1, 2, [0.5, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625, 0.03125, 0.03125, 0.015625, 0.015625, 0.01]],
    [1, 3, [0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625, 0.0625, 0.0625, 0.03125, 0.03125]],
    [3, 0, [0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625, 0.0625, 0.0625]],
    [3, 2, [0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125, 0.0625]],
    [3, 3, [0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125]],
  ];
  for (const [patience, cooldown, wanted] of expected) {
    for (const p of patience === 1 ? [0, 1] : [patience]) {
      for (const c of cooldown === 0 ? [0, 1] : [cooldown]) {
        assert.deepEqual(
          await rates({ patience: p, cooldown: c, factor: 0.5, minLr: 0.01 }, flat), wanted,
          `patience ${p}, cooldown ${c}`,
        );
      }
    }
  }
  assert.deepEqual(await rates({ patience: 2, minLr: 0.01, minDelta: 0.15 }, VALUES), [
    0.5, 0.5, 0.5, 0.05, 0.05, 0.01, 0.01, 0.01, 0.01, 0.01,
  ]);
});

test('learningRateScheduler sets the rate before each epoch and logs it', async () => {
  const model = pretender(), asked: (readonly [number, number])[] = [];
  const callback =
    learningRateScheduler({ schedule: (epoch, lr) => { asked.push([epoch, lr]); return epoch < 1 ? lr : lr / 2; } });
  const { history } = await pretend(model, [1, 1, 1], [callback]);
  assert.deepEqual(asked, [[0, 0.5], [1, 0.5], [2, 0.25]]);
  assert.deepEqual(history.lr, [0.5, 0.25, 0.125]);
  await assert.rejects(pretend(model, [1], [learningRateScheduler({ schedule: () => NaN })]), {
    name: 'RangeError',
    message: /^learningRateScheduler: schedule\(0\) must be a finite number of at least 0, got NaN$/,
  });
});

test('a rate that is a schedule cannot be changed by callbacks, and they say so', async () => {
  const model = pretender();
  model.compile({ optimizer: sgd({ learningRate: () => 0.1 }), loss: 'meanSquaredError' });
  const message = (who: string) => ({
    name: 'TypeError', message: `${who}: the optimizer's learningRate must be a number, got a function`,
  });
  await assert.rejects(pretend(model, [1], [reduceLROnPlateau()]), message('reduceLROnPlateau'));
  await assert.rejects(
    pretend(model, [1], [learningRateScheduler({ schedule: () => 1 })]), message('learningRateScheduler'),
  );
});

/** The epochs saved, in one fit or several. */
async function saved(options: Omit<ModelCheckpointOptions, 'save'>, ...fits: (readonly number[])[]): Promise<number[]> {
  const model = pretender(), epochs: number[] = [];
  const callback = modelCheckpoint({
    ...options,
    save: async (m, epoch, logs) => {
      await Promise.resolve();
      assert.equal(m.theta[0], epoch);
      assert.ok('val_loss' in logs);
      epochs.push(epoch);
    },
  });
  for (const values of fits) await pretend(model, values, [callback]);
  return epochs;
}

test('modelCheckpoint saves every epoch, every period-th, or the best so far, which outlasts a fit', async () => {
  assert.deepEqual(await saved({}, [3, 4, 2]), [0, 1, 2]);
  assert.deepEqual(await saved({ period: 3 }, [3, 4, 2, 1, 1, 1, 1]), [2, 5]);
  assert.deepEqual(await saved({ saveBestOnly: true }, VALUES), [0, 1, 4]);
  assert.deepEqual(await saved({ saveBestOnly: true, mode: 'max' }, VALUES), [0]);
  assert.deepEqual(await saved({ saveBestOnly: true, period: 2 }, VALUES), [1, 5]); // 3.9 of epoch 4 is not looked at
  assert.deepEqual(await saved({ saveBestOnly: true }, [3, 2], [2.5, 2, 1]), [0, 1, 2]);
});

checkRefusals('options of these callbacks are refused by name', [
  [
    () => earlyStopping({ patience: -1 }), RangeError,
    /^earlyStopping: patience must be a non-negative integer, got -1$/,
  ],
  [() => earlyStopping({ minDelta: -0.1 }), RangeError, /^earlyStopping: minDelta .* got -0.1$/],
  [
    () => earlyStopping({ mode: 'least' as never }), RangeError,
    /^earlyStopping: mode must be one of 'auto', 'min', 'max', got 'least'$/,
  ],
  [() => earlyStopping({ monitor: 3 as never }), TypeError, /^earlyStopping: monitor must be a name .* got 3$/],
  [
    () => earlyStopping({ restoreBestWeight: true } as never), TypeError,
    /^earlyStopping: unknown option 'restoreBestWeight'/,
  ],
  [() => earlyStopping({ baseline: NaN }), RangeError, /^earlyStopping: baseline .* got NaN$/],
  [() => reduceLROnPlateau({ factor: 1 }), RangeError, /^reduceLROnPlateau: factor must be below 1, got 1$/],
  [() => reduceLROnPlateau({ cooldown: 1.5 }), RangeError, /^reduceLROnPlateau: cooldown .* got 1.5$/],
  [() => reduceLROnPlateau({ minLr: -1 }), RangeError, /^reduceLROnPlateau: minLr .* got -1$/],
  [
    () => learningRateScheduler({ schedule: 0.1 as never }), TypeError,
    /^learningRateScheduler: schedule must be a function, got 0.1$/,
  ],
  [() => modelCheckpoint({} as never), TypeError, /^modelCheckpoint: save must be a function, got undefined$/],
  [
    () => modelCheckpoint({ save: () => undefined, period: 0 }), RangeError,
    /^modelCheckpoint: period must be a positive integer, got 0$/,
  ],
]);
