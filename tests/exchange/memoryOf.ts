/**
 * What reading a file takes of memory at most, over the bytes of the file, in a process of its own:
 * node --expose-gc --import tsx tests/exchange/memoryOf.ts FORMAT FILE
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { modelFromSafetensors, readKeras, readOnnx, readSafetensors, readTfjs } from '../../lib/exchange/index.ts';

const [format, file] = process.argv.slice(2), options = { maxBatch: 1, maxBytes: 2 ** 31 - 1 };

/** A first reading loads what is compiled once. */
async function read(path: string): Promise<unknown> {
  const bytes = readFileSync(path);
  if (format === 'tfjs') {
    const shard = readFileSync(join(dirname(path), 'weights.bin'));
    settle();
    return [shard, await readTfjs(new Map([['model.json', bytes], ['weights.bin', shard]]), options)];
  }
  settle();
  const model = format === 'safetensors' ? modelFromSafetensors(bytes, options)
    : format === 'tensors' ? readSafetensors(bytes)
    : format === 'keras' ? await readKeras(bytes, options) : readOnnx(bytes, options);
  return [bytes, model];
}

let before = 0;

/** What is there without the reading, the file among it. */
function settle(): void {
  gc?.();
  before = process.memoryUsage().rss;
}

const kept = await read(file), peak = 1024 * process.resourceUsage().maxRSS - before;
console.log(JSON.stringify({ peak, isKept: kept !== undefined }));
