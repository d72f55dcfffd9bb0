/**
 * What bytes are that are not what they should be, for the end of a message: most often a page, a packed file or a
 * pointer in place of a file. @module
 */

import { fromAscii } from './ascii.ts';
import { toHex } from './hex.ts';
import { show } from './show.ts';

/** How files of a kind begin, in characters of a byte each. */
const BEGINNINGS: readonly (readonly [begins: RegExp, kind: string])[] = [
  [/^\x1f\x8b/, 'gzip: unpack it first'],
  [/^PK\x03\x04/, 'a ZIP archive: unpack it first'],
  [/^(BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)/, 'a packed file (bzip2, xz or zstd): unpack it first'],
  [/^\x93NUMPY/, 'a NumPy array'],
  [/^\x89HDF/, 'an HDF5 file'],
  [/^(\x89PNG|\xff\xd8\xff|GIF8)/, 'an image'],
  [/^%PDF/, 'a PDF file'],
  [/^(\xff\xfe|\xfe\xff)/, 'text in UTF-16'],
  [/^\x00\x00[\x08\x09\x0b-\x0e][\x01-\xff]/, 'an IDX file'],
  [/^bitgrad\n/, 'a checkpoint of bitgrad'],
  [/^\{"bitgrad":"ledger"/, 'a ledger of bitgrad'],
  [/^version https:\/\/git-lfs/, 'a pointer of git-LFS: `git lfs pull` fetches the file itself'],
  [/^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|!--)/i, 'an HTML page'],
  [/^(\xef\xbb\xbf)?\s*</, 'XML'],
  [/^(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*["\d{[\]-])/, 'JSON'],
];

const SEEN = 64;
const FEW = 4;

/** A few words on what begins so. */
export function looksLike(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes';
  const start = fromAscii(bytes.subarray(0, SEEN));
  const known = BEGINNINGS.find(([begins]) => begins.test(start));
  if (known !== undefined) return known[1];
  if (/^[\t\n\r\x20-\x7e]+$/.test(start)) return `the text ${show(start)}`;
  return toHex(bytes.subarray(0, FEW)).replace(/..(?=.)/g, '$& ');
}
