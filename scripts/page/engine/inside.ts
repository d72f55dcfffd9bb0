/**
 * One example through the network, unit by unit, and back.
 * @module
 */
import { ShapeError, expectInteger } from '../../../lib/core/errors.ts';
import { Dense, activation, dense } from '../../../lib/layers/index.ts';
import { input, model as functional } from '../../../lib/lean/index.ts';
import type { Model } from '../../../lib/model/index.ts';
import type { ExampleRef, Inside, LayerInfo } from '../protocol.ts';
import type { OptimizerSetting, Setting } from '../setting.ts';
import type { Data } from './dataSets.ts';
import { buildNetwork } from './network.ts';
import { takeRows } from './rows.ts';

/** One that moves nothing, so that a step gives ∇J alone. */
const STILL: OptimizerSetting = { name: 'sgd', learningRate: 0, options: {} };

/** The example that is meant, as inputs and target. Throws RangeError or ShapeError for none. */
export function exampleOf(of: ExampleRef, data: Data): { readonly x: Float32Array; readonly y: number | undefined } {
  const { inputs } = data.info;
  if ('set' in of) {
    const { x, y } = data[of.set];
    expectInteger('example', 'index', of.index, 0, y.length - 1);
    return { x: takeRows(x, inputs, [of.index]), y: y[of.index] };
  }
  if (of.inputs.length !== inputs) {
    throw new ShapeError(`example: inputs must hold ${inputs} numbers, got ${of.inputs.length}`);
  }
  return { x: Float32Array.from(of.inputs), y: of.target };
}

/** Two twins of a network, one that gives every z and a, one that gives ∇J: without dropout, with the model's θ. */
export class Insides {
  readonly #model: Model;
  readonly #data: Data;
  readonly #layers: readonly LayerInfo[];
  readonly #values: Model;
  readonly #slopes: Model;

  constructor(model: Model, data: Data, layers: readonly LayerInfo[], setting: Setting) {
    this.#model = model;
    this.#data = data;
    this.#layers = layers;
    const options = { kernels: model.kernels, maxBatch: 1 };
    this.#slopes = buildNetwork(setting, data.info, { ...options, optimizer: STILL, hasDropout: false });
    const start = input({ shape: [data.info.inputs], name: 'inputs' }), outputs: Record<string, typeof start> = {};
    let a = start;
    model.layers.filter((layer) => layer instanceof Dense).forEach(({ units, activation: f }, i) => {
      const z = outputs[`z${i + 2}`] = dense({ units }).apply(a);
      a = outputs[`a${i + 2}`] = activation(f ?? 'linear').apply(z);
    });
    this.#values = functional({ inputs: start, outputs, ...options });
  }

  inside(of: ExampleRef): Inside {
    const { x, y } = exampleOf(of, this.#data), { theta } = this.#model;
    this.#values.theta.set(theta);
    const values = this.#values.predictAll(x), gradient = y === undefined ? undefined : this.#gradient(x, y);
    return {
      layers: this.#layers.map(({ number, units, biases }) => ({
        z: number === 1 ? undefined : values[`z${number}`], a: number === 1 ? x : values[`a${number}`],
        delta: biases === undefined ? undefined : gradient?.slice(biases, biases + units), // ∂z/∂b = 1
      })),
      gradient, target: y,
    };
  }

  #gradient(x: Float32Array, y: number): Float32Array {
    this.#slopes.theta.set(this.#model.theta);
    this.#slopes.trainOnBatch(x, [y]);
    return this.#slopes.gradient.slice();
  }
}
