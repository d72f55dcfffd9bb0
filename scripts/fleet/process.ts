/**
 * A process of the local pool: does the jobs that it is sent, one after the other, and ends with who sends them.
 * @module
 */
import { FileStore } from './store.ts';
import { work } from './work/work.ts';

const store = new FileStore(process.argv[2]);

process.on('message', (job: unknown) => {
  void work(job, store).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
if (!process.connected) process.exit(); // who started it has gone meanwhile
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {}); // the coordinator ends it
