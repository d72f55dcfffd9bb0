/**
 * Sessions and settings for tests of the page's engine.
 * @module
 */
import { Session } from '../../../scripts/page/engine/session.ts';
import { sha256Of } from '../../../scripts/page/engine/dataSets.ts';
import { DATA, DEFAULT, LAYER, REPORTS, type Setting } from '../../../scripts/page/setting.ts';

/** A small network on few digits. */
export const FEW_DIGITS: Setting = { ...REPORTS, data: { ...DATA.digits, count: 300, test: 100 } };

const ROWS = Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * i) % 11},${(0.5 * i) % 3},${'pqr'[i % 3]}`);

/** A table of three columns and a class, and one whose last column is a number. */
export const TABLE: string = ['u,v,w,kind', ...ROWS].join('\n');
export const NUMBERS: string = [
  'u,v,y', ...ROWS.map((_, i) => `${i % 7},${(i * i) % 11},${(i % 7) + 0.25}`),
].join('\n');

export const ofTable = (text: string, test: number): Setting => (
  { ...DEFAULT, data: { kind: 'csv', text, sha256: sha256Of(text), test } });

export const OWN_POINTS: Setting = {
  ...DEFAULT, data: {
    kind: 'points', test: 2,
    points: Array.from({ length: 12 }, (_, i) => ({ x: (i - 6) / 8, y: ((i * 5) % 7) / 8, label: i % 3 })),
  },
};

/** One of each kind of data, with what a network may have. */
export const SETTINGS: readonly (readonly [name: string, setting: Setting])[] = [
  ['spirals', DEFAULT],
  ['circles', { ...DEFAULT, data: { ...DATA.circles, count: 70, test: 30 }, seed: 3, batchSize: 16 }],
  ['xor', { ...DEFAULT, data: DATA.xor, regularizer: { name: 'l2', rate: 0.001 }, layers: [] }],
  ['gaussians', {
    ...DEFAULT, data: DATA.gaussians, seed: 7, layers: [
      { units: 6, activation: 'relu', dropout: 0.25, initializer: 'heNormal' }, { ...LAYER, units: 3 },
    ], optimizer: { name: 'sgd', learningRate: 0.05, options: { momentum: 0.9, nesterov: true } },
  }],
  ['sine', {
    ...DEFAULT, data: DATA.sine,
    optimizer: { name: 'momentumOptimizer', learningRate: 0.01, options: { momentum: 0.5 } },
  }],
  ['digits', FEW_DIGITS],
  ['points', OWN_POINTS],
  ['a table of classes', ofTable(TABLE, 9)],
  ['a table of numbers', ofTable(NUMBERS, 0)],
];

/** A session with the setting open. */
export async function opened(setting: Setting): Promise<Session> {
  const session = new Session();
  await session.ask('open', { setting });
  return session;
}

export async function hashOf(session: Session): Promise<string> {
  return (await session.ask('hash', {})).sha256;
}
