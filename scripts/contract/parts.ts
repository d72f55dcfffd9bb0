/**
 * Every part of the contract that is made from what runs, by its name in the document.
 * @module
 */
import { elementary } from '../../lib/kernels/elementary.ts';
import { Purpose } from '../../lib/random/index.ts';
import { cellPart } from './cells.ts';
import { checkpointDump, ledgerDump } from './fileParts.ts';
import { hostFunctions, scalarFunctions } from './hostFunctions.ts';
import { layerOptions } from './layerOptions.ts';
import { listing } from './listing.ts';
import { activationPart, constraintPart, layerPart, lossPart, regularizerPart, type Part } from './members.ts';
import { numbersIn } from './notation.ts';
import { optimizerPart } from './optimizers.ts';
import { dataTable, trainingTable } from './recorded.ts';
import { routineListing } from './routines.ts';
import { bits } from './words.ts';
import { workedExamples } from './worked.ts';

export const DOCUMENT = 'lib/CONTRACT.md';

const block = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

/** The elementary functions in binary32. */
export const elementaryListing = (): string =>
  Object.entries(elementary).map(([name, program]) => listing(name, program)).join('\n\n');

/** Text by the name of the part, as the document has it between its comments. */
export async function contractParts(): Promise<ReadonlyMap<string, string>> {
  const members: Readonly<Record<string, Part>> = {
    activations: activationPart(), losses: lossPart(), layers: layerPart(), cells: cellPart(), regularizers: regularizerPart(),
    constraints: constraintPart(), optimizers: optimizerPart(),
  };
  const texts: Readonly<Record<string, string>> = {
    elementary: elementaryListing(), host: hostFunctions(), scalars: scalarFunctions(), routines: routineListing(),
    ...Object.fromEntries(Object.entries(members).map(([name, { text }]) => [name, text])),
    constants: constants(Object.values(members)), checkpoint: checkpointDump(), ledger: await ledgerDump(),
    ...workedExamples(),
  };
  const blocks = Object.entries(texts).map(([name, text]) => [`contract ${name}`, block(text)] as const);
  return new Map([
    ...blocks, ['contract purposes', purposes()], ['contract layer options', layerOptions()],
    ['contract data', dataTable()], ['contract training', trainingTable()],
  ]);
}

/** The numbers that the formulas print and that binary32 rounds, with their bits. */
function constants(parts: readonly Part[]): string {
  const numbers = numbersIn(parts.flatMap(({ programs }) => [...programs]))
    .filter((text) => Math.fround(Number(text)) !== Number(text));
  const width = Math.max(...numbers.map((text) => text.length));
  const texts = numbers.map((text) => `${text.padEnd(width)} ${bits(Number(text))}`);
  const rows: string[] = [];
  for (let i = 0; i < texts.length; i += 4) rows.push(texts.slice(i, i + 4).join('    '));
  return rows.join('\n');
}

function purposes(): string {
  const rows = Object.entries(Purpose).map(([name, number]) => `| ${number} | \`${name}\` |`);
  return ['| Purpose | Name |', '|---|---|', ...rows].join('\n');
}
