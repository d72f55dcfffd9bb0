/**
 * Random graphs: gradients are those of differences, and bits are the same on every table and for every split.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients, type TensorElement } from '../../lib/audit/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import type { Model, ModelOptions } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkTrace, noise } from '../audit/checkTrace.ts';
import { Sum, Twice } from '../graph/sum.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { randomGraph } from './randomGraph.ts';

const GRAPHS = Math.ceil(30 * Number(process.env.BITGRAD_CASES ?? 1)), ROWS = 5;

/** Graph `number`, compiled, with numbers for all inputs and outputs. */
function graphOf(number: number, options: ModelOptions = {}): { made: Model; x: Float32Array[]; y: Float32Array[] } {
  const made = randomGraph(new Philox(101, number), options), data = new Philox(102, number);
  const { inputs, outputs } = made.network.graph;
  const losses = ['meanSquaredError', 'halfSquaredError', 'logCosh'] as const;
  made.compile({
    optimizer: sgd({ learningRate: 0.05 }), loss: outputs.map((_, i) => losses[(number + i) % losses.length]),
    lossWeights: outputs.map((_, i) => 1 + i / 2),
  });
  const numbers = (): Float32Array => operands(data, 4 * ROWS);
  return { made, x: inputs.map(numbers), y: outputs.map(numbers) };
}

/** What nobody has written: ∂J/∂ of an output of `Twice` that leads nowhere, which is 0. */
const isUnread = ({ layer, tensor }: TensorElement, value: number): boolean =>
  layer.startsWith('twice') && tensor.startsWith('∂J/∂z') && value === 0;

/** Of one column itself, as data of one input or output are given. */
const given = <T>(columns: readonly T[]): T | readonly T[] => (columns.length === 1 ? columns[0] : columns);

for (let number = 0; number < GRAPHS; number++) {
  test(`random graph ${number}: gradients are those of differences`, () => {
    const { made, x, y } = graphOf(number);
    if (made.trained.every(({ length }) => length === 0)) return; // all layers are frozen
    const { ok, wrong } = checkGradients(made, given(x), given(y));
    assert.ok(ok, JSON.stringify(wrong));
  });

  test(`random graph ${number}: three steps have the same bits on every table, in parts, and after loading`, () => {
    const steps = ({ made, x, y }: ReturnType<typeof graphOf>): Model => {
      for (let step = 0; step < 3; step++) made.trainOnBatch(given(x), given(y));
      return made;
    };
    const wanted = steps(graphOf(number, { kernels: tables[0] }));
    for (const kernels of tables) {
      for (const maxBatch of [1, 2, 128]) {
        const own = steps(graphOf(number, { kernels, maxBatch }));
        assertSameBits(own.theta, wanted.theta, `θ, ${kernels.name}, ${maxBatch}`);
        assertSameBits(own.gradient, wanted.gradient, `∇, ${kernels.name}, ${maxBatch}`);
      }
    }
    const { made, x, y } = graphOf(number), again = load(save(made), { custom: [Sum, Twice] });
    assertSameBits(steps({ made: again, x, y }).theta, wanted.theta, 'θ of a loaded one');
  });

  test(`random graph ${number}: a trace of a step is recomputed`, () => {
    const { made, x, y } = graphOf(number);
    checkTrace(made, { x: given(x), y: given(y) }, (element, value) => noise(element) || isUnread(element, value));
  });
}
