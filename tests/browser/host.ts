/**
 * A host of files that has the page in a folder of a folder, and a policy that is as strict as the page can bear.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
};
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; "
  + "connect-src 'self'";
/** The page in a folder of a folder; the second forbids WebAssembly. */
const PLACES = {
  '/a/page/': `${POLICY}; script-src 'self' 'wasm-unsafe-eval'`, '/b/page/': `${POLICY}; script-src 'self'`,
};

export interface Host {
  readonly address: string;
  /** The same, where a policy forbids WebAssembly. */
  readonly strict: string;
  readonly close: () => void;
}

/** Serves a folder on 127.0.0.1. */
export async function host(folder: string): Promise<Host> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = normalize(new URL(url, 'http://x').pathname);
    const [place, policy] = Object.entries(PLACES).find(([own]) => path.startsWith(own)) ?? [];
    const file = place === undefined ? undefined : path.slice(place.length) || 'index.html';
    const body = file === undefined ? undefined : await readFile(join(folder, file)).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': TYPES[extname(file ?? '')] ?? 'text/plain', 'content-security-policy': policy ?? POLICY,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  const { port } = server.address() as AddressInfo;
  const [address, strict] = Object.keys(PLACES).map((place) => `http://127.0.0.1:${port}${place}`);
  return {
    address, strict,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
