/**
 * `npm run catalogue`: prints the README's table of what can be named; with `-- --write` puts it there.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogueCommand } from './catalogue/options.ts';
import { catalogue } from './catalogue/table.ts';
import { tryFile } from './command/outputs.ts';
import { runCommand, say } from './command/runCommand.ts';
import { README, embedded, inserted } from './readmeTable.ts';

await runCommand(catalogueCommand, ({ write }) => {
  if (!write) return say(catalogue());
  tryFile('README.md', README);
  const readme = readFileSync(README, 'utf8'), table = catalogue();
  if (embedded(readme, 'catalogue') !== table) writeFileSync(README, inserted(readme, 'catalogue', table));
});
