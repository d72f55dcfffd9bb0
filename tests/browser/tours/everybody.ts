/**
 * 7: by keys alone, for who hears the page, in light and dark, of any width, in calm; without WebAssembly; offline.
 * @module
 */
import assert from 'node:assert/strict';
import { axeSource } from '../driver.ts';
import type { Reader } from '../reader.ts';
import { reckoned } from '../reckoned.ts';
import type { Tour } from './tour.ts';

export const SECTIONS = ['Train', 'Look inside', 'Why', 'Compare', 'Prove', 'Share'] as const;
const WIDTHS = [360, 1024, 1600, 2560];

/** Presses Tab until what has the focus has this name. */
async function tabTo(reader: Reader, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await reader.press('Tab');
    const own = await reader.page.evaluate(
      '(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent).trim()');
    if (own === name) return;
  }
  assert.fail(`Tab does not come to ${name}`);
}

const keys: Tour = {
  name: 'everybody: by keys alone: sections, steps, a network looked into; the focus stays where it was',
  go: async ({ reader, host }) => {
    await reader.open(host.address);
    await tabTo(reader, 'Train');
    await tabTo(reader, 'Step');
    for (let step = 1; step <= 3; step++) {
      await reader.press('Enter');
      await reader.untilStep(step);
    }
    await reader.untilHash(await reckoned('', 3));
    await tabTo(reader, 'Back');
    await reader.press('Enter');
    await reader.untilStep(2);
    await reader.open(host.address);
    await tabTo(reader, 'Train');
    await reader.press('ArrowRight');
    await reader.untilSaid('Nothing is chosen yet');
    await reader.page.evaluate('document.querySelector(".network svg").focus()');
    await reader.press('ArrowRight', 'ArrowRight', 'ArrowDown');
    await reader.untilSaid(/Unit \d of layer \d/, '.inspector');
    for (const section of SECTIONS.slice(2)) {
      await reader.page.evaluate('document.querySelector("[role=tab][aria-selected=true]").focus()');
      await reader.press('ArrowRight');
      assert.equal(await reader.text('[role=tab][aria-selected=true]'), section);
    }
  },
};

/** What axe finds wrong, a line each. */
export async function faults(reader: Reader): Promise<string> {
  await reader.page.evaluate(`${axeSource()}; undefined`);
  return String(await reader.page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => [id, help, ...nodes.slice(0, 3).map(({ html, failureSummary }) =>
      html.slice(0, 200) + ' ' + failureSummary)].join('\\n')).join('\\n'))`));
}

const axe: readonly Tour[] = [false, true].map((isDark) => ({
  name: `everybody: axe finds nothing wrong in ${isDark ? 'dark' : 'light'}, in any section`,
  go: async ({ host, another, picture }) => {
    const reader = await another({ isDark, isCalm: false });
    await reader.open(host.address);
    await reader.click('button', 'Epoch');
    await reader.untilStep(7);
    const found: string[] = [];
    for (const section of SECTIONS) {
      await reader.section(section);
      if (section === 'Why') await reader.untilSaid('Three witnesses');
      const own = await faults(reader);
      if (own !== '') found.push(`${section}: ${own}`);
      if (isDark) await picture(`dark-${section}`, reader);
    }
    await reader.page.close();
    assert.equal(found.join('\n'), '');
  },
}));

/** What sticks out of the window at its right. */
const WIDE = `[...document.querySelectorAll('body *')]
  .filter((own) => own.getBoundingClientRect().right > innerWidth + 1
  && !own.closest('.scroll, pre, .path-list, .unseen, svg'))
  .slice(0, 3).map((own) => own.outerHTML.slice(0, 120)).join(' | ')`;

const widths: readonly Tour[] = WIDTHS.map((width) => ({
  name: `everybody: at ${width} px nothing is to be scrolled sideways`,
  go: async ({ another, host, picture }) => {
    const reader = await another();
    await reader.width(width);
    await reader.open(host.address);
    await reader.click('button', 'Epoch');
    await reader.untilStep(7);
    const found: string[] = [];
    for (const section of SECTIONS) {
      await reader.section(section);
      if (section === 'Why') await reader.untilSaid('Three witnesses');
      if (section === 'Prove') {
        await reader.click('button', 'Make a ledger of the 7 steps');
        await reader.click('button', 'Verify it');
        await reader.untilSaid('Verified here');
      }
      const wide = Number(await reader.page.evaluate('document.scrollingElement.scrollWidth'));
      if (wide > width) found.push(`${section}: ${wide} px, ${String(await reader.page.evaluate(WIDE))}`);
      await picture(`${width}-${section}`, reader);
    }
    await reader.page.close();
    assert.equal(found.join('\n'), '');
  },
}));

const calm: Tour = {
  name: 'everybody: where motion is unwanted nothing moves by itself',
  go: async ({ another, host }) => {
    const reader = await another({ isDark: false, isCalm: true });
    await reader.open(host.address);
    assert.equal(await reader.page.evaluate('matchMedia("(prefers-reduced-motion: reduce)").matches'), true);
    await reader.section('Compare');
    await reader.untilSaid('at a minimum', '.descent');
    assert.ok(!await reader.has('button', 'Pause'), 'the descent does not play by itself');
    assert.equal(await reader.page.evaluate('document.getAnimations().length'), 0);
    await reader.page.close();
  },
};

const strict: Tour = {
  name: 'everybody: where a policy forbids WebAssembly the bits are the same',
  go: async ({ reader, host }) => {
    await reader.open(host.strict);
    await reader.click('button', 'Epoch');
    await reader.untilStep(7);
    await reader.untilHash(await reckoned('', 7));
  },
};

export const everybodyTours: readonly Tour[] = [keys, ...axe, ...widths, calm, strict];
