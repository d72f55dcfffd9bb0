/**
 * A library's process: `serve.ts <file in libraries>`. See protocol.ts.
 * @module
 */
import { createInterface } from 'node:readline';
import type { Peer, Prepared } from './peer.ts';
import type { Hello, Ready, Request, Sample } from './protocol.ts';

const WARM_UP_MS = 200;
/** What takes so long at first, compilation included, is done once more to warm up, or not at all. */
const SLOW_MS = 1000;
const TOO_SLOW_MS = 10_000;

// Some libraries greet on the console; standard output is for answers only.
console.log = console.info = console.debug = console.error;

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Milliseconds of the processor, since others may run beside. */
async function timed(prepared: Prepared, times: number): Promise<number> {
  const start = process.cpuUsage();
  const running = prepared.run(times);
  if (running !== undefined) await running;
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The first run may compile for long, so its time counts for nothing; then ever more runs at a time. */
async function warmUp(prepared: Prepared): Promise<Ready> {
  const firstTook = await timed(prepared, 1), first = Array.from(await prepared.result());
  if (firstTook > TOO_SLOW_MS) return { first, last: first, us: 1000 * firstTook };
  let times = 1, took = await timed(prepared, times);
  for (let spent = took; spent < WARM_UP_MS && firstTook < SLOW_MS; spent += took) {
    times *= 2;
    took = await timed(prepared, times);
  }
  return { first, last: Array.from(await prepared.result()), us: (1000 * took) / times };
}

async function sample(prepared: Prepared, before: number, times: number): Promise<Sample> {
  if (before > 0) await timed(prepared, before);
  return { us: (1000 * await timed(prepared, times)) / times };
}

async function serve(file: string): Promise<void> {
  const { peer } = await import(`./libraries/${file}.ts`) as { peer: Peer };
  const hello: Hello = { version: peer.version, kinds: Object.keys(peer.makers), notes: { ...peer.notes } };
  answer(hello);
  let prepared: Prepared | undefined;
  for await (const line of createInterface(process.stdin)) {
    const request = JSON.parse(line) as Request;
    try {
      if (request.command === 'prepare') {
        prepared = await peer.makers[request.work.kind]?.(request.work);
        if (prepared === undefined) throw new Error(`does not offer ${request.work.kind}`);
        answer(await warmUp(prepared));
      } else if (prepared !== undefined) {
        answer(await sample(prepared, request.before, request.times));
      }
    } catch (error) {
      answer({ error: String(error) });
    }
  }
}

try {
  await serve(process.argv[2]);
} catch (error) {
  answer({ error: String(error) });
}
process.exit();
