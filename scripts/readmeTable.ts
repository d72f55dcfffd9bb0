/**
 * A table's place in the README: between two comments, which name the command that makes it.
 * @module
 */
import { fileURLToPath } from 'node:url';

export const README: string = fileURLToPath(new URL('../README.md', import.meta.url));

/** Where the table begins and ends. Throws where the comments are not there. */
function place(readme: string, command: string): { readonly start: number; readonly end: number } {
  const begin = `<!-- ${command}: made by npm run ${command} -- --write -->\n`;
  const start = readme.indexOf(begin) + begin.length, end = readme.indexOf(`\n<!-- end of ${command} -->`, start);
  if (start < begin.length || end < 0) throw new Error(`${command}: README.md must have the comments between which the table belongs`);
  return { start, end };
}

/** The table that the README has. */
export function embedded(readme: string, command: string): string {
  const { start, end } = place(readme, command);
  return readme.slice(start, end);
}

/** The README with another table. */
export function inserted(readme: string, command: string, table: string): string {
  const { start, end } = place(readme, command);
  return readme.slice(0, start) + table + readme.slice(end);
}
