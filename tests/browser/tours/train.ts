/**
 * 1: data, network, optimizer; run, pause, steps there and back; the hash and its command.
 * @module
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/command/place.ts';
import { program } from '../../helpers/program.ts';
import { reckoned } from '../reckoned.ts';
import type { Reader } from '../reader.ts';
import type { Tour } from './tour.ts';

const addressOf = async (reader: Reader): Promise<string> => String(await reader.page.evaluate('location.hash'));

/** Epochs by clicking until so many steps are done. */
async function epochs(reader: Reader, count: number, steps: number): Promise<void> {
  for (let epoch = 1; epoch <= count; epoch++) {
    await reader.click('button', 'Epoch');
    await reader.untilStep((steps / count) * epoch);
  }
}

/** 200 steps: an epoch is `steps` of them once a batch is of two. */
const DRAWN: readonly (readonly [name: string, epochs: number])[] = [
  ['Spirals', 2], ['Circles', 2], ['Xor', 2], ['Two clouds', 2], ['Sine', 4],
];

const drawn: readonly Tour[] = DRAWN.map(([name, count]) => ({
  name: `train: ${name} chosen by clicking: 200 steps come to Node's hash`,
  go: async ({ reader, host }) => {
    await reader.open(host.address);
    if (name !== 'Spirals') await reader.click('radio', name);
    await reader.slide('Batch', 1);
    await reader.until('the batch', async () => (await addressOf(reader)).includes('batch=2&'));
    await epochs(reader, count, 200);
    await reader.untilHash(await reckoned(await addressOf(reader), 200));
  },
}));

const digits: Tour = {
  name: 'train: digits: 200 steps come to Node\'s hash; wrong ones, weights as pictures and a written digit show',
  go: async ({ reader, host, picture }) => {
    await reader.open(`${host.address}#data=digits,6400,500&layers=12:relu,12:relu&optimizer=sgd,0.1`);
    await reader.click('button', 'Epoch');
    await reader.untilStep(200);
    await reader.untilHash(await reckoned(await addressOf(reader), 200));
    await reader.until('a wrong digit', async () => await reader.page.$('.wrong-digits button') !== null);
    await reader.until('pictures of weights', async () => await reader.page.$('.pictures-card canvas') !== null);
    const { x, y, width, height } = await reader.boxOf('.pad canvas'), { mouse } = reader.page;
    await mouse.move(x + width / 2, y + height / 5);
    await mouse.down();
    for (let part = 1; part <= 6; part++) await mouse.move(x + width / 2, y + height * (0.2 + part / 10));
    await mouse.up();
    await reader.untilSaid(/The network reads \d/);
    await picture('train-digits');
  },
};

const course: Tour = {
  name: 'train: run, pause, step, back and restart; a step back is exact; layers and optimizer change the address',
  go: async ({ reader, host, picture }) => {
    await reader.open(host.address);
    const first = await reader.hash();
    assert.equal(first, await reckoned('', 0));
    await reader.click('button', 'Run');
    await reader.until('some steps', async () => await reader.steps() > 30);
    await reader.click('button', 'Pause');
    await reader.find('button', 'Run');
    const steps = await reader.steps();
    await reader.untilHash(await reckoned('', steps));
    const there = await reader.hash();
    await picture('train-run');
    await reader.click('button', 'Step');
    await reader.untilStep(steps + 1);
    await reader.untilHash(await reckoned('', steps + 1));
    await reader.click('button', 'Back');
    await reader.untilStep(steps);
    await reader.untilHash(there);
    await reader.click('button', 'Restart');
    await reader.untilStep(0);
    await reader.untilHash(first);

    await reader.click('button', 'Add a layer');
    await reader.choose('Activation of layer 4', 'sigmoid');
    await reader.choose('Dropout of layer 2', '0.2');
    await reader.choose('First weights of layer 3', 'heNormal');
    await reader.choose('Optimizer', 'rmsprop');
    await reader.fill('Rate, lr', '0.02');
    await reader.fill('Seed', '7');
    await reader.click('button', 'Remove layer 3');
    const wanted = 'layers=8:tanh:0.2,8:sigmoid&optimizer=rmsprop,0.02&batch=32&seed=7';
    await reader.until(wanted, async () => (await addressOf(reader)).endsWith(wanted));
    await reader.click('button', 'Step');
    await reader.untilStep(1);
    await reader.untilHash(await reckoned(await addressOf(reader), 1));
  },
};

const command: Tour = {
  name: 'train: the command at the foot prints the hash of the page',
  go: async ({ reader, host }) => {
    await reader.open(`${host.address}#seed=3`);
    for (let step = 1; step <= 3; step++) {
      await reader.click('button', 'Step');
      await reader.untilStep(step);
    }
    const hash = await reckoned('#seed=3', 3);
    await reader.untilHash(hash);
    await reader.click('button', 'Show the command');
    await reader.untilSaid('npx bitgrad train', 'footer');
    const line = await reader.text('footer .command code');
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain).slice(2);
    const { stdout, stderr } = spawnSync(
      process.execPath, [...program('scripts/bitgrad.ts'), ...words], { cwd: ROOT, encoding: 'utf8' });
    assert.ok(stdout.includes(hash), `${line} printed ${stdout}${stderr}`);
  },
};

const own: Tour = {
  name: 'train: points placed by clicking, and a table of one\'s own, come to Node\'s hash',
  go: async ({ reader, browser, host, picture }) => {
    await reader.open(host.address);
    await reader.click('radio', 'Your points');
    await reader.clickAt('.plane-card canvas.clickable', 0.3, 0.3);
    await reader.until('one point', async () => /points,0,./.test(await addressOf(reader)));
    await reader.clickAt('.plane-card canvas.clickable', 0.4, 0.2);
    await reader.click('button', '1');
    await reader.clickAt('.plane-card canvas.clickable', 0.7, 0.6);
    await reader.until('a hash', async () => (await reader.hash()).length === 64);
    await reader.clickAt('.plane-card canvas.clickable', 0.6, 0.8);
    await reader.click('button', 'Step');
    await reader.untilStep(1);
    await reader.untilHash(await reckoned(await addressOf(reader), 1));
    await picture('train-points');

    await reader.click('radio', 'Your CSV');
    const rows = Array.from({ length: 30 }, (_, i) => `${i % 7},${(i * i) % 11},${i % 3 === 0 ? 'yes' : 'no'}`);
    const file = join(browser.downloads, 'own.csv');
    writeFileSync(file, ['length,width,kept', ...rows, ''].join('\n'));
    await reader.give('.data', file);
    await reader.until('the table', async () => (await addressOf(reader)).includes('length'));
    await reader.click('button', 'Step');
    await reader.untilStep(1);
    await reader.untilHash(await reckoned(await addressOf(reader), 1));
  },
};

export const trainTours: readonly Tour[] = [course, ...drawn, digits, command, own];
