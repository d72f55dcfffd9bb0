/**
 * Graphs of layers.
 * @module
 */

export { buildGraph } from './buildGraph.ts';
export type { Graph, GraphLayer, GraphNode, Value } from './graph.ts';
export { stack } from './stack.ts';
export { applyLayer, symbolicInput, type LayerCall, type SymbolicTensor } from './symbolicTensor.ts';
