import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelCheckpoint, type FitOptions, type ModelCheckpointOptions } from '../../../lib/model/index.ts';
import { sgd } from '../../../lib/optimizers/index.ts';
import { numbered, smallModel } from '../small.ts';
import { pretend, pretender } from './histories.ts';

const { x, y } = numbered(8);

/** The paths that are saved under in fits of 4 batches an epoch. */
async function paths(
  options: Omit<ModelCheckpointOptions, 'save'>, ...fits: readonly FitOptions[]
): Promise<string[]> {
  const model = smallModel(), found: string[] = [];
  model.compile({ optimizer: sgd({ learningRate: 1e-6 }), loss: 'mse', metrics: ['acc'] });
  const callback = modelCheckpoint({ ...options, save: (_model, _epoch, _logs, path) => { found.push(path); } });
  for (const fit of fits) await model.fit(x, y, { batchSize: 2, callbacks: callback, ...fit });
  return found;
}

test('modelCheckpoint saves after Keras\' batches, counted through epochs and fits, under its names', async () => {
  // Keras 3.15.1: ModelCheckpoint('e{epoch:02d}-b{batch:03d}', save_freq=7), its hooks called for two fits of 5 epochs
  assert.deepEqual(await paths({ filepath: 'e{epoch:02d}-b{batch:03d}', saveFreq: 7 }, { epochs: 5 }, { epochs: 5 }), [
    'e02-b003', 'e04-b002', 'e01-b001', 'e02-b004', 'e04-b003',
  ]);
  assert.equal((await paths({ saveFreq: 1 }, { epochs: 2 })).length, 8);
  assert.deepEqual(await paths({ saveFreq: 9 }, { epochs: 2 }), []);
  assert.deepEqual(await paths({ saveFreq: 8 }, { epochs: 2 }), ['epoch2']);
  assert.deepEqual(await paths({ saveFreq: 'epoch' }, { epochs: 2 }), ['epoch1', 'epoch2']);
});

test('the best batch so far is saved by its own numbers', async () => {
  const losses: number[] = [], bests: number[] = [], model = smallModel();
  model.compile({ optimizer: sgd({ learningRate: 1e-3 }), loss: 'mse' });
  const saving = modelCheckpoint({
    monitor: 'loss', saveBestOnly: true, saveFreq: 2, save: (_model, _epoch, { loss }) => { bests.push(loss); },
  });
  await model.fit(x, y, {
    batchSize: 2, epochs: 6, callbacks: [{ onBatchEnd(_batch, { loss }) { losses.push(loss); } }, saving],
  });
  const looked = losses.filter((_, i) => i % 2 === 1);
  assert.deepEqual(bests, looked.filter((loss, i) => looked.slice(0, i).every((other) => loss < other)));
  assert.ok(bests.length > 1);
});

test('numbers in names are as JavaScript writes them, padded, or to so many places, and metrics have any spelling',
  async () => {
    const model = pretender(), found: string[] = [];
    const filepath = 'a/{epoch}-{epoch:03d}-{val_loss}-{val_loss:.2f}-{val_loss:.0f}';
    const values = [0.126, 1e-7, -2.5, NaN];
    const callback = modelCheckpoint({ filepath, save: (_model, _epoch, _logs, path) => { found.push(path); } });
    const validationData = [[0], [0]] as const;
    await pretend(model, values, [callback], 'val_loss', { validationData });
    assert.deepEqual(found, [
      'a/1-001-0.126-0.13-0', 'a/2-002-1e-7-0.00-0', 'a/3-003--2.5--2.50--3', 'a/4-004-NaN-NaN-NaN',
    ]);
    assert.deepEqual(await paths({ filepath: '{acc:.1f} {accuracy} {val_Accuracy:.1f}' }, { validationSplit: 0.25 }), [
      '0.2 0.16666666666666666 0.0',
    ]);
    assert.deepEqual(await paths({ filepath: 'weights' }, {}), ['weights']);
  });

test('a field that no logs will have is refused before the first step, and another at the first save', async () => {
  const refused = async (filepath: string, message: RegExp, fit: FitOptions = {}): Promise<void> => {
    await assert.rejects(paths({ filepath }, fit), { name: 'RangeError', message });
  };
  await refused('{val_loss}', /^modelCheckpoint: filepath must have fields of 'epoch', 'loss', 'accuracy', got '{val/);
  await refused('{val_los:.2f}', /got '{val_los:.2f}'; did you mean 'val_loss'\?$/, { validationSplit: 0.25 });
  await refused('{accuraccy}', /got '{accuraccy}'; did you mean 'accuracy'\?$/);
  await refused('{batch}', /^modelCheckpoint: filepath must have fields of .*, got '{batch}'$/);
  await refused('{epoch}-{rank}', /fields of 'loss', 'accuracy', 'epoch', got '{rank}'$/);
  await assert.rejects(paths({ filepath: '{val_loss}', saveFreq: 2 }, { validationSplit: 0.25 }), {
    name: 'RangeError', message: /fields of 'epoch', 'batch', 'loss', 'accuracy', got '{val_loss}'/,
  });
  const callbacks = [{ onEpochEnd(_epoch: number, logs: Record<string, number>) { logs.rank = 3; } }];
  const found: string[] = [];
  const save = (_m: unknown, _e: number, _l: unknown, path: string): void => { found.push(path); };
  await smallModelFit([...callbacks, modelCheckpoint({ filepath: '{rank}', save })]);
  assert.deepEqual(found, ['3']);
});

async function smallModelFit(callbacks: FitOptions['callbacks']): Promise<void> {
  const model = smallModel();
  model.compile({ optimizer: sgd(), loss: 'mse' });
  await model.fit(x, y, { callbacks: callbacks ?? [] });
}

test('formats and options that there are not are refused at once', () => {
  const of = (options: object) => () => modelCheckpoint({ save() {}, ...options });
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ filepath: '' }, /^modelCheckpoint: filepath must be a string that is not empty, got ''$/],
    [{ filepath: '{epoch:2d}' }, /formats such as {epoch:02d} and {val_loss:.2f}, got '{epoch:2d}'$/],
    [{ filepath: '{loss:e}' }, /formats such as .*, got '{loss:e}'$/],
    [{ filepath: '{loss:02d}' }, /filepath must have {loss:.2f}, since this is no whole number, got '{loss:02d}'$/],
    [{ filepath: 'a}b' }, /filepath must have braces in pairs, as in {epoch}, got 'a}b'$/],
    [{ filepath: '{{epoch}}' }, /filepath must have braces in pairs/],
    [{ saveFreq: 0 }, /^modelCheckpoint: saveFreq must be a positive integer, got 0$/],
    [{ saveFreq: 'batch' }, /^modelCheckpoint: saveFreq must be 'epoch' or a positive integer, got 'batch'$/],
    [{ saveFreq: 2, period: 2 }, /^modelCheckpoint: period must be 1 where saveFreq counts batches, got 2$/],
  ];
  for (const [options, message] of wrong) assert.throws(of(options), { message });
});
