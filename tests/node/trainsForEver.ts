/**
 * A process of its own: trains for ever, under a ledger in the file that the command line names.
 * @module
 */
import { ledger } from '../../lib/audit/index.ts';
import { adam, dense, sequential } from '../../lib/index.ts';
import { ledgerFile } from '../../lib/node/index.ts';

const x = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), y = x.filter((_, i) => i % 2 === 0);
const model = sequential([dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })]);
model.compile({ optimizer: adam(), loss: 'meanSquaredError' });
const book = ledger({ every: 3, checkpointBytes: 5000, write: ledgerFile(process.argv[2]) });
await model.fit(x, y, { epochs: 1e6, batchSize: 6, callbacks: [book] });
