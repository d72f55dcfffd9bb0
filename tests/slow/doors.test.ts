import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BAD, FEW, MORE_BAD } from '../doors/badValues.ts';
import { DOORS } from '../doors/rows/index.ts';
import { caller, fault, placesOf } from '../doors/sweep.ts';

/** Taken where all is. */
const ANYTHING = Symbol('anything');

/** All values at each place, and a few at each two places of a door. */
for (const [folder, doors] of Object.entries(DOORS)) {
  test(`${folder}: wrong arguments, alone and in pairs, are refused by name`, async () => {
    const all = await import(`../../lib/${folder}/index.ts`) as Record<string, (...args: unknown[]) => unknown>;
    const faults: string[] = [];
    for (const [name, door] of Object.entries(doors)) {
      const call = caller(all[name], door);
      const places = placesOf(door);
      const note = (what: string, found: string | undefined): void => {
        if (found !== undefined) faults.push(`${name}: ${what}: ${found}`);
      };
      for (const place of places) {
        for (const [kind, make] of Object.entries({ ...BAD, ...MORE_BAD })) {
          note(`${place.path.join('.')} ← ${kind}`, await fault(call, door, [{ ...place, value: make() }]));
        }
      }
      if (door.isCostly) continue;
      const pairable = places.filter(({ argument }) => !argument.takes(ANYTHING));
      for (const [i, first] of pairable.entries()) {
        for (const second of pairable.slice(i + 1)) {
          if (first.path.every((name, at) => second.path[at] === name)) continue; // it lies in the first
          for (const [kind, make] of Object.entries(FEW)) {
            const changes = [first, second].map((place) => ({ ...place, value: make() }));
            note(`${first.path.join('.')}, ${second.path.join('.')} ← ${kind}`, await fault(call, door, changes));
          }
        }
      }
    }
    assert.deepEqual(faults, []);
  });
}
