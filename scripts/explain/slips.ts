/**
 * The report's slips for a terminal.
 * @module
 */
import { lineOf, wrap } from '../command/command.ts';
import { HERE, slips } from './slipList.ts';

const COLUMNS = 120;

/** All of them, with the command that shows each. */
export function drawSlips(): string {
  const width = Math.max(...slips.map(({ place }) => place.length)) + 2, indent = ' '.repeat(width + 2);
  const lines = slips.map(({ place, slip, seen }) => {
    const text = wrap(seen === HERE ? slip : `${slip} (${lineOf(`bitgrad ${seen}`)})`, COLUMNS - width - 2);
    return `  ${place.padEnd(width)}${text.join(`\n${indent}`)}`;
  });
  return ['Where the report slips', ...lines].join('\n');
}
