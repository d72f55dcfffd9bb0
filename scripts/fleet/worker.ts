/**
 * `bitgrad fleet worker`: does the jobs of a queue.
 * @module
 */
import { interruptible } from '../command/interruptible.ts';
import { say } from '../command/output.ts';
import { commandOf, type Run } from '../command/runCommand.ts';
import { UsageError } from '../command/usageError.ts';
import { MOST_TRIES } from './carrier.ts';
import { fleetWorker } from './options.ts';
import { Connections, PREFIX, packages } from './redis.ts';
import { RedisStore } from './redisStore.ts';
import { work } from './work/work.ts';

const SECOND = 1000;

export const run: Run = commandOf(fleetWorker, ({ redis, queue, patience, lease }) => interruptible(async (signal) => {
  if (redis === undefined) throw new UsageError('--redis must be the queue whose jobs are done, got none');
  const connections = new Connections(packages(), redis, patience), { packages: { Worker } } = connections;
  const store = new RedisStore(connections, queue, false);
  let jobs = 0, refused = 0;
  const worker = new Worker(queue, async ({ data }) => {
    const answer = await work(data, store);
    jobs++;
    if ('error' in answer) {
      refused++;
      say(`A job was not done: ${answer.error}`);
    }
    return answer;
  }, {
    connection: connections.connect(), prefix: PREFIX, concurrency: 1, lockDuration: lease * SECOND,
    stalledInterval: (lease * SECOND) / 2, maxStalledCount: MOST_TRIES - 1,
  });
  worker.on('error', (error) => connections.hear(error));
  say(`At work for the queue '${queue}' at ${connections.place}. Ctrl-C ends it after the job at hand.`);
  const ended = new Promise<void>((resolve) => { signal.addEventListener('abort', () => resolve(), { once: true }); });
  try {
    await Promise.race([ended, connections.gone]);
    await Promise.race([worker.close(), connections.gone]);
  } catch (error) {
    worker.close(true).catch(() => {}); // its own timers and connections, where the queue is gone
    throw error;
  } finally {
    connections.close();
  }
  say(`${jobs} jobs, of which ${refused} were not done.`);
  return { jobs, refused };
}));
