import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from '../../scripts/command/place.ts';
import { buildPage } from '../../scripts/page/buildPage.ts';
import { open, programOf } from './browsers.ts';
import { isInstalled } from './driver.ts';
import { host } from './host.ts';
import { Reader } from './reader.ts';
import { reckoned } from './reckoned.ts';
import { faults } from './tours/everybody.ts';

const VITE = join(ROOT, 'scripts', 'page', 'node_modules', 'vite');

/** Why nothing can be tried here; false where it can. */
const skip = programOf('chromium') === undefined ? 'no Chromium is installed'
  : !isInstalled() ? 'npm ci --prefix tests/browser has not been run'
    : !existsSync(VITE) && 'npm ci --prefix scripts/page has not been run';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-page-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** 200 steps are an epoch of it. */
const ADDRESS = '#data=spirals,200,200,0.02&batch=1';

test('the page trains 200 steps in Chromium to the hash of Node, and axe finds nothing wrong', { skip }, async () => {
  await buildPage(folder, new AbortController().signal);
  const site = await host(folder), browser = await open('chromium');
  try {
    const reader = new Reader(await browser.page());
    await reader.open(`${site.address}${ADDRESS}`);
    await reader.click('button', 'Epoch');
    await reader.untilStep(200);
    await reader.untilHash(await reckoned(ADDRESS, 200));
    assert.equal(await faults(reader), '');
    assert.deepEqual(reader.errors, []);
    assert.deepEqual(reader.requests.filter((url) => !url.startsWith(site.address) && url !== 'about:blank'), []);
  } finally {
    await browser.close();
    site.close();
  }
});
