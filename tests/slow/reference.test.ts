import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program } from '../helpers/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const isThere = existsSync(join(ROOT, 'scripts', 'reference', 'node_modules', 'typedoc'));
const skip = isThere ? false : 'TypeDoc is not installed (npm run reference installs it)';

test('the reference has a page for each entry, and needs no network', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-reference-'));
  try {
    const command = [...program('scripts/reference.ts'), '--out', folder];
    const { status, stdout } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
    const pages = entries.map((entry) => `${entry.replace(/^\./, 'bitgrad').replace('/', '_')}.html`);
    assert.deepEqual(readdirSync(join(folder, 'modules')).sort(), pages.sort());
    for (const page of ['index.html', join('functions', 'bitgrad_layers.dense.html')]) {
      const text = readFileSync(join(folder, page), 'utf8');
      assert.doesNotMatch(text, /<(?:script|link|img)[^>]+(?:src|href)="(?:https?:|\/)/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
