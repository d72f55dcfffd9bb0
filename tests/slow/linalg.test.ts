import { test } from 'node:test';
import { checkInverse } from '../linalg/checkInverse.ts';
import { kinds } from '../linalg/matrices.ts';

for (const kind of kinds.filter(({ most: [single] }) => single === Infinity)) {
  test(`the inverse of large ${kind.name} matrices is as near as that of small ones`, (t) => {
    for (const n of [256, 511, 1024]) {
      t.diagnostic(`n ${n}: ‖AX − I‖₁ is ${checkInverse(kind, n).toPrecision(2)} n·u·cond₁(A)`);
    }
  });
}
