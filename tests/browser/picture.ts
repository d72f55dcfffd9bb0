/**
 * `npm run test:browser -- --picture FILE`: the page as the README shows it, its spirals learnt.
 * @module
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../../scripts/command/output.ts';
import type { Opened } from './browsers.ts';
import type { Host } from './host.ts';
import { Reader } from './reader.ts';

/** The whole section, curves too. */
const WIDTH = 1600, HEIGHT = 1190;
/** By then the two spirals are told apart. */
const STEPS = 30_000;
/** What is the same after so many milliseconds changes no more. */
const STILL = 700;

/** Trains the page's first setting, and keeps a picture of the window. */
export async function takePicture(browser: Opened, site: Host, file: string): Promise<void> {
  const reader = new Reader(await browser.page());
  await reader.width(WIDTH, HEIGHT);
  await reader.open(site.address);
  await reader.choose('Pace', 'full');
  await reader.click('button', 'Run');
  await reader.until(`${STEPS} steps`, async () => await reader.steps() >= STEPS);
  await reader.click('button', 'Pause');
  let last = '';
  await reader.until('all to be drawn', async () => {
    await reader.page.screenshot({ path: file, fullPage: false });
    const before = last;
    last = readFileSync(file, 'base64');
    await pause(STILL);
    return last === before;
  });
  say(`${file} shows the page after ${(await reader.steps()).toLocaleString('en')} steps`);
  await reader.page.close();
}
