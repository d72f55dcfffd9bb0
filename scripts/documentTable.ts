/**
 * A table's place in a document: between two comments, of which the first names the command that makes it. Where
 * a command makes several, each has a name of two words, the command's and its own: 'contract losses'.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tryFile } from './command/outputs.ts';

/** Of a document, given from the root of the repository. */
const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Where the table begins and ends. Throws where the comments are not there. */
function place(text: string, name: string): { readonly start: number; readonly end: number } {
  const [command] = name.split(' '), begin = `<!-- ${name}: made by npm run ${command} -- --write -->\n`;
  const start = text.indexOf(begin) + begin.length, end = text.indexOf(`\n<!-- end of ${name} -->`, start);
  if (start < begin.length || end < 0) {
    throw new Error(`${name}: the document must have the comments between which the table belongs`);
  }
  return { start, end };
}

/** The table that a document's text has. */
export function embedded(text: string, name: string): string {
  const { start, end } = place(text, name);
  return text.slice(start, end);
}

/** A document's text with another table. */
export function inserted(text: string, name: string, table: string): string {
  const { start, end } = place(text, name);
  return text.slice(0, start) + table + text.slice(end);
}

/** Throws an Error unless the document can be written. */
export function tryDocument(path: string): void {
  tryFile(path, fileOf(path));
}

/** Puts a table into a document. One that has it stays as it is. */
export function writeTable(path: string, name: string, table: string): void {
  const text = readFileSync(fileOf(path), 'utf8');
  if (embedded(text, name) !== table) writeFileSync(fileOf(path), inserted(text, name, table));
}
