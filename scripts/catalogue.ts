/**
 * `npm run catalogue`: prints the tables of what can be named; with `-- --write` puts each into its folder's document.
 * @module
 */
import { catalogueCommand } from './catalogue/options.ts';
import { catalogues } from './catalogue/table.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { tryDocument, writeTable } from './documentTable.ts';

await runCommand(catalogueCommand, ({ write }) => {
  const tables = catalogues();
  if (!write) return say([...tables.values()].join('\n\n'));
  for (const path of tables.keys()) tryDocument(path);
  for (const [path, table] of tables) writeTable(path, 'catalogue', table);
});
