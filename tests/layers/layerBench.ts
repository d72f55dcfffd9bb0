/**
 * A layer at work in a graph of its own: its inputs, then the layer, then Σ outputs · c as J.
 * @module
 */
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import { formula, mul } from '../../lib/formula/index.ts';
import { buildGraph, input } from '../../lib/graph/index.ts';
import { zeros } from '../../lib/initializers/index.ts';
import { perExample, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import {
  Layer, flatten, type Lists, type Node, type ParameterSpec, type SymbolicTensor,
} from '../../lib/layers/index.ts';
import { pointwiseLoss, type Loss } from '../../lib/losses/index.ts';
import { Plan, describe, initialize, layOut } from '../../lib/plan/index.ts';

const copy = formula({ name: 'copy', arrays: ['x', 'y'], define: ({ x }) => ({ y: x }) });

/** y = x + shift: with a parameter before it, a layer is asked for its dx, and curvature sees its input. */
export class Shift extends Layer {
  readonly kind = 'shift';

  override outputShape(shape: Shape): Shape {
    return shape;
  }

  override parameters(shape: Shape): readonly ParameterSpec[] {
    return [{ name: 'shift', shape, initializer: zeros }];
  }

  override bind(
    { k, inputShape, x, y, dy, dx, parameters: { shift }, gradients: { shift: dshift } }: Node,
  ): Lists {
    const size = sizeOf(inputShape), all = perExample(size), m = perExample(1);
    return {
      forward: [k.elementwise(copy, all, [x, y]), k.biasAdd(m, size, shift, y)],
      backward: [
        k.columnSums(m, size, dy, 'beta', dshift), ...(dx === undefined ? [] : [k.elementwise(copy, all, [dy, dx])]),
      ],
    };
  }
}

/** Σⱼ aⱼ·cⱼ of an example, where c are its targets. */
export const sumOfProducts: Loss = pointwiseLoss({
  name: 'sumOfProducts', term: ({ a, y }) => mul(a, y), derivative: ({ y }) => y,
});

type Table<A> = Readonly<Record<string, A>>;

/** The layer's tensors, batch first where they have rows. */
export interface LayerBench<A extends FloatArray> {
  readonly plan: Plan<A>;
  readonly inputs: readonly A[];
  /** Of a first input of ids: how many there are. */
  readonly ids: number | undefined;
  /** The masks given, and that of the first output. */
  readonly masks: readonly A[];
  readonly outputMask: A | undefined;
  /** ∂J/∂ of each input; none where the layer takes ids, or makes a mask of its inputs. */
  readonly inputGradients: readonly A[];
  readonly outputs: readonly A[];
  /** c of each output. */
  readonly factors: readonly A[];
  readonly parameters: Table<A>;
  readonly gradients: Table<A>;
  readonly state: Table<A>;
  /** What the layer and its activation keep. */
  readonly kept: readonly A[];
  /** As in training, of rows from `first` on of a batch of `whole`. */
  forward(batch: number, first?: number, whole?: number): void;
  backward(batch: number, beta?: number): void;
}

/** Whether a layer reads inputs of the model only: ids, and what masks are made of, have no gradient. */
export function readsInputs(layer: Layer, inputShapes: readonly Shape[]): boolean {
  const inputs = inputShapes.map((shape) => ({ shape, mask: undefined }));
  return layer.ids !== undefined || layer.maskShape(inputs) !== undefined;
}

/** A layer, applied. */
interface Applied {
  readonly inputs: readonly SymbolicTensor[];
  readonly masks: readonly SymbolicTensor[];
  /** How many inputs are shifted: all or none. */
  readonly shifts: number;
  readonly outputs: readonly SymbolicTensor[];
}

/** A layer's outputs for inputs, shifted where it may be; `masked` says which have a mask, of their steps. */
export function applied(layer: Layer, inputShapes: readonly Shape[], masked: readonly boolean[] = []): Applied {
  const inputs = inputShapes.map((shape) => input({ shape }));
  const mask = inputs.map(({ shape: [steps] }, i) => (masked[i] ? input({ shape: [steps] }) : undefined));
  const masks = mask.filter((each) => each !== undefined);
  const shifted = readsInputs(layer, inputShapes) ? inputs : inputs.map((x) => new Shift().apply(x));
  const outputs = layer.applyAll(shifted, masks.length === 0 ? {} : { mask });
  return { inputs, masks, shifts: shifted === inputs ? 0 : inputs.length, outputs };
}

/**
 * A bench for up to `batch` examples; first values are those of the initializers. `masked` says which inputs have a
 * mask, of their steps.
 */
export function layerBench<A extends FloatArray>(
  k: Kernels<A>, layer: Layer, inputShapes: readonly Shape[], batch: number, masked: readonly boolean[] = [],
): LayerBench<A> {
  const { inputs, masks, shifts, outputs } = applied(layer, inputShapes, masked);
  const rows = outputs.map((output) => flatten().apply(output)); // one row an example, all of which counts
  const network = layOut(buildGraph('test', [...inputs, ...masks], rows));
  const plan = new Plan(k, describe(network, batch), 8), { arrayOf, description: { flows, list } } = plan;
  const theta = new Float32Array(network.length), state = new Float32Array(network.stateLength);
  initialize(network, theta, 7, state);
  plan.theta.set(theta);
  plan.state.set(state);
  const own = network.layers.slice(shifts, -rows.length), frozen = layer.trainable ? [] : own.map(({ name }) => name);
  plan.attachLosses(network.graph.outputs.map(() => sumOfProducts), undefined, new Set(frozen));
  const sources = list.slice(0, shifts).map(({ node }) => node.outputs[0]);
  const table = (of: 'parameters' | 'state', whole: A): Table<A> => Object.fromEntries(own.flatMap((each) =>
    each[of].map(({ name, offset, length }) =>
      [own.length === 1 ? name : `${each.name}/${name}`, whole.subarray(offset, offset + length) as A])));
  const [outputMask] = network.graph.nodes[network.graph.nodes.length - rows.length].masks;
  return {
    plan,
    inputs: plan.inputs.slice(0, inputs.length),
    ids: layer.ids,
    masks: plan.inputs.slice(inputs.length),
    outputMask: outputMask && arrayOf(flows.valueOf(outputMask)),
    inputGradients: sources.map((value) => arrayOf(flows.gradientOf(value) ?? missing())),
    outputs: network.graph.outputs.map((value) => arrayOf(flows.valueOf(value))),
    factors: plan.heads.map(({ targets }) => arrayOf(targets)),
    parameters: table('parameters', plan.theta),
    gradients: table('parameters', plan.gradient),
    state: table('state', plan.state),
    kept: list.slice(shifts).flatMap(({ fills }) => fills.map(arrayOf)),
    forward(rows, first = 0, whole = rows) {
      plan.forwardLoss(rows, { seed: 8, step: 4, row: first, batch: whole });
    },
    backward(rows, beta = 0) {
      plan.backward(rows, 1, beta);
    },
  };
}

function missing(): never {
  throw new Error('test: a shift has a gradient to write');
}

/** Rows [first, first + count) of an array that holds `batch` rows. */
export function rowsOf<A extends FloatArray>(values: A, batch: number, first: number, count: number): A {
  const width = values.length / batch;
  return values.subarray(first * width, (first + count) * width) as A;
}
