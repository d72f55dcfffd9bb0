/**
 * A diagram in the language of Graphviz.
 * @module
 */

import type { Box, Diagram } from './diagram.ts';

const SHAPES: Readonly<Record<Box['role'], string>> = {
  input: 'style="rounded,filled", fillcolor="#eaf3ea"', layer: 'style=filled, fillcolor="#f2f5fa"',
  output: 'style="rounded,filled", fillcolor="#fbf1e4"',
};

/** See {@link Plot.toDot}. */
export function writeDot({ title, boxes, edges, total }: Diagram): string {
  const nodes = boxes.map(({ role, title: name, lines, isFrozen }, i) => {
    const look = isFrozen ? 'style="dashed,filled", fillcolor="#f4f4f4"' : SHAPES[role];
    return `  n${i} [label=${quoted([name, ...lines])}, ${look}];`;
  });
  const arrows = edges.map(({ from, to }) => `  n${from} -> n${to};`);
  return [
    `digraph ${quoted([title])} {`, `  graph [label=${quoted([title, total])}, labelloc=t];`, '  node [shape=box];',
    ...nodes, ...arrows, '}', '',
  ].join('\n');
}

function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&').replace(/[\s\0]+/g, ' ')).join('\\n')}"`;
}
