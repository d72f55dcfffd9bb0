/**
 * `npm run test:browser -- --measure SECONDS`: what the page weighs, how soon it answers, how fast it trains,
 * what it holds.
 * @module
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { say } from '../../scripts/command/output.ts';
import { Session } from '../../scripts/page/engine/session.ts';
import { parseSetting } from '../../scripts/page/address.ts';
import type { Opened } from './browsers.ts';
import type { Host } from './host.ts';
import { memoryOf } from './memory.ts';
import { Reader } from './reader.ts';
import { watchTasks, type Tasks } from './tasks.ts';

/** The report's network on all digits. */
const ADDRESS = '#data=digits,40000,5000&layers=12:relu,12:relu&optimizer=sgd,0.1&batch=32';
const KILO = 1000, MEGA = 1e6;
/** Page and Node have the machine in turns, an odd number of them, each for so many seconds. */
const TURNS = 3, TURN_S = 5;
const LONG = 50, MINUTES = [1, 5, 10, 30, 60];

interface Speed {
  /** Steps a second. */
  readonly clock: number;
  /** Steps a second that its thread had a processor: what others take of the machine is not in it. */
  readonly own: number;
}

/**
 * Run, or pause. Not by role and name as elsewhere: once that has been asked for, Chromium keeps a second tree of all
 * elements for readers of screens, which costs time and grows as long as nobody reads it.
 */
async function press(reader: Reader): Promise<void> {
  await reader.page.evaluate('document.querySelector(".run .button.main").click()');
}

/** Of Node, by the page's engine, over some seconds. */
async function speedOfNode(seconds: number): Promise<Speed> {
  const session = new Session();
  await session.ask('open', { setting: parseSetting(ADDRESS) });
  await session.ask('run', {});
  await pause(KILO); // compiled by then
  const stepsOf = async (): Promise<number> => (await session.ask('frame', { parts: {}, since: 0 })).state.steps;
  const first = await stepsOf(), began = performance.now(), spent = process.cpuUsage();
  await pause(seconds * KILO);
  const steps = await stepsOf() - first, time = performance.now() - began, { user, system } = process.cpuUsage(spent);
  await session.ask('pause', {});
  await session.close();
  return { clock: steps * KILO / time, own: steps * MEGA / (user + system) };
}

/** Of the page, while it runs and is drawn. */
async function speedOfPage(reader: Reader, seconds: number): Promise<{ readonly speed: Speed; readonly tasks: Tasks }> {
  await press(reader);
  await pause(KILO);
  const end = await watchTasks(reader.page), first = await reader.steps(), began = performance.now();
  await pause(seconds * KILO);
  const steps = await reader.steps() - first, time = performance.now() - began, tasks = await end();
  await press(reader);
  return { speed: { clock: steps * KILO / time, own: steps * KILO / tasks.worker.own }, tasks };
}

/** Says the speeds of both, in turns, and the longest tasks of the page meanwhile. */
async function measureSpeed(reader: Reader): Promise<void> {
  const shares: Speed[] = [];
  for (let turn = 1; turn <= TURNS; turn++) {
    const { speed, tasks: { longest, over } } = await speedOfPage(reader, TURN_S), node = await speedOfNode(TURN_S);
    shares.push({ clock: speed.clock / node.clock, own: speed.own / node.own });
    say(`turn ${turn}: steps a second: page ${speed.clock.toFixed(0)}, Node ${node.clock.toFixed(0)}; `
      + `by its processor's time: page ${speed.own.toFixed(0)}, Node ${node.own.toFixed(0)}`);
    say(`  longest task of the page: ${longest.clock.toFixed(0)} ms by the clock, ${longest.own.toFixed(0)} ms of a `
      + `processor; above 50 ms: ${over(LONG, 'clock')} by the clock, ${over(LONG, 'own')} of a processor`);
  }
  const middle = (by: keyof Speed): string => {
    const all = shares.map((share) => share[by]).sort((a, b) => a - b);
    return `${(100 * all[(TURNS - 1) / 2]).toFixed(0)} %`;
  };
  say(`speed of the page by that of Node: ${middle('clock')} by the clock, ${middle('own')} by its processor's time`);
}

/** Says what page and worker hold at first, after 1, 5, 10 … minutes, and at the end. */
async function measureMemory(reader: Reader, seconds: number): Promise<void> {
  await press(reader);
  await pause(KILO);
  const memory = await memoryOf(reader.page);
  say(`memory at first: ${await memory()}`);
  const looks = [...MINUTES.map((minutes) => 60 * minutes).filter((look) => look < seconds), seconds];
  let gone = 0;
  for (const look of looks) {
    await pause((look - gone) * KILO);
    say(`memory after ${gone = look} s, ${(await reader.steps()).toLocaleString('en')} steps: ${await memory()}`);
  }
  await press(reader);
}

/** Says what is measured, in Chromium, whose protocol tells of threads and of memory. */
export async function measure(browser: Opened, site: Host, folder: string, seconds: number): Promise<void> {
  say(`load of the last minute on ${availableParallelism()} cores: ${loadavg()[0].toFixed(1)}`);
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
  await measureSpeed(reader);
  if (seconds > 0) await measureMemory(reader, seconds);
  await reader.page.close();
}
