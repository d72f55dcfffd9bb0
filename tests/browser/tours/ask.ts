/**
 * 2 and 3: what is inside, and why.
 * @module
 */
import assert from 'node:assert/strict';
import type { Tour } from './tour.ts';

const look: Tour = {
  name: 'look inside: a unit and a weight clicked show their numbers, which change while it trains',
  go: async ({ reader, host, picture }) => {
    await reader.open(host.address);
    await reader.section('Look inside');
    await reader.until('units', async () => await reader.page.$('.network circle') !== null);
    const { x, y, width, height } = await reader.boxOf('.network g.units circle:nth-child(5)');
    await reader.page.mouse.click(x + width / 2, y + height / 2);
    await reader.untilSaid(/Unit \d of layer 2/);
    await reader.untilSaid('w · a');
    await reader.click('button', 'Step');
    await reader.untilStep(1);
    await reader.click('button', 'w²₃₂');
    await reader.untilSaid('Weight w²₃₂', '.inspector');
    const before = await reader.text('.inspector table');
    await reader.click('button', 'Step');
    await reader.untilStep(2);
    await reader.until('other numbers', async () => await reader.text('.inspector table') !== before);
    await picture('look');
    await reader.click('button', 'Why does it move?');
    await reader.untilSaid('Why does w²₃₂ move?');
  },
};

const why: Tour = {
  name: 'why: paths walked back, three witnesses, the step, every operation of a weight',
  go: async ({ reader, host, picture }) => {
    await reader.open(host.address);
    await reader.click('button', 'Epoch');
    await reader.untilStep(7);
    await reader.section('Why');
    await reader.untilSaid(/Why does .+ move\?/);
    await reader.fill('Layer', '2');
    await reader.untilSaid(/Why does w²\S+ move\?/);
    await reader.click('button', 'Walk back');
    await reader.until('the first factors', async () => /factor [23]$/.test(String(await reader.page.evaluate(
      'document.querySelector("[aria-label=\\"Place of the walk\\"]")?.getAttribute("aria-valuetext")'))));
    await reader.untilSaid('differences of J');
    await reader.untilSaid(/adam, step 8/i);
    await reader.click('button', 'Show every operation');
    await reader.until('operations', async () => /mul\([^]*sub\(/.test(await reader.text('.operations')));
    await picture('why');
  },
};

const report: Tour = {
  name: 'why: the report\'s example: 0.63, what J really does, and its slips',
  go: async ({ reader, host, picture }) => {
    await reader.open(host.address);
    await reader.section('Why');
    await reader.untilSaid('Three witnesses');
    await reader.click('button', 'The report’s example, 0.63');
    await reader.untilSaid('Why does w²₁₁ move?');
    await reader.untilSaid('0.63');
    const said = await reader.text('main');
    for (const word of ['0.2 · 1 · 4.2 · 1 · 2.5 · 1 · 0.3', '0.1126', 'Where the report slips']) {
      assert.ok(said.includes(word), `it says ${word}`);
    }
    await picture('why-report');
  },
};

export const askTours: readonly Tour[] = [look, why, report];
