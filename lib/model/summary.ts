/**
 * A model as a table.
 * @module
 */

import { formatShape, sizeOf } from '../core/shape.ts';
import type { Network } from '../plan/index.ts';

/** A table of layers, output shapes and numbers of parameters, and the total. */
export function summary({ layers, length, stateLength }: Network): string {
  const rows = layers.map(({ name, layer, outputShape, parameters }) => [
    name,
    layer.activation?.name ?? '',
    formatShape(outputShape),
    parameters.map((p) => `${p.name} ${formatShape(p.shape)}`).join(', '),
    String(parameters.reduce((sum, p) => sum + sizeOf(p.shape), 0)),
  ]);
  const table = [['layer', 'activation', 'output', 'parameters', 'count'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '));
  const beside = stateLength === 0 ? '' : `, and ${stateLength} numbers beside them that are not trained`;
  return [lines[0], '-'.repeat(lines[0].length), ...lines.slice(1), `${length} parameters${beside}`].join('\n');
}
