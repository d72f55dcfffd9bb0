import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { nextTurn } from '../../lib/core/eventLoop.ts';
import { EXTENSION, runnable } from '../helpers/program.ts';

interface Ports {
  readonly port1: { onmessage?: (() => void) | null };
  readonly port2: { postMessage(message: null): void };
}

test('without setImmediate all turns go through one channel, in order, each in a turn of its own', async () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'setImmediate') ?? assert.fail();
  const channel = Object.getOwnPropertyDescriptor(globalThis, 'MessageChannel') ?? assert.fail();
  let made = 0;
  class Channel implements Ports {
    readonly port1: Ports['port1'] = {};
    readonly port2: Ports['port2'] = { postMessage: () => { setTimeout(() => this.port1.onmessage?.(), 0); } };
    constructor() {
      made++;
    }
  }
  Object.defineProperty(globalThis, 'setImmediate', { configurable: true, value: undefined });
  Object.defineProperty(globalThis, 'MessageChannel', { configurable: true, value: Channel });
  try {
    const seen: string[] = [];
    const go = async (name: string): Promise<void> => {
      for (let turn = 1; turn <= 3; turn++) {
        await nextTurn();
        seen.push(`${name}${turn}`);
      }
    };
    await Promise.all([go('a'), go('b')]);
    assert.deepEqual(seen, ['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
    assert.equal(made, 1);
  } finally {
    Object.defineProperty(globalThis, 'setImmediate', own);
    Object.defineProperty(globalThis, 'MessageChannel', channel);
  }
});

/** How a process ends that goes through a channel, and what it says. */
function ran(code: string): [status: number | null, stdout: string] {
  const module = JSON.stringify(new URL(runnable('../../lib/core/eventLoop.ts'), import.meta.url).href);
  const begin = `delete globalThis.setImmediate;
    const { nextTurn } = await import(${module});`;
  const flags = EXTENSION === '.ts' ? ['--import', 'tsx'] : [];
  const { status, stdout } = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', begin + code], {
    encoding: 'utf8', timeout: 20_000,
  });
  return [status, stdout];
}

test('a process ends once its turns are over, where they went through a channel', () => {
  assert.deepEqual(ran(`
    for (let i = 0; i < 3; i++) await nextTurn();
    console.log('three turns');`), [0, 'three turns\n']);
});

test('a turn for which no channel could be made is an error, and the next is none the less a turn', () => {
  assert.deepEqual(ran(`
    const { MessageChannel } = globalThis;
    globalThis.MessageChannel = class { constructor() { throw new RangeError('no channel'); } };
    await nextTurn().catch(({ message }) => console.log(message));
    globalThis.MessageChannel = MessageChannel;
    await nextTurn();
    console.log('a turn');`), [0, 'no channel\na turn\n']);
});
