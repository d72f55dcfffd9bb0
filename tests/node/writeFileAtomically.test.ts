import assert from 'node:assert/strict';
import {
  chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { writeFileAtomically } from '../../lib/node/index.ts';
import { fixNames, folderFor, inPieces, recordCalls, systemError } from './fileCalls.ts';

/** The temporary name of a file `a`, as `fixNames` makes it. */
const TEMPORARY = '.a.0000000000000000.tmp';
const bytesOf = (path: string): number[] => [...readFileSync(path)];
const rightsOf = (path: string): number => statSync(path).mode & 0o777;

test('a file is written instead of the one before it, and nothing else is left', (t) => {
  const folder = folderFor(t), path = join(folder, 'a');
  const part = Uint8Array.of(9, 8, 7, 9).subarray(1, 3);
  for (const bytes of [Uint8Array.of(1, 2, 3), new Uint8Array(0), Buffer.of(4), part]) {
    writeFileAtomically(path, bytes);
    assert.deepEqual([bytesOf(path), readdirSync(folder)], [[...bytes], ['a']]);
  }
  writeFileAtomically(path, runInNewContext('Uint8Array.of(5)') as Uint8Array);
  assert.deepEqual(bytesOf(path), [5]);
  const long = join(folder, 'n'.repeat(255));
  writeFileAtomically(long, Uint8Array.of(6));
  assert.deepEqual(bytesOf(long), [6]);
});

test('the disk keeps the bytes before they get their name, and the name before the call returns', (t) => {
  const folder = folderFor(t), calls = recordCalls(t), name = basename(folder);
  fixNames(t);
  writeFileAtomically(join(folder, 'a'), Uint8Array.of(1));
  const put = [...['open', 'write', 'fsync', 'close'].map((call) => `${call} ${TEMPORARY}`), `rename ${TEMPORARY} a`];
  assert.deepEqual(calls, [...put, `open ${name}`, `fsync ${name}`, `close ${name}`]);
});

test('bytes that the system takes piece by piece are written once each', (t) => {
  const folder = folderFor(t), path = join(folder, 'a'), bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
  const calls = recordCalls(t, { writeSync: inPieces });
  writeFileAtomically(path, bytes);
  assert.deepEqual(bytesOf(path), [...bytes]);
  assert.equal(calls.filter((call) => call.startsWith('write')).length, 3);
});

test('what is not bytes is refused with the cure, and what was there stays', (t) => {
  const folder = folderFor(t), path = join(folder, 'a');
  writeFileAtomically(path, Uint8Array.of(1, 2));
  const detached = Uint8Array.of(1, 2, 3);
  structuredClone(detached, { transfer: [detached.buffer] });
  const view = '; new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) has its bytes';
  const cases: [unknown, string][] = [
    [new ArrayBuffer(8), 'an object (ArrayBuffer); new Uint8Array(bytes) has its bytes'],
    [new SharedArrayBuffer(8), 'an object (SharedArrayBuffer); new Uint8Array(bytes) has its bytes'],
    [new Blob(['abc']), 'an object (Blob); new Uint8Array(await bytes.arrayBuffer()) has its bytes'],
    [Float32Array.of(1, 2), `Float32Array of 2${view}`],
    [new Uint8ClampedArray(3), `Uint8ClampedArray of 3${view}`],
    [new DataView(new ArrayBuffer(2)), `an object (DataView)${view}`],
    ['text', "'text'"], [[1, 2, 3], '[1, 2, 3]'], [{ length: 2 }, 'an object (Object)'],
    [undefined, 'undefined'], [null, 'null'], [7, '7'],
    [Promise.resolve(Uint8Array.of(1)), 'an object (Promise)'],
    [detached, 'a Uint8Array whose buffer was transferred'],
  ];
  for (const [bytes, got] of cases) {
    const message = `writeFileAtomically: bytes must be a Uint8Array, got ${got}`;
    assert.throws(() => writeFileAtomically(path, bytes as Uint8Array), { name: 'TypeError', message });
    assert.deepEqual([bytesOf(path), readdirSync(folder)], [[1, 2], ['a']], got);
  }
  assert.throws(
    () => writeFileAtomically(undefined as never, Uint8Array.of(1)),
    { name: 'TypeError', message: /path must be a path, got undefined$/ },
  );
});

test('the rights of the file that is replaced are kept, and a new file has those that the system gives', (t) => {
  const folder = folderFor(t), path = join(folder, 'a'), plain = join(folder, 'plain');
  writeFileSync(plain, '');
  writeFileAtomically(path, Uint8Array.of(1));
  assert.equal(rightsOf(path), rightsOf(plain));
  for (const rights of [0o600, 0o644, 0o666, 0o640, 0o444, 0o777]) {
    chmodSync(path, rights);
    writeFileAtomically(path, Uint8Array.of(2));
    assert.equal(rightsOf(path), rights);
  }
});

test('nobody else may read the bytes before they have their rights, and without its group none of the group', (t) => {
  const folder = folderFor(t), path = join(folder, 'a'), rights: unknown[] = [], given: unknown[] = [];
  writeFileSync(path, '');
  chmodSync(path, 0o664);
  const other = { ...statSync(path), uid: 12345, gid: 23456, isFile: () => true };
  recordCalls(t, {
    openSync: (_own, _path, flags, mode) => { if (flags === 'wx') rights.push(mode); },
    fchownSync: (_own, _file, uid, gid) => {
      given.push([uid, gid]);
      throw systemError('EPERM');
    },
    fchmodSync: (_own, _file, mode) => { rights.push(mode); },
    statSync: () => other,
  });
  writeFileAtomically(path, Uint8Array.of(1));
  assert.deepEqual([rights, given], [[0o600, 0o604], [[12345, 23456], [process.getuid?.(), 23456]]]);
});

test('a name that was planted is not followed, and not removed', (t) => {
  const folder = folderFor(t), victim = join(folder, 'victim'), planted = join(folder, TEMPORARY);
  writeFileSync(victim, 'precious');
  symlinkSync(victim, planted);
  fixNames(t);
  assert.throws(() => writeFileAtomically(join(folder, 'a'), Uint8Array.of(1)), { code: 'EEXIST' });
  assert.deepEqual(
    [readFileSync(victim, 'utf8'), lstatSync(planted).isSymbolicLink(), existsSync(join(folder, 'a'))],
    ['precious', true, false],
  );
});

test('the temporary name is another at each call', (t) => {
  const folder = folderFor(t), names = new Set<unknown>();
  recordCalls(t, { openSync: (_own, path, flags) => { if (flags === 'wx') names.add(path); } });
  for (let i = 0; i < 20; i++) writeFileAtomically(join(folder, 'a'), Uint8Array.of(i));
  assert.equal(names.size, 20);
});

test('the file that a link leads to is replaced, the link stays, and one that leads nowhere is refused', (t) => {
  const folder = folderFor(t), far = join(folder, 'far'), link = join(folder, 'link'), second = join(folder, 'second');
  mkdirSync(far);
  writeFileSync(join(far, 'a'), 'old', { mode: 0o600 });
  symlinkSync(join('far', 'a'), link);
  symlinkSync('link', second);
  writeFileAtomically(second, Uint8Array.of(3));
  assert.deepEqual(
    [bytesOf(join(far, 'a')), rightsOf(join(far, 'a')), lstatSync(link).isSymbolicLink(), readdirSync(far)],
    [[3], 0o600, true, ['a']],
  );
  symlinkSync('nowhere', join(folder, 'dangling'));
  symlinkSync('loop', join(folder, 'loop'));
  assert.throws(() => writeFileAtomically(join(folder, 'dangling'), Uint8Array.of(1)), { code: 'ENOENT' });
  assert.throws(() => writeFileAtomically(join(folder, 'loop'), Uint8Array.of(1)), { code: 'ELOOP' });
  assert.deepEqual(readdirSync(folder).sort(), ['dangling', 'far', 'link', 'loop', 'second']);
});

test('what cannot be written leaves what was there, and nothing else; a folder or a device is no file', (t) => {
  const folder = folderFor(t), taken = join(folder, 'taken');
  mkdirSync(taken);
  for (const path of [taken, '/dev/null']) {
    const message = `writeFileAtomically: path must be that of a regular file, or of none, got '${path}'`;
    assert.throws(() => writeFileAtomically(path, Uint8Array.of(1)), { name: 'RangeError', message });
  }
  assert.throws(() => writeFileAtomically(join(folder, 'missing', 'a'), Uint8Array.of(1)), { code: 'ENOENT' });
  assert.deepEqual([readdirSync(folder), statSync('/dev/null').isCharacterDevice()], [['taken'], true]);
});

for (const name of ['writeSync', 'fsyncSync', 'closeSync', 'renameSync', 'fchmodSync']) {
  test(`an error of ${name} is the one thrown, even if cleaning up fails too, and what was there stays`, (t) => {
    const folder = folderFor(t), path = join(folder, 'a');
    writeFileSync(path, 'old');
    const fail = (code: string) => (): never => { throw systemError(code); };
    recordCalls(
      t,
      { unlinkSync: fail('EPERM'), ...(name !== 'renameSync' && { closeSync: fail('EBADF') }), [name]: fail('ENOSPC') },
    );
    assert.throws(() => writeFileAtomically(path, Uint8Array.of(1)), { code: 'ENOSPC' });
    assert.deepEqual([readFileSync(path, 'utf8'), readdirSync(folder).length], ['old', 2]);
  });
}

test('after an error the temporary file is removed', (t) => {
  const folder = folderFor(t), path = join(folder, 'a');
  writeFileSync(path, 'old');
  fixNames(t);
  const calls = recordCalls(t, { fsyncSync: () => { throw systemError('EIO'); } });
  assert.throws(() => writeFileAtomically(path, Uint8Array.of(1)), { code: 'EIO' });
  assert.deepEqual([calls.slice(-2), readdirSync(folder)], [[`close ${TEMPORARY}`, `unlink ${TEMPORARY}`], ['a']]);
});

test('a system that takes no byte is an error, not a wait', (t) => {
  const folder = folderFor(t);
  recordCalls(t, { writeSync: () => 0 });
  assert.throws(
    () => writeFileAtomically(join(folder, 'a'), Uint8Array.of(1, 2)),
    /the system must take the last 2 of 2 bytes, but takes none/,
  );
  assert.deepEqual(readdirSync(folder), []);
});
