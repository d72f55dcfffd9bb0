/**
 * Dense layers, embeddings, normalisation, and what is the identity outside of training.
 * @module
 */

import { cos64, pow64, sin64 } from '../../../core/float64.ts';
import { sizeOf, type Shape } from '../../../core/shape.ts';
import { axesOf } from '../../../layers/axes.ts';
import {
  ActivationLayer, AlphaDropout, BatchNormalization, Dense, Dropout, Embedding, GaussianNoise, GroupNormalization,
  LayerNormalization, Masking, Normalization, PReLU, PositionEmbedding, RMSNormalization, Rescaling,
  SinePositionEncoding, SpatialDropout1D, SpatialDropout2D, TimeDistributed, UnitNormalization,
} from '../../../layers/index.ts';
import { plainOut, real, type Exporter, type Out } from '../exporter.ts';
import { plainAxes } from '../values.ts';
import { needed, row, type Call, type Weight, type Write } from './row.ts';

const same: Write = (_e, _layer, { inputs }) => [inputs[0]];

function dense(e: Exporter, { useBias }: Dense, call: Call): readonly Out[] {
  const { inputs: [x], inputShapes: [shape], outputShapes: [to] } = call, w = needed(call, 'w');
  const kernel = e.floats('w', w.shape, w.data), bias = useBias ? call.weight('b') : undefined;
  const b = bias && e.floats('b', bias.shape, bias.data);
  if (shape.length === 1) return [plainOut(e.op('Gemm', [e.plain(x), kernel, ...(b === undefined ? [] : [b])]), to)];
  const product = e.op('MatMul', [e.plain(x), kernel]);
  return [plainOut(b === undefined ? product : e.op('Add', [product, b]), to)];
}

function embedding(e: Exporter, _layer: Embedding, call: Call): readonly Out[] {
  const { inputs: [x], outputShapes: [to] } = call, w = needed(call, 'w');
  const ids = e.op('Cast', [e.plain(x)], { to: 7 });
  return [plainOut(e.op('Gather', [e.floats('w', w.shape, w.data), ids], { axis: 0 }), to)];
}

/** γ or what stands for it. */
function filled(e: Exporter, name: string, given: Weight | undefined, size: number, standard: number): string {
  return e.floats(name, [size], given?.data ?? new Float32Array(size).fill(standard));
}

function batchNormalization(e: Exporter, layer: BatchNormalization, call: Call): readonly Out[] {
  const { inputs: [x], inputShapes: [shape] } = call, [axis] = layer.axes(shape), size = shape[axis];
  const others = shape.map((_, i) => i + 1).filter((one) => one !== axis + 1), order = [0, axis + 1, ...others];
  const inputs = [
    e.ordered(x, order), filled(e, 'gamma', call.weight('gamma'), size, 1),
    filled(e, 'beta', call.weight('beta'), size, 0),
    filled(e, 'movingMean', call.weight('movingMean'), size, 0),
    filled(e, 'movingVariance', call.weight('movingVariance'), size, 1),
  ];
  const attributes = { epsilon: real(layer.epsilon), momentum: real(layer.momentum) };
  return [{ name: e.op('BatchNormalization', inputs, attributes), order }];
}

/** The axes that are normalised last. */
function lastly(shape: Shape, axes: readonly number[]): number[] {
  const own = axes.map((axis) => axis + 1), all = plainAxes(shape.length + 1, 0);
  return [...all.filter((axis) => !own.includes(axis)), ...own];
}

function layerNormalization(e: Exporter, layer: LayerNormalization, call: Call): readonly Out[] {
  const { inputs: [x], inputShapes: [shape] } = call, axes = layer.axes(shape), order = lastly(shape, axes);
  const sizes = axes.map((axis) => shape[axis]), size = sizeOf(sizes), beta = call.weight('beta');
  const gamma = call.weight('gamma')?.data ?? new Float32Array(size).fill(1);
  const inputs = [
    e.ordered(x, order), e.floats('gamma', sizes, gamma),
    ...(beta === undefined ? [] : [e.floats('beta', sizes, beta.data)]),
  ];
  const attributes = { axis: order.length - axes.length, epsilon: real(layer.epsilon) };
  return [{ name: e.op('LayerNormalization', inputs, attributes), order }];
}

/** x/√(mean x² + ε)·scale */
function rmsNormalization(e: Exporter, layer: RMSNormalization, call: Call): readonly Out[] {
  const { inputs: [given], inputShapes: [shape] } = call, axes = axesOf('rms', 'axis', layer.axis, shape);
  const order = lastly(shape, axes), x = e.ordered(given, order), scale = needed(call, 'scale');
  const last = axes.map((_, i) => i - axes.length);
  const mean = e.op('ReduceMean', [e.op('Mul', [x, x])], { axes: last, keepdims: 1 });
  const root = e.op('Sqrt', [e.op('Add', [mean, e.scalar(layer.epsilon)])]);
  return [{ name: e.op('Mul', [e.op('Div', [x, root]), e.floats('scale', scale.shape, scale.data)]), order }];
}

/** x·min(1/√Σx², 10¹²) */
function unitNormalization(
  e: Exporter, layer: UnitNormalization, { inputs, inputShapes: [shape] }: Call,
): readonly Out[] {
  const axes = axesOf('unit', 'axis', layer.axis, shape).map((axis) => axis + 1);
  return [plainOut(unit(e, e.plain(inputs[0]), axes), shape)];
}

/** Brought to length 1 along axes. */
export function unit(e: Exporter, x: string, axes: readonly number[]): string {
  const length = e.op('ReduceL2', [x], { axes, keepdims: 1 });
  return e.op('Mul', [x, e.op('Min', [e.op('Reciprocal', [length]), e.scalar(1e12)])]);
}

function groupNormalization(e: Exporter, layer: GroupNormalization, call: Call): readonly Out[] {
  const { inputs: [given], inputShapes: [shape] } = call, [axis] = layer.axes(shape), channels = shape[axis];
  const others = shape.map((_, i) => i + 1).filter((one) => one !== axis + 1), order = [0, axis + 1, ...others];
  const groups = layer.groups === -1 ? channels : layer.groups, sizes = others.map((one) => shape[one - 1]);
  const x = e.reshaped(e.ordered(given, order), [groups, sizeOf(shape) / groups]);
  const attributes = { axes: [2], keepdims: 1 }, centred = e.op('Sub', [x, e.op('ReduceMean', [x], attributes)]);
  const variance = e.op('ReduceMean', [e.op('Mul', [centred, centred])], attributes);
  const root = e.op('Sqrt', [e.op('Add', [variance, e.scalar(layer.epsilon)])]);
  const dims = [channels, ...sizes.map(() => 1)], gamma = call.weight('gamma'), beta = call.weight('beta');
  let name = e.reshaped(e.op('Div', [centred, root]), [channels, ...sizes]);
  if (gamma !== undefined) name = e.op('Mul', [name, e.floats('gamma', dims, gamma.data)]);
  if (beta !== undefined) name = e.op('Add', [name, e.floats('beta', dims, beta.data)]);
  return [{ name, order }];
}

function rescaling(
  e: Exporter, { scale, offset }: Rescaling, { inputs: [x], inputShapes: [shape] }: Call,
): readonly Out[] {
  const numbers = (name: string, given: number | readonly number[]): string =>
    (typeof given === 'number' ? e.scalar(given) : e.floats(name, [given.length], given));
  const scaled = e.op('Mul', [e.plain(x), numbers('scale', scale)]);
  const isAsItIs = Object.is(offset, -0); // which + 0 is not, for −0
  return [plainOut(isAsItIs ? scaled : e.op('Add', [scaled, numbers('offset', offset)]), shape)];
}

function normalization(e: Exporter, layer: Normalization, { inputs: [x], inputShapes: [shape] }: Call): readonly Out[] {
  const { axis, mean, variance, invert } = layer;
  const axes = axis === null ? [] : axesOf('normalization', 'axis', axis, shape);
  const dims = shape.map((size, i) => (axes.includes(i) ? size : 1));
  const numbers = (name: string, given: number | readonly number[] = 0, of = (one: number) => one): string =>
    (typeof given === 'number' ? e.scalar(of(given)) : e.floats(name, dims, given.map(of)));
  const centre = numbers('mean', mean);
  const spread = numbers('deviation', variance, (one) => Math.max(Math.fround(Math.sqrt(Math.fround(one))), 1e-7));
  const name = invert ? e.op('Add', [e.op('Mul', [e.plain(x), spread]), centre])
    : e.op('Div', [e.op('Sub', [e.plain(x), centre]), spread]);
  return [plainOut(name, shape)];
}

function prelu(e: Exporter, _layer: PReLU, call: Call): readonly Out[] {
  const { inputs: [x], inputShapes: [shape] } = call, alpha = needed(call, 'alpha');
  return [plainOut(e.op('PRelu', [e.plain(x), e.floats('alpha', alpha.shape, alpha.data)]), shape)];
}

/** x, but 0·x at steps that equal the value throughout. */
function masking(e: Exporter, { maskValue }: Masking, { inputs: [x], inputShapes: [shape] }: Call): readonly Out[] {
  const plain = e.plain(x), differs = e.op('Not', [e.op('Equal', [plain, e.scalar(maskValue)])]);
  const valid = e.op('ReduceMax', [e.op('Cast', [differs], { to: 1 })], { axes: [-1], keepdims: 1 });
  return [plainOut(e.op('Mul', [plain, valid]), shape)];
}

/** The same rows for each example. */
function positions(e: Exporter, table: string, { inputs: [x], inputShapes: [shape] }: Call): readonly Out[] {
  return [plainOut(e.op('Expand', [table, e.op('Shape', [e.plain(x)])]), shape)];
}

function positionEmbedding(e: Exporter, _layer: PositionEmbedding, call: Call): readonly Out[] {
  const w = needed(call, 'w'), [[steps, width]] = call.inputShapes;
  return positions(e, e.floats('w', [steps, width], w.data.subarray(0, steps * width)), call);
}

function sinePositionEncoding(e: Exporter, { maxWavelength }: SinePositionEncoding, call: Call): readonly Out[] {
  const [[steps, features]] = call.inputShapes, values = new Float32Array(steps * features);
  for (let at = 0; at < values.length; at++) {
    const i = at % features;
    const angle = Math.floor(at / features) * pow64(maxWavelength, (-2 * Math.floor(i / 2)) / features);
    values[at] = i % 2 === 0 ? sin64(angle) : cos64(angle);
  }
  return positions(e, e.floats('positions', [steps, features], values), call);
}

/** The steps of all examples as so many examples. */
function timeDistributed(e: Exporter, { layer }: TimeDistributed, call: Call): readonly Out[] {
  const { inputs: [x], inputShapes: [[steps, ...inner]], outputShapes: [to] } = call;
  const apart = e.op('Reshape', [e.plain(x), e.ints([-1, ...inner])]), outputShape = to.slice(1);
  const [result] = call.within(layer, {
    ...call, inputs: [plainOut(apart, inner)], inputShapes: [inner], outputShapes: [outputShape],
  });
  return [plainOut(e.op('Reshape', [e.plain(result), e.ints([-1, steps, ...outputShape])]), to)];
}

export const BASIC: readonly (readonly [string, Write])[] = [
  row('dense', Dense, dense), row('embedding', Embedding, embedding), row('activation', ActivationLayer, same),
  row('batchNormalization', BatchNormalization, batchNormalization),
  row('layerNormalization', LayerNormalization, layerNormalization),
  row('rmsNormalization', RMSNormalization, rmsNormalization),
  row('unitNormalization', UnitNormalization, unitNormalization),
  row('groupNormalization', GroupNormalization, groupNormalization),
  row('rescaling', Rescaling, rescaling), row('normalization', Normalization, normalization),
  row('prelu', PReLU, prelu), row('masking', Masking, masking),
  row('positionEmbedding', PositionEmbedding, positionEmbedding),
  row('sinePositionEncoding', SinePositionEncoding, sinePositionEncoding),
  row('timeDistributed', TimeDistributed, timeDistributed), row('dropout', Dropout, same),
  row('alphaDropout', AlphaDropout, same), row('gaussianNoise', GaussianNoise, same),
  row('spatialDropout1D', SpatialDropout1D, same), row('spatialDropout2D', SpatialDropout2D, same),
];
