/**
 * What the layers are in PyTorch: which tensors of a module a layer has, and how each becomes its own.
 *
 * Source: PyTorch 2.13.0, `torch.nn`.
 * @module
 */

import { permuted } from '../../core/permuted.ts';
import { formatShape, type Shape } from '../../core/shape.ts';
import { Bidirectional, GRU, TimeDistributed, type Layer } from '../../layers/index.ts';
import type { NetworkLayer } from '../../plan/index.ts';
import { reordered } from './reordered.ts';

/** A tensor of a layer, from those of a module. */
export interface Taking {
  /** The name of the layer's tensor. */
  readonly to: string;
  /** Of the module's, with their shapes. */
  readonly from: readonly (readonly [name: string, shape: Shape])[];
  /** The layer's values, from those of the module in that order. */
  readonly make: (...values: readonly Float32Array[]) => Float32Array;
  /** What that does, in words. */
  readonly how: string;
}

const AS_IT_IS = 'as it is';

function same(to: string, name: string, shape: Shape): Taking {
  return { to, from: [[name, shape]], make: (values) => values, how: AS_IT_IS };
}

/** A tensor whose axes change places; `as` is the shape whose axes those are, where it is not that of the file. */
function turned(to: string, name: string, shape: Shape, axes: readonly number[], as: Shape = shape): Taking {
  const seen = as === shape ? '' : ` as ${formatShape(as)}`;
  const make = (values: Float32Array): Float32Array => permuted(values, as, axes);
  return { to, from: [[name, shape]], make, how: `axes ${axes.join(', ')}${seen}` };
}

const shapeOf = ({ parameters, state }: NetworkLayer, name: string): Shape | undefined =>
  [...parameters, ...state].find((tensor) => tensor.name === name)?.shape;

/** w and b of a layer with one matrix, and its bias. */
function weighed(layer: NetworkLayer, w: (shape: Shape) => Taking): Taking[] {
  const [own, bias] = ['w', 'b'].map((name) => shapeOf(layer, name));
  return [...(own === undefined ? [] : [w(own)]), ...(bias === undefined ? [] : [same('b', 'bias', bias)])];
}

/** Columns of a dense layer behind images, which PyTorch flattens channels first. */
function denseTakings(layer: NetworkLayer, flattened: Shape | undefined): Taking[] {
  return weighed(layer, ([inputs, units]) => {
    if (flattened === undefined) return turned('w', 'weight', [units, inputs], [1, 0]);
    const channel = flattened.length, places = flattened.slice(0, -1), channels = flattened[channel - 1];
    const axes = [...places.map((_, i) => i + 2), 1, 0];
    return turned('w', 'weight', [units, inputs], axes, [units, channels, ...places]);
  });
}

/** Names as the layer has them, those of the module beside; of those that the layer has. */
function renamed(layer: NetworkLayer, names: Readonly<Record<string, string>>): Taking[] {
  return Object.entries(names).flatMap(([to, name]) => {
    const shape = shapeOf(layer, to);
    return shape === undefined ? [] : [same(to, name, shape)];
  });
}

const reversed = (axes: number): number[] => Array.from({ length: axes }, (_, i) => axes - 1 - i);

/** PyTorch has the gates r, z, n; here they are z, r, h. */
const GRU_GATES = [1, 0, 2];
const LSTM_GATES = [0, 1, 2, 3];

/** w, r and b of one direction. `before` begins our names, `after` ends theirs. */
function recurrentTakings(layer: NetworkLayer, gates: readonly number[], before: string, after: string): Taking[] {
  const isMoved = gates.some((gate, i) => gate !== i), moved = isMoved ? `, gates ${gates.join(', ')}` : '';
  const turnedBlocks = (to: string, name: string): Taking[] => {
    const shape = shapeOf(layer, before + to);
    if (shape === undefined) return [];
    const [rows, columns] = shape;
    const make = (values: Float32Array): Float32Array => permuted(reordered(values, gates), [columns, rows], [1, 0]);
    return [{ to: before + to, from: [[`${name}${after}`, [columns, rows]]], make, how: `axes 1, 0${moved}` }];
  };
  return [
    ...turnedBlocks('w', 'weight_ih'), ...turnedBlocks('r', 'weight_hh'), ...biases(layer, gates, before, after, moved),
  ];
}

/** PyTorch adds two biases: the sum of both, or a row of each where the reset gate stands between them. */
function biases(
  layer: NetworkLayer, gates: readonly number[], before: string, after: string, moved: string,
): Taking[] {
  const shape = shapeOf(layer, `${before}b`);
  if (shape === undefined) return [];
  const apart = shape.length === 2, width = shape[shape.length - 1];
  const make = (...[input, recurrent]: readonly Float32Array[]): Float32Array => {
    const [first, second] = [input, recurrent].map((values) => reordered(values, gates));
    return apart ? Float32Array.of(...first, ...second) : first.map((value, i) => value + second[i]);
  };
  const from = ['bias_ih', 'bias_hh'].map((name) => [`${name}${after}`, [width]] as const);
  return [{ to: `${before}b`, from, make, how: `${apart ? 'two rows' : 'the sum of both'}${moved}` }];
}

const normalized = { gamma: 'weight', beta: 'bias' };

/** By the kind of a layer; `flattened` is what a flatten before a dense layer made one axis of. */
const takings: Readonly<Record<string, (layer: NetworkLayer, flattened: Shape | undefined) => Taking[] | undefined>> = {
  dense: denseTakings,
  conv1D: (layer) => weighed(layer, (shape) => turned('w', 'weight', [...shape].reverse(), reversed(3))),
  conv2D: (layer) => weighed(layer, ([kh, kw, c, f]) => turned('w', 'weight', [f, c, kh, kw], [2, 3, 1, 0])),
  depthwiseConv1D: (layer) =>
    weighed(layer, ([k, c, m]) => turned('w', 'weight', [c * m, 1, k], [2, 0, 1], [c, m, k])),
  depthwiseConv2D: (layer) =>
    weighed(layer, ([kh, kw, c, m]) => turned('w', 'weight', [c * m, 1, kh, kw], [2, 3, 0, 1], [c, m, kh, kw])),
  conv1DTranspose: (layer) => weighed(layer, (shape) => turned('w', 'weight', [...shape].reverse(), reversed(3))),
  conv2DTranspose: (layer) => weighed(layer, ([kh, kw, f, c]) => turned('w', 'weight', [c, f, kh, kw], [2, 3, 1, 0])),
  batchNormalization: (layer) =>
    renamed(layer, { ...normalized, movingMean: 'running_mean', movingVariance: 'running_var' }),
  layerNormalization: (layer) => renamed(layer, normalized),
  groupNormalization: (layer) => renamed(layer, normalized),
  rmsNormalization: (layer) => renamed(layer, { scale: 'weight' }),
  prelu: (layer) => {
    const shape = shapeOf(layer, 'alpha') ?? [], size = shape.reduce((product, length) => product * length, 1);
    return size === Math.max(...shape) ? [same('alpha', 'weight', [size])] : undefined;
  },
  embedding: (layer) => renamed(layer, { w: 'weight' }),
  lstm: (layer) => recurrentTakings(layer, LSTM_GATES, '', ''),
  simpleRNN: (layer) => recurrentTakings(layer, [0], '', ''),
  gru: (layer) => gruTakings(layer, layer.layer, '', ''),
  bidirectional: (layer) => bothWays(layer),
  timeDistributed: (layer) => (layer.layer instanceof TimeDistributed && layer.layer.layer.kind === 'dense'
    ? denseTakings(layer, undefined) : undefined),
};

/** Of the layers that PyTorch has as one module. */
export const PYTORCH_KINDS: readonly string[] = Object.keys(takings);

/** Before the reset gate there is one bias, which PyTorch cannot express. */
function gruTakings(layer: NetworkLayer, of: Layer, before: string, after: string): Taking[] | undefined {
  return of instanceof GRU && of.resetAfter ? recurrentTakings(layer, GRU_GATES, before, after) : undefined;
}

function bothWays(layer: NetworkLayer): Taking[] | undefined {
  const inner = layer.layer instanceof Bidirectional ? layer.layer.layer : undefined;
  const way = (before: string, after: string): Taking[] | undefined => {
    if (inner?.kind === 'gru') return gruTakings(layer, inner, before, after);
    if (inner?.kind === 'lstm') return recurrentTakings(layer, LSTM_GATES, before, after);
    return inner?.kind === 'simpleRNN' ? recurrentTakings(layer, [0], before, after) : undefined;
  };
  const forward = way('forward_', ''), backward = way('backward_', '_reverse');
  return forward && backward && [...forward, ...backward];
}

/** How the tensors of a layer come from those of a module; undefined where PyTorch has no such module. */
export function takingsOf(layer: NetworkLayer, flattened: Shape | undefined): readonly Taking[] | undefined {
  const { kind } = layer.layer;
  return Object.hasOwn(takings, kind) ? takings[kind](layer, flattened) : undefined;
}
