/**
 * A network in the layers of the report: 1 is the input, each layer that computes something is one with its activation,
 * Flatten and Reshape are none. Where the graph parts, all until it has come together again is one.
 * @module
 */

import { hintToSpell, rangeError, show, typeError } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { GraphNode, Value } from '../../graph/index.ts';
import { Handle } from '../../kernels/handle.ts';
import type { List } from '../../kernels/index.ts';
import { atRest } from '../../kernels/lists.ts';
import { operandsOf, type Operand } from '../../kernels/operandsOf.ts';
import type { Activation, Term } from '../../layers/index.ts';
import type { Pass, Plan } from '../../plan/index.ts';
import { nodeOf, stretchesOf, type Stretch } from './stretches.ts';
import { termsOf } from './terms.ts';

/** See the module. */
export interface ReportLayer {
  /** From 1. */
  readonly number: number;
  /** Number of units. */
  readonly width: number;
  /** What makes z of a of the layer before; absent for the input, and where z is that a. */
  readonly stretch?: Stretch;
  /** z of each unit as a sum, where the layer says so. */
  readonly terms?: readonly (readonly Term[])[] | undefined;
  /** Absent is the identity. */
  readonly activation?: Activation | undefined;
  /** What makes a of z; absent where a is z. */
  readonly activationStretch?: Stretch;
  /** Absent for the input. */
  readonly z?: Value;
  readonly a: Value;
}

/**
 * The layers of a plan's network as the report counts them; 1 is the input, or where there are several what they have
 * come together in. With a name, 2 is the layer of that name, 1 what it reads, and what does not depend on it is given.
 *
 * Throws TypeError, by name, where no path is all that an example takes: for several outputs, a layer that
 * computes with all examples of a batch at once, and one whose output is regularized.
 */
export function reportLayers(who: string, { description }: Plan<Float32Array>, name?: string): ReportLayer[] {
  const { list, network: { graph } } = description, [output] = graph.outputs;
  if (graph.outputs.length !== 1) throw typeError(`${who}: layers must have one output, got ${graph.outputs.length}`);
  for (const { node: { of: { layer, name: own } }, train } of list) {
    const expect = (isSo: boolean, wanted: string, got: string): void => {
      if (!isSo) throw typeError(`${who}: layers must ${wanted}, got '${own}', ${got}`);
    };
    expect(layer.activityRegularizer === undefined, 'act on J through the last one', 'whose output is regularized');
    const joint = `of kind ${layer.kind}, which computes with the whole batch`;
    expect(!train.some(isJoint), 'compute each example alone', joint);
  }
  const stretches = name === undefined ? stretchesOf(list, output) : stretchesFrom(who, list, output, name);
  const a = stretches.at(0)?.from ?? output;
  const found: ReportLayer[] = [{ number: 1, width: sizeOf(a.shape), a }];
  for (const stretch of stretches) {
    if (stretch.passes.every(({ train }) => train.length === 0)) continue;
    const node = nodeOf(stretch);
    found.push(node?.part === 'activation' ? activated(stretch, node, found)
      : layerOf(stretch, node && termsOf(who, node), found.length + 1));
  }
  return found;
}

/** That of the named layer, and those after it. */
function stretchesFrom(who: string, list: readonly Pass[], output: Value, name: string): Stretch[] {
  const named = list.filter(({ node: { part } }) => part === 'layer');
  const own = named.find(({ node }) => node.of.name === name);
  if (own === undefined) {
    const names = named.map(({ node }) => node.of.name);
    throw rangeError(`${who}: layer must be a number or a name, got ${show(name)}${hintToSpell(name, names)}`);
  }
  const { inputs: [from], outputs: [to] } = own.node;
  return [{ from, to, passes: [own] }, ...stretchesOf(list, output, to)];
}

function layerOf(stretch: Stretch, terms: ReportLayer['terms'], number: number): ReportLayer {
  const { to } = stretch;
  return { number, width: sizeOf(to.shape), stretch, terms, z: to, a: to };
}

/**
 * An activation belongs to the layer before it, which is taken from the list; the input and a layer that has one stay.
 */
function activated(
  activationStretch: Stretch, { of: { layer: { activation } } }: GraphNode, found: ReportLayer[],
): ReportLayer {
  const last = found[found.length - 1], { to: a } = activationStretch;
  if (last.z === undefined || last.activationStretch !== undefined) {
    return { number: found.length + 1, width: last.width, activation, activationStretch, z: last.a, a };
  }
  found.pop();
  return { ...last, activation, activationStretch, a };
}

/**
 * Whether a call makes of rows of examples what has none, a number or the mean over a batch: then no example stands
 * alone.
 */
function isJoint(call: List[number]): boolean {
  if ('arithmetic' in call) return false;
  if ('body' in call) return call.body.some(isJoint);
  const operands = operandsOf(call), isNumber = 'into' in call && call.into !== undefined;
  return operands.some((each) => each.access !== 'writes' && hasRows(each))
    && (isNumber || operands.some((each) => each.access !== 'reads' && !hasRows(each)));
}

function hasRows({ tensor }: Operand): boolean {
  const whole = atRest(tensor);
  return whole instanceof Handle && whole.perExample !== undefined;
}
