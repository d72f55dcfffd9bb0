/**
 * A model as a table.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import { formatShape } from '../core/shape.ts';
import type { Graph, GraphLayer, Value } from '../graph/index.ts';
import type { Network } from '../plan/index.ts';

/**
 * A table of layers, output shapes and numbers of parameters, and the total. Of what is no stack it also shows what
 * each layer reads, call by call.
 */
export function summary({ graph, layers, length, stateLength }: Network): string {
  const isStack = isChain(graph);
  const rows = layers.map((own) => {
    const { name, layer, outputShape, parameters } = own, count = lengthOf(parameters);
    return [
      name, layer.activation?.name ?? '', formatShape(outputShape),
      parameters.map((p) => `${p.name} ${formatShape(p.shape)}`).join(', '),
      ...(isStack ? [] : [readBy(graph, own.owner)]),
      `${count}${layer.trainable || count === 0 ? '' : ' frozen'}`,
    ];
  });
  const inputs = isStack ? [] : graph.inputs.map(({ shape }, i) => (
    [graph.inputNames[i], '', formatShape(shape), '', 'input', '0']));
  const table = [
    ['layer', 'activation', 'output', 'parameters', ...(isStack ? [] : ['reads']), 'count'], ...inputs, ...rows,
  ];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '));
  const frozen = lengthOf(layers.flatMap(({ layer, parameters }) => (layer.trainable ? [] : parameters)));
  const split = frozen === 0 ? '' : `, of which ${frozen} are frozen`;
  const beside = stateLength === 0 ? '' : `, and ${stateLength} numbers beside them that are not trained`;
  return [lines[0], '-'.repeat(lines[0].length), ...lines.slice(1), `${length} parameters${split}${beside}`].join('\n');
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
