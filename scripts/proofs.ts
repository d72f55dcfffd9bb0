/**
 * `npm run proofs`: proves the SIMD kernels, and prints the table of what is proven; with `-- --write` puts it into the
 * kernels' document.
 * @module
 */
import { cases } from '../tests/symbolic/cases.ts';
import { reachedBy } from '../tests/symbolic/coverage.ts';
import { proofOf, table } from '../tests/symbolic/proofs.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { tryDocument, writeTable } from './documentTable.ts';
import { proofs } from './proofs/options.ts';

const DOCUMENT = 'lib/kernels/README.md';

await runCommand(proofs, ({ write }) => {
  if (write) tryDocument(DOCUMENT);
  const made = table(new Map(Object.keys(cases).map((name) => [name, reachedBy(proofOf(name))])));
  if (write) writeTable(DOCUMENT, 'proofs', made);
  else say(made);
});
