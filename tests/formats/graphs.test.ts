/**
 * Checkpoints of models that are no stacks.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, loadWeights, save } from '../../lib/formats/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { pick } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { custom, graphCases } from '../model/graphCases.ts';

const fit = { batchSize: 5, epochs: 4, validationSplit: 0.2 } as const;

for (const { title, make, x, y } of graphCases) {
  test(`${title}: a file is loaded to a model of the same bytes, graph, names and outputs`, () => {
    const made = make(), bytes = save(made), again = load(bytes, { custom });
    assert.deepEqual(save(again), bytes);
    assert.deepEqual(again.network.layers.map(({ name }) => name), made.network.layers.map(({ name }) => name));
    assert.deepEqual(again.network.graph.inputNames, made.network.graph.inputNames);
    assert.deepEqual(again.network.graph.outputNames, made.network.graph.outputNames);
    assert.deepEqual(again.predictAll(x), made.predictAll(x));
    assert.deepEqual(again.evaluate(x, y), made.evaluate(x, y));
    assert.deepEqual(
      again.network.graph.nodes.map(({ of, part, number }) => [of.name, part, number]),
      made.network.graph.nodes.map(({ of, part, number }) => [of.name, part, number]),
    );
  });

  test(`${title}: left within any epoch, loaded on the other table and resumed, training comes to the `
    + 'same bytes', async () => {
    const whole = make();
    await whole.fit(x, y, fit);
    const wanted = save(whole);
    for (const maxIterations of [1, 2, 5, 11, 15]) {
      const half = make({ kernels: createKernels('reference') });
      await half.fit(x, y, { ...fit, maxIterations });
      const again = load(save(half), { custom, kernels: createKernels('simd') });
      await again.fit(x, y, { ...fit, resume: true });
      assertSameBits(again.theta, whole.theta, `θ after ${maxIterations} steps`);
      assert.deepEqual(save(again), wanted, `after ${maxIterations} steps`);
    }
  });

  test(`${title}: weights alone are taken over from a file`, () => {
    const from = make(), to = make({ seed: 77 });
    loadWeights(to, save(from));
    assertSameBits(to.theta, from.theta, 'θ');
  });

}

test("a layer of one's own in a graph that is not given is asked for by name", () => {
  const bytes = save(graphCases[3].make());
  assert.throws(() => load(bytes), { name: FormatError.name, message: /custom must have 'Sum'/ });
});

type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

/** The file with another graph in its manifest, hash and length made right. */
function withGraph(file: Uint8Array, change: (graph: { [name: string]: Value }) => void): Uint8Array {
  const length = new DataView(file.buffer).getUint32(12, true);
  const manifest = JSON.parse(Buffer.from(file.subarray(16, 16 + length)).toString('latin1')) as {
    graph: { [name: string]: Value };
  };
  change(manifest.graph);
  const text = Buffer.from(JSON.stringify(manifest), 'latin1'), start = Math.ceil((16 + text.length) / 8) * 8;
  const rest = file.subarray(Math.ceil((16 + length) / 8) * 8, -32), bytes = new Uint8Array(start + rest.length + 32);
  bytes.set(file.subarray(0, 16));
  bytes.set(text, 16);
  bytes.set(rest, start);
  new DataView(bytes.buffer).setUint32(12, text.length, true);
  bytes.set(createHash('sha256').update(bytes.subarray(0, -32)).digest(), bytes.length - 32);
  return bytes;
}

const towers = save(graphCases[1].make());

test('what is wrong with the graph of a file is said', () => {
  const refused: readonly (readonly [(graph: { [name: string]: never }) => void, RegExp])[] = [
    [({ calls }) => { (calls as Value[])[2] = { layer: 1, inputs: [2, 9] }; },
      /graph\.calls\[2\]\.inputs\[1\] must be an integer from 0 to 3, got 9$/],
    [({ calls }) => { (calls as { layer: number }[])[0].layer = 3; },
      /graph\.calls\[0\]\.layer must be an integer from 0 to 2, got 3$/],
    [({ calls }) => { (calls as { inputs: number[] }[])[2].inputs = [2]; }, /must describe a model: /],
    [({ calls }) => { (calls as { inputs: number[] }[])[2].inputs = [2, 2]; }, /inputs\[1\] must lead to an output/],
    [({ calls }) => { (calls as { inputs: number[] }[])[1].inputs = [3]; },
      /graph\.calls\[1\]\.inputs\[0\] must be an integer from 0 to 2, got 3$/],
    [({ outputs }) => { (outputs as { tensor: number }[])[0].tensor = -1; },
      /graph\.outputs\[0\]\.tensor must be an integer from 0 to 5, got -1$/],
    [({ inputs }) => { (inputs as { name: Value }[])[0].name = 7; },
      /graph\.inputs\[0\]\.name must be a string, got 7$/],
    [({ inputs }) => { (inputs as { shape: Value }[])[0].shape = [0]; }, /graph\.inputs\[0\]\.shape/],
    [({ layers }) => { (layers as Value[]).pop(); }, /graph\.layers must name 3 layers, got 2$/],
    [({ layers }) => { (layers as Value[])[0] = 'y'; }, /layer names must differ, got 'y' twice$/],
    [({ layers }) => { (layers as Value[])[0] = 3; }, /must /],
    [(graph) => { Reflect.deleteProperty(graph, 'calls'); }, /must /],
    [(graph) => { Reflect.set(graph, 'more', 1); }, /must say what is known here, got graph\.more/],
    [({ outputs }) => { (outputs as Value[]).pop(); }, /must /],
    [({ inputs }) => { (inputs as Value[]).push({ name: 'third', shape: [3] }); }, /must /],
    [({ inputs }) => { (inputs as { name: Value }[])[1].name = 'left'; }, /must /],
  ];
  refused.forEach(([change, message], i) => {
    assert.throws(() => load(withGraph(towers, change as never), { custom }), { name: FormatError.name, message },
      `change ${i}`);
  });
});

/** Places of a value that can be set. */
function placesOf(value: Value): { holder: { [name: string]: Value }; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as { [name: string]: Value };
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

test('graphs changed anywhere are refused with a FormatError, or are what a file of the model says; soon', () => {
  const random = new Philox(5), files = graphCases.map(({ make }) => save(make({ maxBatch: 8 })));
  const values: readonly Value[] = [0, 1, 2, 3, 4, 5, -1, 0.5, 1e9, 2 ** 53, 'x', '', '__proto__', null, true, [], {}];
  let loaded = 0;
  for (let i = 0; i < 1500; i++) {
    const bytes = withGraph(pick(random, files), (graph) => {
      for (let changes = 1 + random.nextBelow(2); changes > 0; changes--) {
        const places = placesOf(graph), { holder, key } = pick(random, places), other = pick(random, places);
        if (random.nextBelow(6) === 0) Reflect.deleteProperty(holder, key);
        else holder[key] = random.nextBelow(3) === 0 ? structuredClone(other.holder[other.key]) : pick(random, values);
      }
    });
    const started = performance.now();
    try {
      assert.deepEqual(save(load(bytes, { custom, maxBytes: 2 ** 18 })), bytes, `mutation ${i}`);
      loaded++;
    } catch (error) {
      assert.ok(error instanceof FormatError, `mutation ${i}: ${String((error as Error).stack)}`);
    }
    assert.ok(performance.now() - started < 5000, `mutation ${i}`);
  }
  assert.ok(loaded > 30, `${loaded} load`);
});
