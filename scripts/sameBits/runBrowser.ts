/**
 * Trainings in a page of a browser that is installed, without a window. The page asks a server of ours what to do and
 * tells it what came of it; whether it may compile WebAssembly the server's Content-Security-Policy says.
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Message } from '../../tests/engines/report.ts';
import type { Job, Run } from './engines.ts';

const PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="/tests/engines/page.js"></script>';
/** Without these a page has no memory that threads share. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self'";

/** Trains in a browser that takes such words before the address, given the folder of its profile. */
export function runBrowser(words: (profile: string) => readonly string[], preferences: string = ''): Run {
  return async (program, job) => {
    const profile = mkdtempSync(join(tmpdir(), 'bitgrad-browser-'));
    writeFileSync(join(profile, 'user.js'), preferences);
    const { server, told } = await serve(job);
    const { port } = server.address() as AddressInfo;
    const child = spawn(program, [...words(profile), `http://127.0.0.1:${port}/`], {
      stdio: 'ignore', signal: job.signal, env: { ...process.env, HOME: profile }, detached: true,
    });
    const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
    const ended = new Promise<never>((_, reject) => {
      child.on('error', reject).on('exit', (code) => reject(new Error(`it ended with exit code ${code}`)));
    });
    try {
      await Promise.race([told, ended]);
    } finally {
      endGroup(child.pid);
      server.close();
      server.closeAllConnections();
      await closed;
      rmSync(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
    }
  };
}

/** Ends a browser with all processes that it has started, which would go on writing into its profile. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // they have ended already
  }
}

/** Serves the compiled files and the request; `told` resolves when the page has told all. */
async function serve({ folder, request, hear }: Job): Promise<{ server: Server; told: Promise<void> }> {
  const policy = `${POLICY}${request.webAssembly ? " 'wasm-unsafe-eval'" : ''}`;
  let finish = (): void => {};
  const told = new Promise<void>((resolve) => { finish = resolve; });
  const answer: RequestListener = async (asked, response) => {
    const path = normalize(new URL(asked.url ?? '/', 'http://x').pathname);
    const isFile = extname(path) === '.js', isThere = isFile || ['/', '/request', '/message'].includes(path);
    response.writeHead(isThere ? 200 : 404, {
      'content-type': isFile ? 'text/javascript' : 'text/html', 'content-security-policy': policy, ...ISOLATED,
    });
    response.end(bodyOf(path, folder, request));
    if (path !== '/message') return;
    const message = JSON.parse(await read(asked)) as Message;
    hear(message);
    if ('done' in message) finish();
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { server, told };
}

function bodyOf(path: string, folder: string, request: Job['request']): string | Buffer {
  if (path === '/') return PAGE;
  if (path === '/request') return JSON.stringify(request);
  return extname(path) === '.js' ? readFileSync(join(folder, path)) : '';
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  return body;
}
