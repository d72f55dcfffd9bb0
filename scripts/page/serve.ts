/**
 * A folder served on this machine.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.json': 'application/json', '.png': 'image/png',
};

/** Serves the files of a folder on 127.0.0.1; resolves once it listens. Rejects where the port is taken. */
export function serve(folder: string, port: number): Promise<Server> {
  const server = createServer(async ({ url = '/', method }, response) => {
    const file = fileOf(folder, url);
    const body = file === undefined || method !== 'GET' ? undefined : await readFile(file).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': TYPES[extname(file ?? '')] ?? 'application/octet-stream', 'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    response.end(body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => { resolve(server); });
  });
}

/** Undefined for what lies outside of the folder, or is no address. */
function fileOf(folder: string, url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, 'http://x').pathname);
    const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(folder + sep) && !file.includes('\0') ? file : undefined;
  } catch {
    return undefined;
  }
}
