import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { writeSafetensors } from '../../lib/exchange/index.ts';
import { checkMutations } from '../exchange/safetensorsMutations.ts';
import { checkRefusals } from '../helpers/refusals.ts';

test('100,000 seeded mutations of safetensors are refused, or read as what they say', () => {
  assert.ok(checkMutations(100_000, 2) > 5000);
});

const one = { shape: [1], values: new Float32Array(1) };
checkRefusals('a name of fewer characters than a header may have, but of more bytes, cannot be written', [
  [() => writeSafetensors({ ['é'.repeat(60_000_000)]: one }), FormatError, /100000000 bytes, got 120000\d{3} bytes$/],
]);
