/**
 * `npm run test:browser`: the page, read in Chromium and in Firefox.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTools } from '../../scripts/build/installTools.ts';
import { say } from '../../scripts/command/output.ts';
import { runCommand } from '../../scripts/command/runCommand.ts';
import { UsageError, messageOf } from '../../scripts/command/usageError.ts';
import { buildPage } from '../../scripts/page/buildPage.ts';
import { BROWSERS, gotBy, open, programOf, type BrowserName, type Opened } from './browsers.ts';
import { host, type Host } from './host.ts';
import { measure } from './measure.ts';
import { testBrowser } from './options.ts';
import { takePicture } from './picture.ts';
import { Reader } from './reader.ts';
import { askTours } from './tours/ask.ts';
import { everybodyTours } from './tours/everybody.ts';
import { proveTours } from './tours/prove.ts';
import type { Tour } from './tours/tour.ts';
import { trainTours } from './tours/train.ts';

const TOURS: readonly Tour[] = [...trainTours, ...askTours, ...proveTours, ...everybodyTours];

/** Goes through tours in one browser; how many went wrong. */
async function visit(name: BrowserName, tours: readonly Tour[], site: Host, pictures: string): Promise<number> {
  const browser = await open(name);
  let wrong = 0;
  say(`${name}: ${browser.version}`);
  for (const tour of tours) {
    const readers: Reader[] = [], began = performance.now();
    const another = async (...wishes: Parameters<typeof browser.page>): Promise<Reader> => {
      const reader = new Reader(await browser.page(...wishes));
      readers.push(reader);
      return reader;
    };
    const reader = await another();
    const picture = async (of: string, own: Reader = reader): Promise<void> => {
      await own.picture(join(pictures, `${name}-${of.toLowerCase().replaceAll(' ', '-')}.png`));
    };
    const fault = await tour.go({ reader, browser, host: site, another, picture }).then(() => undefined, messageOf);
    const strangers = readers.flatMap(({ requests }) => requests)
      .filter((url) => url !== 'about:blank' && !url.startsWith(site.address) && !url.startsWith(site.strict));
    const faults = [
      ...(fault === undefined ? [] : [fault]), ...readers.flatMap(({ errors }) => errors),
      ...(strangers.length === 0 ? [] : [`it asked for ${strangers.join(', ')}`]),
    ];
    if (fault !== undefined) await picture(`wrong-${wrong}`).catch(() => {});
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(`${name}, ${tour.name}: ${faults.length === 0 ? `yes, in ${seconds} s` : `NO: ${faults.join('\n')}`}`);
    if (faults.length > 0) wrong++;
    for (const { page } of readers) await page.close().catch(() => {});
  }
  await browser.close();
  return wrong;
}

/** What is done in Chromium alone. */
async function beside(site: Host, act: (browser: Opened, site: Host) => Promise<void>): Promise<void> {
  const browser = await open('chromium');
  try {
    await act(browser, site);
  } finally {
    await browser.close();
  }
}

await runCommand(testBrowser, async ({ operands: words, screenshots, page, measure: seconds, picture }) => {
  installTools(fileURLToPath(new URL('.', import.meta.url)));
  const home = mkdtempSync(join(tmpdir(), 'bitgrad-page-'));
  const pictures = resolve(screenshots ?? mkdtempSync(join(tmpdir(), 'bitgrad-pictures-')));
  mkdirSync(pictures, { recursive: true });
  const folder = resolve(page ?? home);
  let wrong = 0, number = 0, site: Host | undefined;
  try {
    if (page === undefined) await buildPage(home, new AbortController().signal);
    site = await host(folder);
    if (picture !== undefined || seconds !== undefined) {
      await beside(site, (browser, own) => (picture !== undefined ? takePicture(browser, own, resolve(picture))
        : measure(browser, own, folder, seconds ?? 0)));
      return { ok: true };
    }
    for (const name of BROWSERS) {
      const tours = TOURS.filter((tour) => words.every((word) => `${name}, ${tour.name}`.includes(word)));
      if (tours.length === 0) continue;
      number += tours.length;
      if (programOf(name) !== undefined) wrong += await visit(name, tours, site, pictures);
      else {
        say(`${name} is absent, and nothing was tried in it: ${gotBy(name)}`);
        wrong += tours.length;
      }
    }
  } finally {
    site?.close();
    rmSync(home, { recursive: true, force: true });
  }
  if (number === 0) throw new UsageError(`no tour has ${words.join(' and ')} in its name`);
  say(`${number - wrong} of ${number} are as they must be; the pictures are in ${pictures}`);
  return { ok: wrong === 0 };
});
