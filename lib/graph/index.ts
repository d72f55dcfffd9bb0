/**
 * Graphs of layers.
 * @module
 */

export { buildGraph } from './buildGraph.ts';
export type { Graph, GraphLayer, GraphNode, Value } from './graph.ts';
export { input, type InputOptions } from './input.ts';
export { replay } from './replay.ts';
export { stack } from './stack.ts';
export { wholeNumbersOf, type WholeNumbers } from './wholeNumbers.ts';
export { readGraph, writeGraph, type WrittenGraph } from './written.ts';
