/**
 * Trainings in a process: Node, Bun, Deno.
 * @module
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Run } from './engines.ts';

/** Trains by a program that takes a file of JavaScript after these words. */
export function runProcess(words: readonly string[]): Run {
  return async (program, { folder, request, hear, signal }) => {
    const file = join(folder, 'tests', 'engines', 'process.js');
    const child = spawn(program, [...words, file, JSON.stringify(request)], {
      cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], signal,
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => { complaints += text; });
    const ended = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
    createInterface({ input: child.stdout }).on('line', (line) => hear(JSON.parse(line)));
    const status = await ended;
    if (status !== 0) throw new Error(complaints.trim().split('\n').at(-1) || `it ended with exit code ${status}`);
  };
}
