/**
 * The table's place in the README: between two comments.
 * @module
 */

const BEGIN = '<!-- catalogue: made by npm run catalogue -- --write -->\n';
const END = '\n<!-- end of catalogue -->';

/** Where the table begins and ends. Throws where the comments are not there. */
function place(readme: string): { readonly start: number; readonly end: number } {
  const start = readme.indexOf(BEGIN) + BEGIN.length, end = readme.indexOf(END, start);
  if (start < BEGIN.length || end < 0) throw new Error('catalogue: README.md must have the comments between which the table belongs');
  return { start, end };
}

/** The table that the README has. */
export function embedded(readme: string): string {
  const { start, end } = place(readme);
  return readme.slice(start, end);
}

/** The README with another table. */
export function inserted(readme: string, table: string): string {
  const { start, end } = place(readme);
  return readme.slice(0, start) + table + readme.slice(end);
}
