/**
 * Known answers of the members of families, each on a small case of asymmetric shape.
 * @module
 */
import { constraints, type Constraint } from '../../../lib/constraints/index.ts';
import { Philox } from '../../../lib/core/philox.ts';
import { sizeOf, type Shape } from '../../../lib/core/shape.ts';
import { initializers, type Initializer } from '../../../lib/initializers/index.ts';
import { Describer } from '../../../lib/model/description/describe.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import {
  bindAlone, callsOf, createKernels, type PartLists, type Size, type Tensor,
} from '../../../lib/kernels/index.ts';
import { activations, type Activation } from '../../../lib/layers/activations/index.ts';
import type { Layer, StateSpec } from '../../../lib/layers/index.ts';
import { losses, type Loss } from '../../../lib/losses/index.ts';
import { metrics, type Metric } from '../../../lib/metrics/index.ts';
import { regularizers, type Regularizer } from '../../../lib/regularizers/index.ts';
import { listedLayers, readsInputs, toldLayers } from '../layerCases.ts';
import { variantsOf } from '../variants.ts';
import { bits64, tensor } from './format.ts';
import { operands } from './numbers.ts';

const k = createKernels('reference'), calls = callsOf<Tensor>();
const BATCH = 3;

/** Each member as it is, and with its further options. */
function each<T extends object>(
  kind: string, all: Readonly<Record<string, T>>, answer: (member: T, options: object) => Json | undefined,
): Json {
  const entries = Object.entries(all).flatMap(([name, plain]) =>
    [[{}, plain] as const, ...variantsOf<T>(kind, name)].flatMap(([options, member]) => {
      const found = answer(member, options);
      return found === undefined ? [] : [{ name, options: options as Json, ...found as object } as Json];
    }));
  return entries;
}

const float = (length: number): Float32Array => new Float32Array(length);
const cacheOf = (batch: number) => (_: string, size: Size): Float32Array =>
  float(typeof size === 'number' ? size : batch * size.perExample);

export function initializerVectors(): Json {
  const shapes: readonly Shape[] = [[5, 3], [3, 5]];
  return {
    about: 'section 8: stream 2 of seed 7 from its start, for two shapes',
    initializers: each<Initializer>('initializers', initializers, (initializer) => ({
      values: shapes.map((shape) => {
        const out = float(sizeOf(shape));
        initializer(out, shape, new Philox(7, 2));
        return tensor(out, shape);
      }),
    })),
  };
}

/** Among the numbers: zeros, ends of ranges, what is not finite. */
function arguments5(): Float32Array {
  const z = operands(BATCH * 5, 20);
  z.set([0, -0, 30, -30, 2 ** -140]);
  return z;
}

export function activationVectors(): Json {
  const z = arguments5(), da = operands(z.length, 21), shape = [BATCH, 5];
  return {
    about: 'section 10: a of z, and dz of da, rows of 5', z: tensor(z, shape), da: tensor(da, shape),
    activations: each<Activation>('activations', activations, (activation) => {
      const a = float(z.length), dz = float(z.length);
      const part = bindAlone(k, activation.bind(
        { k: calls, rows: 1, width: 5, shape: [5], z, a, da: da.slice(), dz, cache: cacheOf(BATCH) }));
      part.forward(BATCH);
      part.backward(BATCH);
      return { a: tensor(a, shape), dz: tensor(dz, shape) };
    }),
  };
}

export function lossVectors(): Json {
  const outputs = 5, size = BATCH * outputs, shape = [BATCH, outputs], scale = Math.fround(1 / 3);
  const z = operands(size, 22), labels = Float32Array.of(4, 0, 2);
  const signs = operands(size, 23).map((v) => (v < 0 ? -1 : 1));
  const shares = operands(size, 24, 0, 1), probabilities = float(size), sigmoids = operands(size, 25, 0.05, 0.95);
  k.softmax(BATCH, outputs, z, probabilities);
  sigmoids.set([2 ** -30, 1], 7); // which are clipped
  const given = { z, signs, shares, probabilities, sigmoids };
  const targetsOf = ({ name, target }: Loss): 'labels' | 'signs' | 'shares' =>
    (target === 'label' ? 'labels' : name === 'hinge' || name === 'squaredHinge' ? 'signs' : 'shares');
  const answer = (lists: PartLists, out: Float32Array, gradient: Float32Array, own: Float32Array): Json => {
    const part = bindAlone(k, lists);
    part.forward(BATCH);
    part.backward(BATCH, { scale });
    return { L: tensor(own), gradient: tensor(gradient, shape), ...(out !== z && { a: tensor(out, shape) }) };
  };
  return {
    about: 'section 12: L, the losses of three examples, and their gradients with scale 1/3 rounded to binary32. Each '
      + 'entry names the arrays that are its targets and the output of the network; fused: right after the activation, '
      + 'on z, with the output a',
    z: tensor(z, shape), labels: [...labels], signs: tensor(signs, shape), shares: tensor(shares, shape),
    probabilities: tensor(probabilities, shape), sigmoids: tensor(sigmoids, shape),
    losses: each<Loss>('losses', losses, (loss, options) => {
      const wanted = targetsOf(loss), targets = wanted === 'labels' ? labels : Float32Array.from(given[wanted]);
      const output = 'fromLogits' in options ? 'z' : /ategoricalC/.test(loss.name) ? 'probabilities' : 'sigmoids';
      const prediction = given[output], named = { targets: wanted, output };
      const gradient = float(size), own = float(BATCH), fusedOutput = float(size);
      const node = { k: calls, outputs, targets, logits: z, cache: cacheOf(BATCH) };
      const plain = answer(loss.bind({ ...node, prediction, losses: own, gradient }), z, gradient, own);
      const { fused } = loss, fusedGradient = float(size), fusedOwn = float(BATCH);
      if (fused === undefined) return { ...named, ...plain as object };
      const lists = fused.bind({ ...node, prediction: fusedOutput, losses: fusedOwn, gradient: fusedGradient });
      return { ...named, ...plain as object, fused: answer(lists, fusedOutput, fusedGradient, fusedOwn) };
    }),
  };
}

export function regularizerVectors(): Json {
  const w = operands(11, 26), dw = operands(11, 27);
  w[3] = 0;
  return {
    about: 'section 13: the penalty of w, and dw after the gradient with scale 1', w: tensor(w), dw: tensor(dw),
    regularizers: each<Regularizer>('regularizers', regularizers, ({ term, gradient, factors }) => {
      const terms = float(w.length), after = dw.slice();
      k.elementwise(term, w.length, [w, terms], factors);
      k.elementwise(gradient, w.length, [w, after], [...factors, 1]);
      return { penalty: tensor([k.sum(terms.length, terms, 0, 1)]), dw: tensor(after) };
    }),
  };
}

export function constraintVectors(): Json {
  const matrix = operands(15, 28), vector = operands(15, 29), shapes = { matrix: [5, 3], vector: [15] };
  const cache = (_: string, length: number): Float32Array => float(length);
  const constrained = (constraint: Constraint, before: Float32Array, shape: Shape): Json => {
    const w = before.slice(), forward = constraint.bind({ k: calls, shape, w, cache });
    bindAlone(k, { forward, backward: [] }).forward(1);
    return tensor(w, shape);
  };
  return {
    about: 'section 13: matrix and vector after the constraint; a vector has no axis but 0',
    matrix: tensor(matrix, shapes.matrix), vector: tensor(vector),
    constraints: each<Constraint>('constraints', constraints, (constraint, options) => ({
      matrix: constrained(constraint, matrix, shapes.matrix),
      ...(!('axis' in options) && { vector: constrained(constraint, vector, shapes.vector) }),
    })),
  };
}

/** Options whose parts a layer runs within its own lists. */
const INNER = ['activation', 'recurrentActivation', 'layer'];

/** The options of a layer that are no parts of its tensors. */
function plainOptions(layer: Layer): Json {
  const { inputShape: _, ...options } = layer.getConfig(), describer = new Describer('save');
  return Object.fromEntries(Object.entries(options).flatMap(([name, value]): [string, Json][] => {
    if (value === undefined) return [];
    if (INNER.includes(name)) return [[name, describer.part(value, name)]];
    const isPlain = ['number', 'boolean', 'string'].includes(typeof value) || Array.isArray(value);
    return isPlain ? [[name, value as Json]] : [];
  }));
}

/** Masks of three examples of four steps or more: holes, a first step left out, an example of which none counts. */
const VALID = [1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0];

export function layerVectors(): Json {
  const moment = { seed: 7, step: 3, row: 0, batch: BATCH }, number = 2;
  const cases = [...listedLayers(), ...toldLayers()].flatMap((each): Json[] => {
    const { title, layer, inputShape, inputShapes, masked } = each, hasGradient = !readsInputs(each);
    const specs = layer.parameters(inputShape, inputShapes);
    const table = (specs: readonly StateSpec[], stream: number): Record<string, Float32Array> =>
      Object.fromEntries(specs.map(({ name, shape }, i) => [name, operands(sizeOf(shape), stream + i, 0.5, 2)]));
    const [outputShape] = layer.outputShapes(inputShapes), outputs = BATCH * sizeOf(outputShape);
    const parameters = table(specs, 30), state = table(layer.state(inputShape), 34);
    const gradients = table(specs, 38);
    const dy = operands(outputs, 43), y = float(outputs), inputs = inputShapes.map((shape, i) => {
      const size = BATCH * sizeOf(shape);
      const x = layer.ids === undefined ? operands(size, i === 0 ? 42 : 44 + i)
        : float(size).map((_, at) => (at * at) % (layer.ids ?? 1));
      const valid = float(BATCH * shape[0]).map((_, at) => VALID[(at + i) % VALID.length]);
      const mask = masked.includes(i) ? valid : undefined;
      const isMask = title.endsWith('useAttentionMask') && i === 2; // an input that says what may be seen
      return {
        shape, x: isMask ? x.map((a) => Number(a > 0)) : x, dx: hasGradient && !isMask ? float(size) : undefined, mask,
        maskShape: mask && shape.slice(0, 1),
      };
    });
    const [{ x, dx }] = inputs;
    if (layer.kind === 'masking') x.fill(0, 0, inputShape[inputShape.length - 1]);
    const lists = layer.bind({
      k: calls, number, inputs, outputs: [{ y, dy }], inputShape, x, dx, y, dy,
      parameters, gradients, state, cache: cacheOf(BATCH),
    });
    if (lists === undefined) return [];
    const shapes = Object.fromEntries([...specs, ...layer.state(inputShape)]
      .map(({ name, shape }) => [name, shape]));
    const tensors = (all: Readonly<Record<string, Float32Array>>): Json =>
      Object.fromEntries(Object.entries(all).map(([name, values]) => [name, tensor(values, shapes[name])]));
    const part = bindAlone(k, lists), outShape = [BATCH, ...outputShape];
    const ofInputs = (name: 'x' | 'dx' | 'mask'): Json => Object.fromEntries(inputs.flatMap((input, i) => {
      const values = input[name], title = inputs.length === 1 ? name : `${name}${i + 1}`;
      const shape = name === 'mask' ? input.shape.slice(0, 1) : input.shape;
      return values === undefined ? [] : [[title, tensor(values, [BATCH, ...shape])]];
    }));
    const given = {
      ...ofInputs('x') as object, ...ofInputs('mask') as object, dy: tensor(dy, outShape),
      parameters: tensors(parameters), state: tensors(state),
    };
    part.forward(BATCH);
    const forward = tensor(y, outShape);
    part.train(BATCH, moment);
    const train = tensor(y, outShape);
    part.backward(BATCH);
    part.finish();
    return [{
      layer: title, options: plainOptions(layer), ...given, forward, ...(lists.train && { train }),
      ...ofInputs('dx') as object, gradients: tensors(gradients),
      ...(layer.state(inputShape).length > 0 && { stateAfter: tensors(state) }),
    }];
  });
  return {
    about: 'section 11: three examples; forward is y outside of training, train in it where a layer has such a list, '
      + 'by seed 7, after 3 steps (c2 is 3), rows from 0, layer number 2; dx and gradients follow train, carry 0, '
      + 'stateAfter is that after finish. '
      + 'options are those that are no parts, also at their defaults, and as in section 18 the activations of cells '
      + 'and the layer of a layer',
    layers: cases,
  };
}

export function metricVectors(): Json {
  const outputs = 5, prediction = operands(8 * outputs, 50, 0, 1), labels = Float32Array.of(4, 0, 2, 1, 3, 0, 2, 4);
  const one = operands(8, 51, 0, 1), yes = one.map((_, i) => Number(i % 3 === 0)), vectors = float(8 * outputs);
  prediction.copyWithin(2, 3, 4); // equals
  const tied = one.map((a) => Math.round(4 * a) / 4), missing = one.map((a, i) => (i === 4 ? NaN : a));
  const margins = operands(8, 52, -1, 1).map((a) => -a), signs = yes.map((target) => 2 * target - 1);
  labels.forEach((label, i) => { vectors[i * outputs + label] = 1; });
  const count = (metric: Metric, loss: Loss, width: number, a: Float32Array, y: Float32Array): Json | undefined => {
    try {
      const state = metric.start(width, loss);
      state.update(a, y, 8);
      return bits64(state.result());
    } catch {
      return undefined; // its targets are of another kind
    }
  };
  const {
    sparseCategoricalCrossentropy: sparse, categoricalCrossentropy: vector, binaryCrossentropy: binary, hinge,
  } = losses;
  return {
    about: 'section 15, as bits of binary64: of 8 examples; labels: prediction of 5 outputs with labels and the loss '
      + 'sparseCategoricalCrossentropy; vectors: the same with the labels as one-hot rows and categoricalCrossentropy; '
      + 'single, tied, missing: one output, and targets 0 and 1, with binaryCrossentropy; margins: one output, and '
      + 'targets -1 and 1 in the places of 0 and 1, with hinge',
    prediction: tensor(prediction, [8, outputs]), labels: [...labels], single: tensor(one), tied: tensor(tied),
    missing: tensor(missing), margins: tensor(margins), targets: [...yes],
    metrics: each<Metric>('metrics', metrics, (metric) => {
      const found = {
        labels: count(metric, sparse, outputs, prediction, labels),
        vectors: count(metric, vector, outputs, prediction, vectors), single: count(metric, binary, 1, one, yes),
        tied: count(metric, binary, 1, tied, yes), missing: count(metric, binary, 1, missing, yes),
        margins: count(metric, hinge, 1, margins, signs),
      };
      const isThere = (entry: [string, Json | undefined]): entry is [string, Json] => entry[1] !== undefined;
      return Object.fromEntries(Object.entries(found).filter(isThere));
    }),
  };
}
