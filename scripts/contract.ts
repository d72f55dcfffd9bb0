/**
 * `npm run contract`: prints what of lib/CONTRACT.md is made from what runs; with `-- --write` puts it into the
 * document, and the known answers into tests/vectors/contract.
 * @module
 */
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { contractCommand } from './contract/options.ts';
import { DOCUMENT, contractParts } from './contract/parts.ts';
import { knownAnswers, writeKnownAnswers } from './contract/vectors/all.ts';
import { tryDocument, writeTable } from './documentTable.ts';

await runCommand(contractCommand, async ({ write }) => {
  if (!write) return say([...await contractParts()].map(([name, text]) => `${name}\n\n${text}`).join('\n\n'));
  tryDocument(DOCUMENT);
  writeKnownAnswers(await knownAnswers());
  const parts = await contractParts(); // of which some are read from the known answers
  for (const [name, text] of parts) writeTable(DOCUMENT, name, text);
});
