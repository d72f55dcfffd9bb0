import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../../lib/core/philox.ts';
import { initializers } from '../../../lib/initializers/index.ts';
import { activations } from '../../../lib/layers/index.ts';
import { optimizers } from '../../../lib/optimizers/registry.ts';
import { parseSetting, printSetting } from '../../../scripts/page/address.ts';
import { toCoordinate } from '../../../scripts/page/points.ts';
import {
  ACTIVATIONS, DEFAULT, DRAWN, INITIALIZERS, KINDS, OPTIMIZERS, REGULARIZERS, REPORTS, type DataSetting, type Setting,
} from '../../../scripts/page/setting.ts';
import { once, pick } from '../../helpers/random.ts';

const SHA256 = 'c0ffee'.repeat(11).slice(0, 64);

test('the setting of an empty address, and the report\'s, have the addresses that old links have', () => {
  assert.equal(
    printSetting(DEFAULT), '#data=spirals,200,200,0.02&layers=8:tanh,8:tanh&optimizer=adam,0.01&batch=32&seed=0');
  assert.equal(
    printSetting(REPORTS), '#data=digits,40000,5000&layers=12:relu,12:relu&optimizer=sgd,0.1&batch=32&seed=0');
  for (const empty of ['', '#']) assert.deepEqual(parseSetting(empty), DEFAULT);
  assert.deepEqual(parseSetting('seed=3'), { ...DEFAULT, seed: 3 });
});

test('the names are names of the library, and all of its optimizers', () => {
  assert.deepEqual([...OPTIMIZERS].sort(), Object.keys(optimizers).sort());
  const missing = (names: readonly string[], known: object): string[] => names.filter((name) => !(name in known));
  assert.deepEqual(missing(ACTIVATIONS, { linear: true, ...activations }), []);
  assert.deepEqual(missing(INITIALIZERS, initializers), []);
});

function drawnData(random: Philox): DataSetting {
  const kind = pick(random, KINDS), test = random.nextBelow(50), count = 1 + random.nextBelow(500);
  const coordinate = (): number => toCoordinate(4 * random.nextFloat() - 2);
  if (kind === 'points') {
    const points = Array.from({ length: random.nextBelow(20) }, () => (
      { x: coordinate(), y: coordinate(), label: random.nextBelow(10) }));
    return { kind, points, test };
  }
  if (kind === 'csv') return { kind, sha256: SHA256, test, text: pick(random, [undefined, '', 'a,b\n1,ü&=#%:\n']) };
  return { kind, count, test, noise: kind === 'digits' ? 0 : random.nextFloat() };
}

function drawnSetting(random: Philox): Setting {
  return {
    data: drawnData(random),
    layers: Array.from({ length: random.nextBelow(4) }, () => ({
      units: 1 + random.nextBelow(99), activation: pick(random, ACTIVATIONS),
      dropout: pick(random, [0, 0.25, random.nextFloat() / 2]), initializer: pick(random, INITIALIZERS),
    })),
    optimizer: {
      name: pick(random, OPTIMIZERS), learningRate: pick(random, [0.1, 1e-7, random.nextFloat()]),
      options: once(random, 2) ? {} : { nesterov: true, momentum: random.nextFloat() },
    },
    batchSize: 1 + random.nextBelow(64), seed: random.nextBelow(2 ** 31),
    regularizer: once(random, 2) ? undefined : { name: pick(random, REGULARIZERS), rate: random.nextFloat() },
  };
}

test('an address is read as the setting that it is of, and one setting has one address', () => {
  const random = new Philox(19, 1);
  for (let i = 0; i < 300; i++) {
    const setting = drawnSetting(random), address = printSetting(setting);
    assert.deepEqual(parseSetting(address), setting);
    assert.equal(printSetting(parseSetting(address)), address);
    assert.match(address, /^#[\w=,.:%&!'()*~+-]*$/);
  }
  assert.ok(DRAWN.every((kind) => KINDS.includes(kind)));
});

const LONG = 'a,b\n'.padEnd(3000, '1,2\n');

test('a long table is in the address by its SHA-256 alone', () => {
  const data = { kind: 'csv', text: LONG, sha256: SHA256, test: 1 } as const;
  assert.deepEqual(parseSetting(printSetting({ ...DEFAULT, data })).data, { ...data, text: undefined });
});

const refused: readonly (readonly [address: string, message: string])[] = [
  ['#dta=xor', 'a part must be one of data, layers, optimizer, batch, seed, regularizer, got \'dta\'; did you mean'],
  ['#seed', 'seed must have a value after \'=\', got none'],
  ['#seed=1&seed=2', 'seed must be there once, got it twice'],
  ['#seed=01', 'seed must be a number as 200, 0.05 or 1e-7, got \'01\''],
  ['#seed=1.5', 'seed must be a non-negative integer, got 1.5'],
  ['#batch=0', 'batch must be an integer from 1 to 100000, got 0'],
  ['#data=xor,1,2', 'data must be xor,COUNT,TEST,NOISE, got \'xor,1,2\''],
  ['#data=xor,0,2,0', 'data.count must be an integer from 1 to 100000, got 0'],
  ['#data=xor,9,2,11', 'data.noise must be a number from 0 to 10, got 11'],
  ['#data=points,0,AAAA', 'data.points must be five characters a point, got \'AAAA\''],
  ['#data=points,0,AAAAK', 'data.points must be five characters a point, got \'AAAAK\''],
  [`#data=csv,0,${SHA256.slice(1)}`, 'data.sha256 must be 64 hexadecimal digits, got '],
  [`#data=csv,0,${SHA256},%`, 'data.text must be percent-encoded UTF-8, got \'%\''],
  ['#layers=0', 'layers[0].units must be an integer from 1 to 1024, got 0'],
  ['#layers=8,8:relu:1', 'layers[1].dropout must be a number from 0 to 0.99, got 1'],
  ['#layers=8:relu:0:zeros:1', 'layers[0] must be UNITS:ACTIVATION:DROPOUT:INITIALIZER, got \'8:relu:0:zeros:1\''],
  ['#optimizer=adm,0.1', 'optimizer must be one of'],
  ['#optimizer=adam', 'optimizer.learningRate must be a number as 200, 0.05 or 1e-7, got \'\''],
  ['#optimizer=adam,-1', 'optimizer.learningRate must be a number from 0 to 1000000, got -1'],
  ['#optimizer=adam,1,beta1:0.9,beta1:0.8', 'optimizer.beta1 must be there once, got it twice'],
  ['#optimizer=adam,1,learningRate:2', 'optimizer must have options of other names than \'learningRate\''],
  ['#regularizer=l3,0.1', 'regularizer must be one of l1, l2, got \'l3\''],
];

for (const [address, message] of refused) {
  test(`${address.slice(0, 40)} is refused: ${message.slice(0, 60)}`, () => {
    assert.throws(() => parseSetting(address), (error: Error & { readonly code?: string }) => {
      assert.ok(error.message.startsWith(`setting: ${message}`), error.message);
      return error.code === 'ERR_BITGRAD_RANGE';
    });
  });
}
