/**
 * What a page and its worker hold, after all that nobody holds is collected: Chromium's protocol says it of each.
 * @module
 */
import type { Page, Talk } from './driver.ts';

interface Usage {
  readonly usedSize: number;
  /** What the browser holds for it. */
  readonly embedderHeapUsedSize?: number;
  /** Of typed arrays and of WebAssembly. */
  readonly backingStorageSize?: number;
}

const MEGA = 1e6;

async function heldBy(talk: Talk): Promise<number> {
  await talk.send('HeapProfiler.collectGarbage');
  const usage = await talk.send('Runtime.getHeapUsage') as Usage;
  return (usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0)) / MEGA;
}

/** Asks both for what they hold, in words, as often as it is called. */
export async function memoryOf(page: Page): Promise<() => Promise<string>> {
  const own = await page.createCDPSession(), workers = page.workers();
  return async () => {
    const held = await heldBy(own), others: number[] = [];
    for (const { client } of workers) others.push(await heldBy(client));
    return `page ${held.toFixed(2)} MB, worker ${others.reduce((sum, other) => sum + other, 0).toFixed(2)} MB`;
  };
}
