/**
 * The suite that every layer passes.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import {
  bindAlone, callsOf, createFloat64Kernels, type BoundPart, type FloatArray, type Kernels, type Size, type Tensor,
} from '../../lib/kernels/index.ts';
import type { Layer, Node, StateSpec } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { checkGradient } from '../helpers/differences.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

/** A layer with what must be true of it. */
export interface LayerCase {
  readonly title: string;
  readonly make: () => Layer;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Name and shape of each parameter, in order. */
  readonly parameters: readonly (readonly [name: string, shape: Shape])[];
  /** Whether the rows of a batch depend on each other, so that it cannot be split. */
  readonly isCoupled?: boolean;
}

type Table<A extends FloatArray> = Readonly<Record<string, A>>;

/** A layer's buffers as arrays. */
interface ArrayNode<A extends FloatArray> extends Node {
  readonly x: A;
  readonly y: A;
  readonly dy: A;
  readonly dx: A;
  readonly parameters: Table<A>;
  readonly gradients: Table<A>;
  readonly state: Table<A>;
  /** What it has asked for. */
  readonly caches: A[];
}

/** A layer at work in buffers of its own. */
export interface Bench<A extends FloatArray> {
  readonly node: ArrayNode<A>;
  readonly pass: BoundPart | undefined;
}

/** Binds a layer to fresh buffers for `batch` examples. Parameters are 0. */
export function bindLayer<A extends FloatArray>(
  k: Kernels<A>, layer: Layer, inputShape: Shape, batch: number,
): Bench<A> {
  const inputs = batch * sizeOf(inputShape), outputs = batch * sizeOf(layer.outputShape(inputShape));
  const table = (specs: readonly StateSpec[] = layer.parameters(inputShape)) =>
    Object.fromEntries(specs.map(({ name, shape }) => [name, k.allocate(sizeOf(shape))]));
  const caches: A[] = [];
  const node = {
    k: callsOf<Tensor>(), inputShape, number: 3, inputs: [], outputs: [],
    x: k.allocate(inputs), y: k.allocate(outputs), dy: k.allocate(outputs), dx: k.allocate(inputs),
    parameters: table(), gradients: table(), state: table(layer.state(inputShape)),
    caches,
    cache(_name: string, size: Size): A {
      const kept = k.allocate(typeof size === 'number' ? size : batch * size.perExample);
      caches.push(kept);
      return kept;
    },
  };
  const lists = layer.bind(node);
  return { node, pass: lists && bindAlone(k, lists) };
}

function fill({ node: { x, dy, parameters } }: Bench<FloatArray>, random: Philox): void {
  for (const values of [x, dy, ...Object.values(parameters)]) values.set(operands(random, values.length));
}

/** Rows [first, first + count) of a buffer that holds `batch` rows. */
function rows(values: FloatArray, batch: number, first: number, count: number): FloatArray {
  const width = values.length / batch;
  return values.subarray(first * width, (first + count) * width);
}

function copyRows(from: Bench<FloatArray>, batch: number, to: Bench<FloatArray>, first: number, count: number): void {
  for (const name of ['x', 'dy'] as const) to.node[name].set(rows(from.node[name], batch, first, count));
  for (const [name, values] of Object.entries(from.node.parameters)) to.node.parameters[name].set(values);
}

/** A forward pass as in training, of rows [first, first + batch) of a batch of `whole`. */
function forward({ pass }: Bench<FloatArray>, batch: number, first: number = 0, whole: number = batch): void {
  pass?.train(batch, { seed: 8, step: 4, row: first, batch: whole });
}

const LARGE = 257; // odd, and larger than any tile or block

/** Runs the whole suite on each case. */
export function checkLayers(cases: readonly LayerCase[]): void {
  for (const layerCase of cases) {
    checkShapes(layerCase);
    checkDerivatives(layerCase);
    for (const k of tables) checkBits(layerCase, k);
  }
}

function checkShapes({ title, make, inputShape, outputShape, parameters }: LayerCase): void {
  test(`${title}: output shape and parameter table are as stated`, () => {
    const layer = make();
    assert.deepEqual(layer.outputShape(inputShape), outputShape);
    assert.deepEqual(layer.parameters(inputShape).map(({ name, shape }) => [name, shape]), parameters);
    if (layer.inputShape === undefined) return;
    const model = sequential([layer]);
    assert.equal(model.theta.length, parameters.reduce((sum, [, shape]) => sum + sizeOf(shape), 0));
  });
}

function checkDerivatives({ title, make, inputShape }: LayerCase): void {
  test(`${title}: dx and every parameter's gradient are those of central differences`, () => {
    const random = new Philox(101), batch = 3;
    const bench = bindLayer(createFloat64Kernels(), make(), inputShape, batch);
    const { node, pass } = bench;
    if (pass === undefined) return; // nothing is computed
    fill(bench, random);
    const dy = node.dy.slice();
    const value = (): number => {
      forward(bench, batch);
      return node.y.reduce((sum, y, i) => sum + y * dy[i], 0);
    };
    value();
    for (const gradient of Object.values(node.gradients)) gradient.fill(NaN); // beta 0 reads nothing
    pass.backward(batch);
    checkGradient(value, node.x, node.dx.slice(), random, 'dx');
    for (const [name, gradient] of Object.entries(node.gradients)) {
      checkGradient(value, node.parameters[name], gradient.slice(), random, `d${name}`);
    }
  });
}

function checkBits(layerCase: LayerCase, k: Kernels): void {
  const { title, make, inputShape, isCoupled = false } = layerCase;
  if (bindLayer(k, make(), inputShape, 1).pass === undefined) return; // y is x
  const filled = () => {
    const bench = bindLayer(k, make(), inputShape, LARGE);
    fill(bench, new Philox(102));
    return bench;
  };
  const done = () => {
    const bench = filled();
    forward(bench, LARGE);
    bench.pass?.backward(LARGE);
    return bench;
  };
  if (!isCoupled) checkSplits(layerCase, k, done);

  test(`${title}, ${k.name}: forward and backward again give the same bits, and leave what they only read`, () => {
    const bench = done();
    const { node, pass } = bench;
    const all = () => [node.y, node.dx, ...Object.values(node.gradients), ...node.caches];
    const first = all().map((values) => values.slice());
    pass?.backward(LARGE);
    forward(bench, LARGE);
    pass?.backward(LARGE);
    all().forEach((values, i) => assertSameBits(values, first[i], `buffer ${i}`));
    const given = filled().node;
    assertSameBits(node.x, given.x, 'x');
    assertSameBits(node.dy, given.dy, 'dy');
    for (const [name, values] of Object.entries(node.parameters)) assertSameBits(values, given.parameters[name], name);
    for (const [name, values] of Object.entries(node.state)) assertSameBits(values, given.state[name], name);
  });
}

function checkSplits({ title, make, inputShape }: LayerCase, k: Kernels, done: () => Bench<Float32Array>): void {
  test(`${title}, ${k.name}: an example's rows have the same bits alone and among ${LARGE}`, () => {
    const large = done(), one = bindLayer(k, make(), inputShape, 1);
    for (const row of [0, 1, 100, LARGE - 1]) {
      copyRows(large, LARGE, one, row, 1);
      forward(one, 1, row, LARGE);
      one.pass?.backward(1);
      assertSameBits(one.node.y, rows(large.node.y, LARGE, row, 1), `y of example ${row}`);
      assertSameBits(one.node.dx, rows(large.node.dx, LARGE, row, 1), `dx of example ${row}`);
    }
  });

  test(`${title}, ${k.name}: parts of a batch that add to the gradient give the bits of the whole`, () => {
    const whole = done();
    const gradients = Object.fromEntries(
      Object.entries(whole.node.gradients).map(([name, values]) => [name, values.slice().fill(NaN)]),
    );
    for (const [first, count] of [[0, 1], [1, 100], [101, LARGE - 101]]) {
      const part = bindLayer(k, make(), inputShape, count);
      copyRows(whole, LARGE, part, first, count);
      for (const [name, values] of Object.entries(part.node.gradients)) values.set(gradients[name]);
      forward(part, count, first, LARGE);
      part.pass?.backward(count, { beta: first === 0 ? 0 : 1 });
      for (const [name, values] of Object.entries(part.node.gradients)) gradients[name].set(values);
    }
    for (const [name, values] of Object.entries(whole.node.gradients)) {
      assertSameBits(gradients[name], values, `gradient of ${name}`);
    }
  });
}
