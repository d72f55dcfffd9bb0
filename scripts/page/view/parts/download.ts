/**
 * Gives the reader a file.
 * @module
 */
import type { File } from '../../protocol.ts';

const KEPT_FOR = 10_000;

/** The browser saves it. */
export function download({ name, type, bytes }: File): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type })), link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(address); }, KEPT_FOR);
}

/** The same of a text. */
export function downloadText(name: string, type: string, text: string): void {
  download({ name, type, bytes: new TextEncoder().encode(text) });
}
