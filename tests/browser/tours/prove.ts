/**
 * 4, 5 and 6: runs compared, proved, shared.
 * @module
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSetting } from '../../../scripts/page/address.ts';
import { sha256Of } from '../../../scripts/page/engine/dataSets.ts';
import { Session } from '../../../scripts/page/engine/session.ts';
import { DEFAULT } from '../../../scripts/page/setting.ts';
import type { Reader } from '../reader.ts';
import { reckoned } from '../reckoned.ts';
import type { Tour } from './tour.ts';

/** The bytes of a file that was saved. */
async function saved(reader: Reader, folder: string, name: string | RegExp): Promise<string> {
  let file = '';
  await reader.until(`the file ${name}`, async () => {
    const found = readdirSync(folder).find((own) => (typeof name === 'string' ? own === name : name.test(own)));
    file = join(folder, found ?? '');
    return found !== undefined && !existsSync(`${file}.part`) && readFileSync(file).length > 0;
  });
  return file;
}

const compare: Tour = {
  name: 'compare: three optimizers from one θ₀, their loss surface; Newton, BFGS and gradient descent',
  go: async ({ reader, host, picture }) => {
    await reader.open(host.address);
    await reader.section('Compare');
    await reader.slide('Epochs', 3);
    await reader.click('button', 'Start');
    await reader.until('its end', async () => await reader.has('button', 'Start')
      && (await reader.text('.race-results tbody')).split(/, 0\.\d+70\d+ ms/).length === 4);
    const adam = await reckoned('', 70);
    assert.ok((await reader.text('.race-results table')).includes(adam.slice(0, 12)), 'adam comes to Node\'s hash');
    await reader.click('button', 'by time');
    await reader.click('button', 'Compute it');
    await reader.untilSaid('u leads to the end of sgd');
    await reader.untilSaid('at a minimum', '.descent');
    await reader.choose('Function', 'quadratic');
    await reader.untilSaid('at a minimum', '.descent');
    await picture('compare');
  },
};

const prove: Tour = {
  name: 'prove: a ledger made, saved, dropped and verified; one bit flipped is found; two runs part',
  go: async ({ reader, browser, host, picture }) => {
    await reader.open(host.address);
    await reader.click('button', 'Epoch');
    await reader.untilStep(7);
    await reader.section('Prove');
    await reader.click('button', 'Download the checkpoint');
    await saved(reader, browser.downloads, 'bitgrad-7.state');
    await reader.click('button', 'Make a ledger of the 7 steps');
    await reader.click('button', 'Download it');
    const file = await saved(reader, browser.downloads, 'bitgrad-7.ledger');
    await reader.click('button', 'Verify it');
    await reader.untilSaid('Verified here, in this browser, on the plain kernels');
    await reader.untilSaid(await reckoned('', 7), '.verdict');
    await picture('prove');
    await reader.click('button', 'Flip one bit of it');
    await reader.untilSaid(/Bit [\d,]+ is changed/);
    await reader.click('button', 'Verify it');
    await reader.untilSaid('The bit that was changed is found.');

    await reader.open(host.address);
    await reader.section('Prove');
    await reader.give('.prove section', file);
    await reader.click('button', 'Verify it');
    await reader.untilSaid('Verified here, in this browser, on the plain kernels');
    await reader.click('button', 'the one looked at, as the first');
    await reader.click('button', 'Flip one bit of it');
    await reader.untilSaid(/Bit [\d,]+ is changed/);
    await reader.click('button', 'the one looked at, as the second');
    await reader.untilSaid(/They part at step \d|ledger/, '.prove section ~ section');
    rmSync(file);
  },
};

const visitor: Tour = {
  name: 'prove: a ledger of a table holds with the table or its address beside it; else the page says what it lacks',
  go: async ({ reader, browser, host, picture }) => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i % 7},${(i * i) % 11},${i % 3 === 0 ? 'yes' : 'no'}`);
    const text = ['length,width,kept', ...rows, ''].join('\n');
    const data = { kind: 'csv', text, sha256: sha256Of(text), test: 6 } as const;
    const setting = { ...DEFAULT, data, seed: 2 };
    const session = new Session();
    await session.ask('open', { setting });
    await session.ask('step', { steps: 5 });
    const { bytes } = await session.ask('ledger', {}), { sha256 } = await session.ask('hash', {});
    await session.close();
    const [ledger, table] = ['other.ledger', 'other.csv'].map((name) => join(browser.downloads, name));
    writeFileSync(ledger, bytes);
    writeFileSync(table, text);

    await reader.open(host.address);
    await reader.section('Prove');
    await reader.give('.prove section', ledger);
    await reader.click('button', 'Verify it');
    await reader.untilSaid('Give the data that it is of');
    await reader.clickAt('.proof-data summary', 0.1, 0.5);
    await reader.give('.proof-data', table);
    await reader.untilSaid('Its data: the table other.csv');
    await reader.click('button', 'Verify it');
    await reader.untilSaid(sha256, '.verdict.yes');
    await picture('prove-table');
    await reader.click('button', 'Those that are set here');
    await reader.fill('The address it was trained at, with all from # on', printSetting(setting));
    await reader.untilSaid('Its data: those of the address');
    await reader.click('button', 'Verify it');
    await reader.untilSaid(sha256, '.verdict.yes');
    rmSync(ledger);
    rmSync(table);
  },
};

const FILES: readonly (readonly [format: string, file: RegExp])[] = [
  ['bitgrad', /^model\.state$/], ['safetensors', /\.safetensors$/], ['Keras', /\.keras$/],
  ['TensorFlow.js', /^model-tfjs\.zip$/], ['ONNX', /\.onnx$/], ['a module', /\.m?js$/],
];

const share: Tour = {
  name: 'share: the address opened anew comes to the same hash; picture, code and six formats',
  go: async ({ reader, browser, host, another, picture }) => {
    await reader.open(`${host.address}#data=xor,100,50,0.05&layers=5:relu&seed=11`);
    for (let step = 1; step <= 2; step++) {
      await reader.click('button', 'Epoch');
      await reader.untilStep(4 * step);
    }
    await reader.section('Share');
    const address = await reader.text('.address code'), hash = await reckoned(new URL(address).hash, 8);
    await reader.untilHash(hash);
    const guest = await another();
    await guest.open(address);
    for (let step = 1; step <= 2; step++) {
      await guest.click('button', 'Epoch');
      await guest.untilStep(4 * step);
    }
    await guest.untilHash(hash);
    await guest.page.close();

    await reader.untilSaid('from \'bitgrad\'', '.program');
    for (const [format, file] of FILES) {
      await reader.click('button', `Download as ${format}`);
      rmSync(await saved(reader, browser.downloads, file));
    }
    await reader.click('button', 'The network, SVG');
    const drawing = readFileSync(await saved(reader, browser.downloads, 'network.svg'), 'utf8');
    assert.match(drawing, /^<\?xml[^]*<svg[^]*<circle[^]*<\/svg>\s*$/);
    await picture('share');
  },
};

export const proveTours: readonly Tour[] = [compare, prove, visitor, share];
