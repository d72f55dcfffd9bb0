/**
 * A checkpoint byte by byte, and a ledger line by line.
 * @module
 */
import { save } from '../../lib/formats/index.ts';
import { toHex } from '../../lib/core/hex.ts';
import { files, smallModel } from './example.ts';

const HEADER = 16, HASH = 32, ROW = 16;
const aligned = (at: number): number => Math.ceil(at / 8) * 8;

interface Region {
  readonly start: number;
  readonly end: number;
  readonly what: string;
}

interface Manifest {
  readonly tensors: readonly { readonly name: string; readonly type: string; readonly shape: readonly number[] }[];
}

/** Offset, bytes in hexadecimal, and what they are. */
export function checkpointDump(): string {
  const bytes = save(smallModel()), view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(12, true), text = textOf(bytes.subarray(HEADER, HEADER + length));
  const regions: Region[] = [
    { start: 0, end: 8, what: "'bitgrad' and a line feed" }, { start: 8, end: 12, what: 'version of the format' },
    { start: 12, end: HEADER, what: `length of the manifest, ${length}` },
    { start: HEADER, end: HEADER + length, what: 'the manifest, of which this is the beginning' },
  ];
  let at = HEADER + length;
  const fill = (): void => {
    if (aligned(at) > at) regions.push({ start: at, end: aligned(at), what: 'nothing: 0 up to a multiple of 8' });
    at = aligned(at);
  };
  fill();
  for (const { name, type, shape } of (JSON.parse(text) as Manifest).tensors) {
    const size = (type === 'float32' ? 4 : 8) * shape.reduce((product, n) => product * n, 1);
    regions.push({ start: at, end: at + size, what: `tensor ${name}, ${type}` });
    at += size;
    fill();
  }
  regions.push({ start: at, end: at + HASH, what: 'SHA-256 of all bytes before' });
  return `${regions.map((region) => rows(bytes, region)).join('\n')}\n\nThe manifest:\n${inLines(text)}`;
}

function rows(bytes: Uint8Array, { start, end, what }: Region): string {
  const lines: string[] = [], isManifest = end - start > 2 * HASH;
  if (start === end) return `${String(start).padStart(5)}  ${''.padEnd(3 * ROW)} ${what}, no element`;
  for (let at = start; at < (isManifest ? start + ROW : end); at += ROW) {
    const pairs = toHex(bytes.subarray(at, Math.min(end, at + ROW))).replace(/..(?=.)/g, '$& ');
    lines.push(`${String(at).padStart(5)}  ${pairs.padEnd(3 * ROW)} ${at === start ? what : ''}`.trimEnd());
  }
  return lines.join('\n');
}

const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Text in lines of at most a hundred characters, for reading: the file has no such breaks. */
function inLines(text: string): string {
  return text.replace(/.{1,100}(?:,|$)|.{1,100}/g, '$&\n').trimEnd();
}

const LONG = 200;

/** The lines, what is in base64 cut short. */
export async function ledgerDump(): Promise<string> {
  const { ledger } = await files();
  return textOf(ledger).trimEnd().split('\n').map((line, i) => {
    const cut = line.replace(/("checkpoint":"[^"]{24})[^"]*/g, '$1…');
    const broken = cut.replace(/,(?="(?:every|data|checkpoint|beside|slots|chain)")/g, ',\n    ');
    return `${String(i + 1).padStart(2)}  ${cut.length > LONG ? broken : cut}`;
  }).join('\n');
}
