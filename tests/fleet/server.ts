/**
 * A Redis of our own, on a free port.
 * @module
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a program is got that is not here; undefined where it is. */
export function lacking(program: string, how: string): string | undefined {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  return error === undefined ? undefined : `${program} is not installed: ${how}`;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', () => ready()); });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => { server.close(closed); });
  return port;
}

export class Server {
  readonly port: number;
  readonly folder: string = mkdtempSync(join(tmpdir(), 'bitgrad-redis-'));
  readonly #lines: readonly string[];
  #process: ChildProcess | undefined;

  /** `lines` of its configuration, besides the port. */
  constructor(port: number, lines: (folder: string) => readonly string[] = () => [`port ${port}`]) {
    this.port = port;
    this.#lines = ['bind 127.0.0.1', 'save ""', 'appendonly no', `dir ${this.folder}`, ...lines(this.folder)];
  }

  /** Begins empty: nothing is kept from before. */
  async start(): Promise<void> {
    const file = join(this.folder, 'redis.conf');
    writeFileSync(file, `${this.#lines.join('\n')}\n`);
    this.#process = spawn('redis-server', [file], { stdio: 'ignore' });
    for (let tries = 0; !await this.#answers(); tries++) {
      if (tries > 100) throw new Error('redis-server does not start');
      await new Promise((later) => { setTimeout(later, 50); });
    }
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    const ended = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
  }
}
