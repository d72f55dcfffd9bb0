/**
 * A network in the layers of the report: 1 is the input, each layer that computes something is one with its activation,
 * Flatten and Reshape are none.
 * @module
 */

import { typeError } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { GraphLayer, Value } from '../../graph/index.ts';
import { Handle } from '../../kernels/handle.ts';
import type { Call, List, Tensor } from '../../kernels/index.ts';
import { atRest } from '../../kernels/lists.ts';
import { placesOf } from '../../kernels/routines/placeCall.ts';
import type { Access } from '../../kernels/routines/routine.ts';
import type { Activation, Term } from '../../layers/index.ts';
import type { Pass, Plan } from '../../plan/index.ts';
import { termsOf } from './terms.ts';

/** See the module. */
export interface ReportLayer {
  /** From 1. */
  readonly number: number;
  /** Number of units. */
  readonly width: number;
  /** What makes z of a of the layer before; absent for the input, and where z is that a. */
  readonly pass?: Pass;
  /** z of each unit as a sum, where the layer says so. */
  readonly terms?: readonly (readonly Term[])[] | undefined;
  /** Absent is the identity. */
  readonly activation?: Activation | undefined;
  /** What makes a of z; absent where a is z. */
  readonly activationPass?: Pass;
  /** Absent for the input. */
  readonly z?: Value;
  readonly a: Value;
}

/**
 * The layers of a plan's network as the report counts them.
 *
 * Throws TypeError, by name, where no path is all that an example takes: for layers that are no stack, one that
 * computes with all examples of a batch at once, and one whose output is regularized.
 */
export function reportLayers(who: string, { description }: Plan<Float32Array>): ReportLayer[] {
  const { list, network: { graph } } = description, [input] = graph.inputs, seen = new Set<GraphLayer>();
  const found: ReportLayer[] = [{ number: 1, width: sizeOf(input.shape), a: input }];
  let value = input;
  for (const pass of list) {
    const { of, part, inputs, outputs } = pass.node, { layer } = of;
    if (part === 'mask') continue; // no part of J
    const expect = (isSo: boolean, wanted: string, got: string): void => {
      if (!isSo) throw typeError(`${who}: layers must ${wanted}, got '${of.name}', ${got}`);
    };
    const isNext = inputs.length === 1 && outputs.length === 1 && inputs[0] === value;
    expect(isNext && (part === 'activation' || !seen.has(of)), 'be a stack', 'which has another place in the graph');
    expect(layer.activityRegularizer === undefined, 'act on J through the last one', 'whose output is regularized');
    const joint = `of kind ${layer.kind}, which computes with the whole batch`;
    expect(!pass.train.some(isJoint), 'compute each example alone', joint);
    seen.add(of);
    [value] = outputs;
    if (pass.train.length === 0) continue;
    found.push(part === 'layer' ? layerOf(who, pass, found.length + 1) : activated(pass, found));
  }
  if (graph.outputs.length !== 1 || graph.outputs[0] !== value) {
    throw typeError(`${who}: layers must be a stack, got ${graph.outputs.length} outputs`);
  }
  return found;
}

function layerOf(who: string, pass: Pass, number: number): ReportLayer {
  const [z] = pass.node.outputs;
  return { number, width: sizeOf(z.shape), pass, terms: termsOf(who, pass.node), z, a: z };
}

/**
 * An activation belongs to the layer before it, which is taken from the list; the input and a layer that has one stay.
 */
function activated(activationPass: Pass, found: ReportLayer[]): ReportLayer {
  const { of: { layer: { activation } }, outputs: [a] } = activationPass.node, last = found[found.length - 1];
  if (last.z === undefined || last.activationPass !== undefined) {
    return { number: found.length + 1, width: last.width, activation, activationPass, z: last.a, a };
  }
  found.pop();
  return { ...last, activation, activationPass, a };
}

/**
 * Whether a call makes of rows of examples what has none, a number or the mean over a batch: then no example stands
 * alone.
 */
function isJoint(call: List[number]): boolean {
  if ('arithmetic' in call) return false;
  if ('body' in call) return call.body.some(isJoint);
  const { reads, writes } = 'host' in call ? call : tensorsOf(call);
  const isNumber = 'into' in call && call.into !== undefined;
  return reads.some(hasRows) && (isNumber || !writes.every(hasRows));
}

function hasRows(tensor: Tensor): boolean {
  const whole = atRest(tensor);
  return whole instanceof Handle && whole.perExample !== undefined;
}

function tensorsOf(call: Call<Tensor>): { readonly reads: readonly Tensor[]; readonly writes: readonly Tensor[] } {
  const { operands } = placesOf(call.routine);
  const but = (access: Access): Tensor[] => operands
    .filter(({ parameter }) => parameter.access !== access)
    .map(({ position }) => call.args[position] as Tensor);
  return { reads: but('writes'), writes: but('reads') };
}
