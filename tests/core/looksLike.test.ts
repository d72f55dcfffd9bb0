import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { looksLike } from '../../lib/core/looksLike.ts';
import { save } from '../../lib/formats/index.ts';
import { dense, sequential } from '../../lib/index.ts';
import { writeIdx } from '../data/writeIdx.ts';

const binary = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

test('what came in place of a file is said in words', () => {
  const cases: [string | Uint8Array, string][] = [
    ['', 'no bytes'],
    ['<!DOCTYPE html>\n<html lang="en">', 'an HTML page'],
    ['\xef\xbb\xbf\r\n<html>', 'an HTML page'],
    ['<!-- moved --><html>', 'an HTML page'],
    ['<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'XML'],
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:440fcabf',
      'a pointer of git-LFS: `git lfs pull` fetches the file itself',
    ],
    ['{"message":"Not Found"}', 'JSON'],
    ['{}', 'JSON'],
    ['[[1, 2]]', 'JSON'],
    ['{"bitgrad":"ledger","version":1', 'a ledger of bitgrad'],
    [gzipSync('anything'), 'gzip: unpack it first'],
    ['PK\x03\x04\x14', 'a ZIP archive: unpack it first'],
    ['BZh91AY&SY', 'a packed file (bzip2, xz or zstd): unpack it first'],
    ['\xfd7zXZ\0', 'a packed file (bzip2, xz or zstd): unpack it first'],
    ['\x28\xb5\x2f\xfd\x04', 'a packed file (bzip2, xz or zstd): unpack it first'],
    ['\x93NUMPY\x01', 'a NumPy array'],
    ['\x89HDF\r\n', 'an HDF5 file'],
    ['\x89PNG\r\n', 'an image'],
    ['\xff\xd8\xff\xe0', 'an image'],
    ['%PDF-1.7', 'a PDF file'],
    ['\xff\xfe<\0', 'text in UTF-16'],
    [writeIdx(0x08, [2], [1, 2]), 'an IDX file'],
    [save(sequential([dense({ units: 1, inputShape: [1] })])), 'a checkpoint of bitgrad'],
    ['Not Found\n', "the text 'Not Found '"],
    ['\x80\x04\x95\x10\x00', '80 04 95 10'],
    ['\x00\x07', '00 07'],
    ['a\x00', '61 00'],
  ];
  for (const [bytes, words] of cases) assert.equal(looksLike(typeof bytes === 'string' ? binary(bytes) : bytes), words);
});
