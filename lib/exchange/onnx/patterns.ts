/**
 * Groups of nodes that exporters write for one operator.
 * @module
 */

import type { GraphMessage } from './messages.ts';

export function simplified(graph: GraphMessage): GraphMessage {
  return graph;
}
