/**
 * `npm run page`: the page that trains in a browser, built and served, or written into a folder.
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { interruptible } from './command/interruptible.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { buildPage } from './page/buildPage.ts';
import { pageCommand } from './page/options.ts';
import { serve } from './page/serve.ts';

/** What opens an address on a desktop. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'], win32: ['cmd', '/c', 'start', ''],
};

/** Where there is no desktop, the address stands in the terminal all the same. */
function openInBrowser(address: string): void {
  const [program, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true });
  child.on('error', () => { say(`There is no ${program} here to open it with.`); }).unref();
}

async function serveUntil(signal: AbortSignal, folder: string, port: number, open: boolean): Promise<void> {
  const server = await serve(folder, port), { port: own } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${own}/`;
  say(`The page is at ${address} until Ctrl-C.`);
  if (open) openInBrowser(address);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}

await runCommand(pageCommand, ({ out, port, open }) => interruptible(async (signal) => {
  if (out !== undefined) {
    await buildPage(resolve(out), signal);
    return say(`The page is in ${resolve(out)}: any host of files can serve it, from any path.`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-page-'));
  try {
    await buildPage(folder, signal);
    await serveUntil(signal, folder, port, open);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}));
