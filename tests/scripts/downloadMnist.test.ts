import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Philox } from '../../lib/core/philox.ts';
import { readCommandLine } from '../../scripts/command/readCommandLine.ts';
import { UsageError } from '../../scripts/command/usageError.ts';
import { download } from '../../scripts/mnist/download.ts';
import { MNIST_FILES, type DataFile } from '../../scripts/mnist/files.ts';
import { downloadMnist } from '../../scripts/mnist/options.ts';
import { bitgrad } from '../helpers/program.ts';
import { answers, breaksOff, sends, sendsWhole, serve, type Handler } from './mirror.ts';

function noise(seed: number, length: number): Uint8Array {
  const random = new Philox(seed);
  return Uint8Array.from({ length }, () => random.nextUint32());
}

function dataFile(name: string, content: Uint8Array): DataFile {
  return { name, unpackedBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

const CONTENT = noise(1, 200_000);
const PACKED = gzipSync(CONTENT);
const FILE = dataFile('noise', CONTENT);

function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Runs a download of FILE and gives the lines it reported. */
async function fetchNoise(directory: string, mirrors: readonly string[], stallMilliseconds = 5000): Promise<string[]> {
  const lines: string[] = [];
  await download({ directory, files: [FILE], mirrors, stallMilliseconds, report: (line) => lines.push(line) });
  return lines;
}

/** Nothing in the directory but the finished file, with these bytes. */
function assertOnlyFinished(directory: string, bytes: Uint8Array = PACKED): void {
  assert.deepEqual(readdirSync(directory), ['noise.gz']);
  assert.ok(Buffer.from(bytes).equals(readFileSync(join(directory, 'noise.gz'))));
}

test('a good server fills the directory, which is made if need be; a second run asks for nothing', async (t) => {
  const { url, ranges } = await serve(t, sends(PACKED));
  const directory = join(temporaryDirectory(t), 'a', 'b');
  await fetchNoise(directory, [url]);
  assertOnlyFinished(directory);
  assert.deepEqual(await fetchNoise(directory, [url]), ['noise.gz: already there, and right']);
  assert.deepEqual(ranges, [undefined]);
});

test('a file that is there unpacked is kept; a damaged packed one is replaced', async (t) => {
  const { url, ranges } = await serve(t, sends(PACKED));
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'noise'), CONTENT);
  assert.deepEqual(await fetchNoise(directory, [url]), ['noise: already there, and right']);
  writeFileSync(join(directory, 'noise.gz'), PACKED.subarray(0, 5000));
  assert.match(
    (await fetchNoise(directory, [url]))[0],
    /^noise\.gz: the file that is there will be replaced: gzip: unexpected end of file$/,
  );
  assert.ok(PACKED.equals(readFileSync(join(directory, 'noise.gz'))));
  assert.equal(ranges.length, 1);
});

test('after a broken transfer only the rest is fetched', async (t) => {
  const directory = temporaryDirectory(t);
  const { url, ranges } = await serve(t, breaksOff(PACKED, 70_000, join(directory, 'noise.gz.part')));
  await fetchNoise(directory, [url]);
  assertOnlyFinished(directory);
  assert.deepEqual(ranges, [undefined, 'bytes=70000-', 'bytes=140000-']);
});

test('a part left by an earlier run is gone on with, on another mirror too', async (t) => {
  const directory = temporaryDirectory(t);
  const once = breaksOff(PACKED, 70_000, join(directory, 'noise.gz.part'));
  const broken = await serve(t, (request, response) =>
    (request.headers.range === undefined ? once : answers(503))(request, response));
  const message = `no mirror gave noise.gz:\n  ${broken.url}: HTTP 503 Service Unavailable`;
  await assert.rejects(fetchNoise(directory, [broken.url]), { name: 'DownloadError', message });
  assert.deepEqual(readdirSync(directory), ['noise.gz.part']);
  const good = await serve(t, sends(PACKED));
  await fetchNoise(directory, [good.url]);
  assertOnlyFinished(directory);
  assert.deepEqual(good.ranges, ['bytes=70000-']);
});

test('a server that ignores the range makes the file start anew', async (t) => {
  const { url, ranges } = await serve(t, sendsWhole(PACKED));
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'noise.gz.part'), PACKED.subarray(0, 30_000));
  await fetchNoise(directory, [url]);
  assertOnlyFinished(directory);
  assert.deepEqual(ranges, ['bytes=30000-']);
});

test('a part that does not go with the rest is thrown away, and the same mirror is asked again', async (t) => {
  const { url, ranges } = await serve(t, sends(PACKED));
  for (const [
    partBytes, name,
  ] of [[noise(2, 30_000), 'wrong bytes'], [noise(3, PACKED.length + 9), 'more than there is']] as const) {
    const directory = temporaryDirectory(t);
    writeFileSync(join(directory, 'noise.gz.part'), partBytes);
    await fetchNoise(directory, [url]);
    assertOnlyFinished(directory);
    assert.deepEqual(ranges.splice(0), [`bytes=${partBytes.length}-`, undefined], name);
  }
});

test('a part that is already whole only needs its name', async (t) => {
  const { url, ranges } = await serve(t, sends(PACKED));
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'noise.gz.part'), PACKED);
  await fetchNoise(directory, [url]);
  assertOnlyFinished(directory);
  assert.deepEqual(ranges, []);
});

test('another packing of the same bytes is as good', async (t) => {
  const packed = gzipSync(CONTENT, { level: 0 });
  const { url } = await serve(t, sends(packed));
  const directory = temporaryDirectory(t);
  await fetchNoise(directory, [url]);
  assertOnlyFinished(directory, packed);
});

test('wrong content never gets the final name, and the next mirror is tried', async (t) => {
  const changed = Uint8Array.from(CONTENT);
  changed[100_000] ^= 4;
  const directory = temporaryDirectory(t);
  const seen: boolean[] = [];
  const good = await serve(t, (...exchange) => {
    seen.push(existsSync(join(directory, 'noise.gz')), existsSync(join(directory, 'noise.gz.part')));
    sends(PACKED)(...exchange);
  });
  const wrong = [
    gzipSync(changed),
    gzipSync(CONTENT.subarray(1)),
    gzipSync(Buffer.concat([CONTENT, CONTENT])).subarray(0, 260_000),
    Buffer.from('<html>sign in</html>'),
    PACKED.subarray(0, 150_000),
    new Uint8Array(0),
  ];
  const reasons: string[] = [];
  for (const bytes of wrong) {
    const bad = await serve(t, sendsWhole(bytes));
    const lines = await fetchNoise(directory, [bad.url, good.url]);
    assertOnlyFinished(directory);
    assert.deepEqual(seen.splice(0), [false, false]);
    rmSync(join(directory, 'noise.gz'));
    const failed = lines.find((line) => line.includes(' failed: ')) ?? '';
    reasons.push(failed.slice(failed.indexOf(' failed: ') + 9));
  }
  assert.match(reasons[0], /^its SHA-256 is [0-9a-f]{64} instead of [0-9a-f]{64}$/);
  assert.deepEqual(reasons.slice(1), [
    'it holds 199999 bytes instead of 200000',
    'it holds more than 200000 bytes',
    'it holds 20 bytes instead of 200000',
    'gzip: unexpected end of file',
    'it holds 0 bytes instead of 200000',
  ]);
});

test('a body that is too large is broken off, announced or not', async (t) => {
  const endless: Handler = (_request, response) => {
    response.writeHead(200);
    const more = (): void => { while (!response.destroyed && response.write(PACKED)); };
    response.on('drain', more);
    more();
  };
  const announced =
    await serve(t, (_request, response) => { response.writeHead(200, { 'content-length': 10 ** 12 }).write('x'); });
  const unannounced = await serve(t, endless);
  const directory = temporaryDirectory(t);
  await assert.rejects(fetchNoise(directory, [announced.url, unannounced.url]), (error: Error) => {
    assert.equal(error.message, `no mirror gave noise.gz:\n  ${announced.url}: the file must have at most 265536 `
      + `bytes, the server has ${10 ** 12}\n  `
      + `${unannounced.url}: the file must have at most 265536 bytes, the server sends more`);
    return true;
  });
  const good = await serve(t, sends(PACKED));
  await fetchNoise(directory, [good.url]);
  assertOnlyFinished(directory);
});

test('redirects are followed, also when going on', async (t) => {
  const good = await serve(t, sends(PACKED));
  const { url } =
    await serve(t, (_request, response) => { response.writeHead(302, { location: `${good.url}noise.gz` }).end(); });
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'noise.gz.part'), PACKED.subarray(0, 1000));
  await fetchNoise(directory, [url]);
  assertOnlyFinished(directory);
  assert.deepEqual(good.ranges, ['bytes=1000-']);
});

test('a server that stops sending, or never answers, is given up on, and what came is kept', async (t) => {
  const silent = await serve(t, () => {});
  const stalls = await serve(t, (request, response) => {
    if (request.headers.range === undefined) {
      response.writeHead(200, { 'content-length': PACKED.length }).write(PACKED.subarray(0, 5000));
    }
  });
  const directory = temporaryDirectory(t);
  await assert.rejects(fetchNoise(directory, [silent.url, stalls.url], 500), {
    message:
      `no mirror gave noise.gz:\n  ${silent.url}: no byte came for 0.5 s\n  ${stalls.url}: no byte came for 0.5 s`,
  });
  assert.ok(PACKED.subarray(0, 5000).equals(readFileSync(join(directory, 'noise.gz.part'))));
  assert.deepEqual(stalls.ranges, [undefined, 'bytes=5000-']);
});

test('a slow server that keeps sending is waited for', async (t) => {
  const { url } = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': PACKED.length });
    let at = 0;
    const timer = setInterval(() => {
      response.write(PACKED.subarray(at, (at += 15_000)));
      if (at >= PACKED.length) {
        clearInterval(timer);
        response.end();
      }
    }, 100);
  });
  const directory = temporaryDirectory(t);
  await fetchNoise(directory, [url], 800);
  assertOnlyFinished(directory);
});

test('what every mirror did is told when all fail, and other files that are there stay', async (t) => {
  const missing = await serve(t, answers(404));
  const lying = await serve(t, (_request, response) => {
    response.writeHead(206, { 'content-range': 'bytes 7-9/10' }).end('abc');
  });
  const packs =
    await serve(t, (_request, response) => { response.writeHead(200, { 'content-encoding': 'gzip' }).end(PACKED); });
  const nobody = await serve(t, answers(200));
  nobody.close();
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'noise.gz'), 'damaged');
  await assert.rejects(fetchNoise(directory, [missing.url, lying.url, packs.url, nobody.url]), (error: Error) => {
    const [first, ...reasons] = error.message.split('\n');
    assert.equal(first, 'no mirror gave noise.gz:');
    assert.deepEqual(reasons.slice(0, 3), [
      `  ${missing.url}: HTTP 404 Not Found`,
      `  ${lying.url}: asked for bytes from 0 on, got 'bytes 7-9/10'`,
      `  ${packs.url}: the server packs what it sends (gzip)`,
    ]);
    assert.match(reasons[3], /: fetch failed \(.*ECONNREFUSED.*\)$/);
    assert.equal(reasons.length, 4);
    return true;
  });
  assert.equal(readFileSync(join(directory, 'noise.gz'), 'utf8'), 'damaged');
});

async function run(
  ...args: string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly error: string }> {
  const child = spawn(
    process.execPath, bitgrad('download-mnist', ...args), { cwd: new URL('../..', import.meta.url) },
  );
  let out = '', error = '';
  child.stdout.on('data', (text) => { out += text; });
  child.stderr.on('data', (text) => { error += text; });
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  return { code, out, error };
}

test('a wrong command line is refused', () => {
  for (const [args, message] of [
    [['--miror', 'x'], /^there is no option '--miror'; did you mean '--mirror'\?$/],
    [['--mirror', 'ftp://x/'], /^--mirror must be an http or https URL, got 'ftp:\/\/x\/'$/],
    [['a', 'b'], /^only the directory may be named, got 'a' and 'b'$/],
    [[''], /^the directory must be a name, got ''$/],
  ] as const) {
    assert.throws(
      () => readCommandLine(downloadMnist, args, {}),
      (error) => error instanceof UsageError && message.test(error.message), args.join(' '),
    );
  }
  assert.deepEqual(
    readCommandLine(downloadMnist, ['--mirror', 'http://a', '--mirror=https://b/'], {})?.mirror,
    ['http://a/', 'https://b/'],
  );
});

test('the command exits with 3 when no mirror gives a file', async (t) => {
  const { url, ranges } = await serve(t, answers(404));
  const { code, error } = await run(temporaryDirectory(t), '--mirror', url, '--mirror', url.slice(0, -1));
  assert.deepEqual([code, ranges.length], [3, 2]);
  assert.match(error, /^bitgrad download-mnist: no mirror gave train-images-idx3-ubyte\.gz:\n/);
});

const MNIST_DIR = process.env.MNIST_DIR;

test('the command fetches the real files from a server on loopback', {
  skip: MNIST_DIR ? false : 'MNIST_DIR is not set',
}, async (t) => {
  const fileOf = (url = ''): string => join(MNIST_DIR ?? '', url.slice('/mnist/'.length));
  const { url } = await serve(t, (request, response) => sends(readFileSync(fileOf(request.url)))(request, response));
  const directory = temporaryDirectory(t);
  const { code, out } = await run(directory, '--mirror', url);
  assert.equal(code, 0);
  assert.match(out, /MNIST is complete in .*: npm run bitgrad -- train --data /);
  assert.deepEqual(readdirSync(directory).sort(), MNIST_FILES.map(({ name }) => `${name}.gz`).sort());
});
