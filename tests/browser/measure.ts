/**
 * `npm run test:browser -- --measure SECONDS`: what the page weighs, how soon it answers, how fast it trains.
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { say } from '../../scripts/command/output.ts';
import { Session } from '../../scripts/page/engine/session.ts';
import { parseSetting } from '../../scripts/page/address.ts';
import type { Opened } from './browsers.ts';
import type { Host } from './host.ts';
import { Reader } from './reader.ts';

/** The report's network on all digits. */
const ADDRESS = '#data=digits,40000,5000&layers=12:relu,12:relu&optimizer=sgd,0.1&batch=32';
const KILO = 1000, MEGA = 1e6, BESIDE_S = 10;

/** Steps a second of Node by the page's engine, over some seconds. */
async function speedOfNode(seconds: number): Promise<number> {
  const session = new Session();
  await session.ask('open', { setting: parseSetting(ADDRESS) });
  await session.ask('run', {});
  await pause(KILO); // compiled by then
  const stepsOf = async (): Promise<number> => (await session.ask('frame', { parts: {}, since: 0 })).state.steps;
  const first = await stepsOf(), began = performance.now();
  await pause(seconds * KILO);
  const speed = (await stepsOf() - first) * KILO / (performance.now() - began);
  await session.ask('pause', {});
  await session.close();
  return speed;
}

/** Steps a second of the page, from two looks at it. */
async function speedOfPage(reader: Reader, seconds: number): Promise<number> {
  const first = await reader.steps(), began = performance.now();
  await pause(seconds * KILO);
  return (await reader.steps() - first) * KILO / (performance.now() - began);
}

const heapOf = async (reader: Reader): Promise<string> =>
  `${(Number(await reader.page.evaluate('performance.memory.usedJSHeapSize')) / MEGA).toFixed(1)} MB`;

/** Says what is measured in a browser that has `performance.memory` and long tasks: Chromium. */
export async function measure(browser: Opened, site: Host, folder: string, seconds: number): Promise<void> {
  const reader = new Reader(await browser.page()), began = performance.now();
  await reader.page.goto(site.address);
  await reader.until('a network', async () => (await reader.hash()).length === 64);
  say(`first load to the first hash: ${(performance.now() - began).toFixed(0)} ms`);
  say(`  of it, until the scripts had run: ${String(await reader.page.evaluate(
    'performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd.toFixed(0)'))} ms`);
  const files = reader.requests.map((url) => new URL(url).pathname.slice(new URL(site.address).pathname.length));
  const bytes = [...new Set(files)].map((file) => gzipSync(readFileSync(join(folder, file || 'index.html'))).length);
  const weight = bytes.reduce((sum, own) => sum + own, 0) / KILO;
  say(`first load: ${weight.toFixed(1)} kB by gzip in ${bytes.length} files`);

  await reader.open(`${site.address}${ADDRESS}`);
  await reader.page.evaluate(`window.longest = 0; window.count = 0; new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) { longest = Math.max(longest, duration); count++; }
  }).observe({ type: 'longtask' }); undefined`);
  await reader.click('button', 'Run');
  await pause(2 * KILO);
  const heap = await heapOf(reader), half = await speedOfPage(reader, BESIDE_S);
  await reader.click('button', 'Pause');
  const node = await speedOfNode(BESIDE_S);
  await reader.click('button', 'Run');
  await pause(KILO);
  const again = await speedOfPage(reader, BESIDE_S);
  say(`steps a second: page ${half.toFixed(0)}, Node ${node.toFixed(0)}, page ${again.toFixed(0)}`);
  await pause(seconds * KILO);
  say(`heap: ${heap} at first, ${await heapOf(reader)} after ${seconds + 2 * BESIDE_S} s`);
  say(`long tasks: ${String(await reader.page.evaluate('count'))}, the longest ${String(await reader.page.evaluate(
    'longest'))} ms`);
  await reader.page.close();
}
