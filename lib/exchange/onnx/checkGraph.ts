/**
 * The rules that every graph keeps, whatever its operators.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import type { GraphMessage, ModelMessage } from './messages.ts';
import { quoted } from './utf8.ts';

const LEAST_OPSET = 6, MOST_OPSET = 28;

/** Throws FormatError unless names, order and versions are those of a model that can be read. Gives the opset. */
export function checkModel({ irVersion, opsets, graph, functions }: ModelMessage): number {
  if (irVersion < 3) throw new FormatError(`readOnnx: the model must have an IR version from 3, got ${irVersion}`);
  const opset = opsets.get('');
  if (opset === undefined || opset < LEAST_OPSET || opset > MOST_OPSET) {
    const wanted = `import operators of version ${LEAST_OPSET} to ${MOST_OPSET}`;
    throw new FormatError(`readOnnx: the model must ${wanted}, got ${opset ?? 'none'}`);
  }
  if (functions > 0) throw new FormatError(`readOnnx: the model must define no functions, got ${functions}`);
  if (graph.sparse > 0) throw new FormatError(`readOnnx: the graph must have no sparse tensors, got ${graph.sparse}`);
  if (graph.name === '') throw new FormatError('readOnnx: the graph must have a name, got none');
  checkNames(graph, opsets);
  return opset;
}

function checkNames({ nodes, initializers, inputs, outputs }: GraphMessage, opsets: ReadonlyMap<string, number>): void {
  const known = new Set<string>();
  const add = (name: string, what: string): void => {
    if (name === '') throw new FormatError(`readOnnx: ${what} must have a name, got none`);
    if (known.has(name)) throw new FormatError(`readOnnx: each value must be written once, got ${quoted(name)} twice`);
    known.add(name);
  };
  for (const { name } of initializers) add(name, 'an initializer');
  const weights = new Set(known), given = new Set<string>();
  for (const { name } of inputs) {
    if (given.has(name)) throw new FormatError(`readOnnx: each input must be named once, got ${quoted(name)} twice`);
    given.add(name);
    if (!weights.has(name)) add(name, 'an input');
  }
  for (const { op, name, domain, inputs: read, outputs: made } of nodes) {
    const who = `node ${quoted(name === '' ? made[0] ?? '' : name)} (${quoted(op)})`;
    if (op === '') throw new FormatError(`readOnnx: ${who} must have an operator, got none`);
    if (!opsets.has(domain)) {
      throw new FormatError(`readOnnx: ${who} must be of a domain that the model imports, got ${quoted(domain)}`);
    }
    const missing = read.find((input) => input !== '' && !known.has(input));
    if (missing !== undefined) {
      throw new FormatError(`readOnnx: ${who} must come after what makes its inputs, got ${quoted(missing)} `
        + 'that nothing before it makes');
    }
    for (const output of made) if (output !== '') add(output, who);
  }
  if (outputs.length === 0) throw new FormatError('readOnnx: the graph must have outputs, got none');
  const absent = outputs.find(({ name }) => !known.has(name));
  if (absent === undefined) return;
  throw new FormatError(`readOnnx: each output must be made by a node, got ${quoted(absent.name)} that is not`);
}
