/**
 * Writes the models of cases.ts with their inputs and what they predict, for tests/vectors/exchange/onnx/check.py:
 * node --import tsx tests/exchange/onnx/writeCases.ts FOLDER
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOnnx } from '../../../lib/exchange/onnx/index.ts';
import { cases } from './cases.ts';

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const list = [];
let count = 0;
for (const { id, net, inputs, batch } of cases()) {
  let bytes;
  try {
    bytes = writeOnnx(net);
  } catch (error) {
    console.log(`${id}: ${String(error)}`);
    continue;
  }
  const file = `${count++}.onnx`, { inputNames } = net.network.graph;
  const y = net.predictAll(Object.fromEntries(inputs.map((x, i) => [inputNames[i], x])));
  writeFileSync(join(folder, file), bytes);
  list.push({
    id, file, sha256: createHash('sha256').update(bytes).digest('hex'),
    inputs: inputs.map((x, i) => ({
      name: inputNames[i], shape: [batch, ...net.network.graph.inputs[i].shape], data: [...x],
    })),
    outputs: Object.entries(y).map(([name, data]) => ({ name, data: [...data] })),
  });
}
writeFileSync(join(folder, 'cases.json'), JSON.stringify(list));
console.log(`${list.length} models`);
