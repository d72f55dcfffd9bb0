/**
 * One HTTP transfer into a file, going on where an earlier one broke off.
 * @module
 */
import { open, rm, stat } from 'node:fs/promises';

/** The server's or the network's fault: another mirror may do better. */
export class TransferError extends Error {
  override name = 'TransferError';
}

/** Limits of a transfer, and who is told of it. */
export interface TransferOptions {
  /** The most bytes the file may come to. */
  readonly maxBytes: number;
  /** Give up when no byte has come for so long. */
  readonly stallMilliseconds: number;
  /** After each piece: bytes in the file, and bytes it will have (undefined where the server does not say). */
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
}

/** The size of a file; 0 if there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(({ size }) => size, () => 0);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message || error.cause.name})` : error.message;
}

async function network<T>(promise: Promise<T>): Promise<T> {
  return promise.catch((error: unknown) => {
    throw error instanceof TransferError ? error : new TransferError(reasonOf(error));
  });
}

/**
 * How many bytes of the file precede the body: all we have if the server goes on from there, none if it starts anew.
 */
function bytesBefore(response: Response, haveBytes: number): number {
  if (response.status === 200) return 0;
  if (response.status !== 206) throw new TransferError(`HTTP ${response.status} ${response.statusText}`.trimEnd());
  const range = response.headers.get('content-range');
  const start = /^bytes (\d+)-/.exec(range ?? '')?.[1];
  if (start === undefined || Number(start) !== haveBytes) {
    throw new TransferError(`asked for bytes from ${haveBytes} on, got '${range ?? 'no Content-Range'}'`);
  }
  return haveBytes;
}

async function saveBody(
  response: Response, path: string, before: number, alive: () => void, options: TransferOptions,
): Promise<void> {
  const { maxBytes, onProgress } = options;
  const announced = response.headers.get('content-length');
  const total = announced === null ? undefined : before + Number(announced);
  if (total !== undefined && total > maxBytes) {
    throw new TransferError(`the file must have at most ${maxBytes} bytes, the server has ${total}`);
  }
  if (response.body === null) throw new TransferError('the server sent no body');
  const reader = response.body.getReader();
  const handle = await open(path, before > 0 ? 'a' : 'w');
  try {
    let done = before;
    for (;;) {
      const piece = await network(reader.read());
      if (piece.done) break;
      alive();
      done += piece.value.length;
      if (done > maxBytes) {
        throw new TransferError(`the file must have at most ${maxBytes} bytes, the server sends more`);
      }
      await handle.writeFile(piece.value);
      onProgress(done, total);
    }
    if (total !== undefined && done !== total) {
      throw new TransferError(`the connection closed after ${done} of ${total} bytes`);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Fetches `url` into the file `path`, asking only for what that file does not have yet.
 *
 * Returns when the whole body is on the disk; what it holds is for the caller to check, since the beginning may be
 * another server's. A server that ignores the range, or has nothing there, makes the file start anew.
 *
 * Throws: TransferError if the server or the network fails (what has come is kept); the system's error if
 *         the disk does.
 */
export async function fetchPart(url: string, path: string, options: TransferOptions): Promise<void> {
  const { stallMilliseconds } = options;
  const haveBytes = await sizeOf(path);
  const stop = new AbortController();
  const timer = setTimeout(
    () => stop.abort(new TransferError(`no byte came for ${stallMilliseconds / 1000} s`)), stallMilliseconds,
  );
  try {
    // A server that packs once more, or unpacks, would make ranges meaningless.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (haveBytes > 0) headers.range = `bytes=${haveBytes}-`;
    const response = await network(fetch(url, { headers, signal: stop.signal }));
    timer.refresh();
    const encoding = response.headers.get('content-encoding');
    if (encoding !== null) throw new TransferError(`the server packs what it sends (${encoding})`);
    if (haveBytes > 0 && response.status === 416) await rm(path, { force: true });
    await saveBody(response, path, bytesBefore(response, haveBytes), () => timer.refresh(), options);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
