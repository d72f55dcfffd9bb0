/**
 * A model as a table.
 * @module
 */

import {
  expectArray, expectBoolean, expectInteger, expectKnownOptions, expectNumber, rangeError, show,
} from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { formatShape } from '../core/shape.ts';
import type { Graph, GraphLayer, Value } from '../graph/index.ts';
import type { Network } from '../plan/index.ts';

/** What {@link Model.summary} takes. */
export interface SummaryOptions {
  /** Columns of the table at most; cells that are too long go on in further lines. Default no limit. */
  readonly lineLength?: number;
  /**
   * Where each column of the table ends: columns of a line or, where the last one is at most 1, shares of `lineLength`
   * (80 by default). Default as the cells need it.
   */
  readonly positions?: readonly number[];
  /** Whether a column says which layers are trained: Y, N, or - for one without parameters. Default false. */
  readonly showTrainable?: boolean;
}

/**
 * A table of layers, output shapes and numbers of parameters, and the total. Of what is no stack it also shows what
 * each layer reads, call by call. Throws RangeError or TypeError for options that do not fit.
 */
export function summary({ graph, layers, length, stateLength }: Network, options: SummaryOptions = {}): string {
  expectKnownOptions('summary', options, ['lineLength', 'positions', 'showTrainable']);
  const { showTrainable = false } = options;
  expectBoolean('summary', 'showTrainable', showTrainable);
  const isStack = isChain(graph), trained = (cell: string): string[] => (showTrainable ? [cell] : []);
  const rows = layers.map((own) => {
    const { name, layer, outputShape, parameters } = own, count = lengthOf(parameters);
    return [
      name, layer.activation?.name ?? '', together(formatShape(outputShape)),
      parameters.map((p) => together(`${p.name} ${formatShape(p.shape)}`)).join(', '),
      ...(isStack ? [] : [readBy(graph, own.owner)]), ...trained(count === 0 ? '-' : layer.trainable ? 'Y' : 'N'),
      together(`${count}${layer.trainable || count === 0 ? '' : ' frozen'}`),
    ];
  });
  const inputs = isStack ? [] : graph.inputs.map(({ shape }, i) => (
    [graph.inputNames[i], '', together(formatShape(shape)), '', 'input', ...trained('-'), '0']));
  const table = [
    ['layer', 'activation', 'output', 'parameters', ...(isStack ? [] : ['reads']), ...trained('trained'), 'count'],
    ...inputs, ...rows,
  ];
  const widths = widthsOf(table, options), [head, ...body] = table.map((row) => linesOf(row, widths));
  const frozen = lengthOf(layers.flatMap(({ layer, parameters }) => (layer.trainable ? [] : parameters)));
  const split = frozen === 0 ? '' : `, of which ${frozen} are frozen`;
  const beside = stateLength === 0 ? '' : `, and ${stateLength} numbers beside them that are not trained`;
  return [...head, '-'.repeat(head[0].length), ...body.flat(), `${length} parameters${split}${beside}`].join('\n');
}

const GAP = 2;
/** A blank after which a line is broken where there is no other. */
const TOGETHER = '\u00a0';
const together = (text: string): string => text.replaceAll(' ', TOGETHER);

/**
 * Of the columns of a table: as the cells need it, where there is room, else of the widest ones less, first of those
 * that need not break a word or a parameter for it.
 */
function widthsOf(table: readonly (readonly string[])[], { lineLength, positions }: SummaryOptions): number[] {
  const columns = table[0].length, least = columns + GAP * (columns - 1);
  if (lineLength !== undefined) expectInteger('summary', 'lineLength', lineLength, least);
  if (positions !== undefined) return widthsBetween(positions, columns, lineLength ?? 80);
  const widest = (column: number, parts: (cell: string) => readonly string[]): number =>
    Math.max(...table.flatMap((row) => parts(row[column]).map(({ length }) => length)));
  const widths = table[0].map((_, column) => widest(column, (cell) => [cell]));
  const whole = table[0].map((_, column) => widest(column, (cell) => cell.split(' ')));
  let over = widths.reduce((sum, width) => sum + width, GAP * (columns - 1)) - (lineLength ?? Infinity);
  for (; over > 0; over--) {
    const roomy = widths.map((width, column) => (width > whole[column] ? width : 0)), most = Math.max(...roomy);
    widths[most > 0 ? roomy.indexOf(most) : widths.indexOf(Math.max(...widths))]--;
  }
  return widths;
}

/** Of columns that end there. */
function widthsBetween(positions: unknown, columns: number, lineLength: number): number[] {
  expectArray('summary', 'positions', positions);
  if (positions.length !== columns) {
    throw rangeError(`summary: positions must be ${columns}, one a column, got ${positions.length}`);
  }
  const ends = positions.map((end, i) => {
    expectNumber('summary', `positions[${i}]`, end, 0);
    return end;
  });
  const isShare = ends[columns - 1] <= 1;
  return ends.map((end, i) => {
    const at = (position: number): number => Math.floor(isShare ? position * lineLength : position);
    const width = at(end) - (i === 0 ? 0 : at(ends[i - 1]) + GAP);
    if (width >= 1) return width;
    throw rangeError(`summary: positions[${i}] must leave room for a column after the one before, got ${show(end)}`);
  });
}

/** The lines of a row, whose last cell stands at the right. */
function linesOf(row: readonly string[], widths: readonly number[]): string[] {
  const cells = row.map((cell, i) => wrapped(cell, widths[i])), height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((parts, i) => {
    const part = (parts[line] ?? '').replaceAll(TOGETHER, ' ');
    return i === cells.length - 1 ? part.padStart(widths[i]) : part.padEnd(widths[i]);
  }).join(' '.repeat(GAP)));
}

/** A text in lines of at most that width, broken after a blank where there is one. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const places = [' ', TOGETHER].map((blank) => rest.lastIndexOf(blank, width));
    const end = places.find((place) => place > 0) ?? width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

function lengthOf(tensors: readonly Parameter[]): number {
  return tensors.reduce((sum, { length }) => sum + length, 0);
}

/** Whether each layer reads what the one before gives, and is called once. */
function isChain({ inputs, outputs, nodes: all, layers }: Graph): boolean {
  const nodes = all.filter(({ part }) => part !== 'mask');
  const isNext = nodes.every(({ inputs: read }, i) => (
    read.length === 1 && (i === 0 ? read[0] === inputs[0] : read[0] === nodes[i - 1].outputs[0])));
  const calls = nodes.filter(({ part }) => part === 'layer').length;
  return inputs.length === 1 && outputs.length === 1 && calls === layers.length && isNext
    && outputs[0] === nodes.at(-1)?.outputs[0];
}

/** What a layer reads, call by call. */
function readBy({ inputs, inputNames, nodes }: Graph, owner: GraphLayer['owner']): string {
  const nameOf = (value: Value): string => value.from?.of.name ?? inputNames[inputs.indexOf(value)];
  return nodes.filter(({ of, part }) => of.owner === owner && part === 'layer')
    .map(({ inputs: read }) => read.map(nameOf).join(', ')).join('; ');
}
