/**
 * `npm run catalogue`: prints the README's table of what can be named; with `-- --write` puts it there.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogue } from './catalogue/table.ts';
import { embedded, inserted } from './readmeTable.ts';

const README = new URL('../README.md', import.meta.url);

const options = process.argv.slice(2);
if (options.some((option) => option !== '--write')) {
  console.error(`catalogue: the only option is --write, got ${options.join(' ')}`);
  process.exitCode = 2;
} else if (options.length === 0) {
  console.log(catalogue());
} else {
  const readme = readFileSync(README, 'utf8'), table = catalogue();
  if (embedded(readme, 'catalogue') !== table) writeFileSync(README, inserted(readme, 'catalogue', table));
}
