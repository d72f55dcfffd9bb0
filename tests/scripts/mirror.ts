/**
 * HTTP servers on loopback that stand for mirrors, good and bad.
 * @module
 */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Mirror {
  /** Its base URL. */
  readonly url: string;
  /** The Range header of each request it got. */
  readonly ranges: (string | undefined)[];
  readonly close: () => void;
}

/** A server that lives as long as the test. */
export async function serve(t: TestContext, handler: Handler): Promise<Mirror> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    handler(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  t.after(close);
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { url: `http://127.0.0.1:${address.port}/mnist/`, ranges, close };
}

function start(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array): number | undefined {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= bytes.length) {
    response.writeHead(416).end();
    return undefined;
  }
  const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...range });
  return from;
}

/** A good server: all of `bytes`, or the rest from where the Range header says. */
export function sends(bytes: Uint8Array): Handler {
  return (request, response) => {
    const from = start(request, response, bytes);
    if (from !== undefined) response.end(bytes.subarray(from));
  };
}

/** Sends as a good server does, but hangs up after `cut` bytes, once the client has saved them in `part`. */
export function breaksOff(bytes: Uint8Array, cut: number, part: string): Handler {
  return (request, response) => {
    const from = start(request, response, bytes);
    if (from === undefined) return;
    response.write(bytes.subarray(from, from + cut));
    const timer = setInterval(() => {
      if ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) < from + cut) return;
      clearInterval(timer);
      response.destroy();
    }, 5);
    response.on('close', () => clearInterval(timer));
  };
}

/** All of `bytes`, whatever is asked. */
export const sendsWhole = (bytes: Uint8Array): Handler => (_request, response) => {
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
};

/** No content, just a status. */
export const answers = (status: number): Handler => (_request, response) => {
  response.writeHead(status).end();
};
