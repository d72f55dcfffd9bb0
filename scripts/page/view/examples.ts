/**
 * The examples of what is open, and the one that is looked at.
 * @module
 */
import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ExampleRef, ExampleSet, Examples } from '../protocol.ts';
import { ask } from './client.ts';
import { opened } from './frames.ts';

/** Most points of a set that are drawn. */
const MOST = 2000;

/** All points of data of one or two inputs, at most so many; undefined of other data, and until they have come. */
export interface Points {
  readonly train: Examples;
  readonly test: Examples;
}

const allPoints: Signal<Points | undefined> = signal(undefined);
export const points: ReadonlySignal<Points | undefined> = allPoints;

/** Which example is looked at. */
export const example: Signal<ExampleRef> = signal({ set: 'train', index: 0 });
/** That under the pointer, before any other. */
export const hovered: Signal<ExampleRef | undefined> = signal(undefined);

const upTo = (count: number): number[] => Array.from({ length: Math.min(count, MOST) }, (_, i) => i);
const NOTHING: Examples = { inputs: 0, x: new Float32Array(0), y: new Float32Array(0) };

/** Examples of a set by number. */
export function examplesOf(set: ExampleSet, indices: readonly number[]): Promise<Examples> {
  return indices.length === 0 ? Promise.resolve(NOTHING) : ask('examples', { set, indices });
}

/** Fetches the points of whatever is opened. */
export function followData(): void {
  effect(() => {
    const own = opened.value;
    allPoints.value = undefined;
    example.value = { set: 'train', index: 0 };
    hovered.value = undefined;
    if (own === undefined || own.data.window === undefined) return;
    void Promise.all([examplesOf('train', upTo(own.data.train)), examplesOf('test', upTo(own.data.test))])
      .then(([train, test]) => { if (opened.peek() === own) allPoints.value = { train, test }; });
  });
}
