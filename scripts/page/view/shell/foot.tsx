/**
 * The SHA-256 of θ, and the command that comes to the same.
 * @module
 */
import { computed } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Code } from '../../protocol.ts';
import { ask } from '../client.ts';
import { parts, problem, state, useParts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copyButton.tsx';

/** Before the first step there is no training to repeat. */
const isFirst = computed(() => (state.value?.steps ?? 0) === 0);

export function Foot() {
  useParts(() => ({ hash: true }));
  const [code, setCode] = useState<(Code & { readonly steps: number }) | undefined>(undefined);
  const show = (): void => {
    if (code !== undefined) setCode(undefined);
    else {
      const steps = state.value?.steps ?? 0;
      ask('code', { steps }).then((made) => { setCode({ ...made, steps }); }, (error) => { problem.value = error; });
    }
  };
  return (
    <footer class="foot">
      <span class="what">SHA-256 of <i class="math">θ</i></span>
      <output class="hash" aria-label="SHA-256 of θ" aria-live="off">{parts.hash}</output>
      <span class="buttons">
        {parts.hash.value !== undefined && <CopyButton text={() => parts.hash.value ?? ''} />}
        <Button kind="quiet" onClick={show} disabled={code === undefined && isFirst.value}>
          {code === undefined ? 'Show the command' : 'Hide the command'}
        </Button>
      </span>
      {code !== undefined && (
        <div class="command">
          <p class="note">
            In a clone of bitgrad this comes to the θ of step {code.steps.toLocaleString('en')}, and prints its hash:
          </p>
          <pre tabIndex={0}><code>{code.command}</code></pre>
          <CopyButton text={() => code.command} />
        </div>
      )}
    </footer>
  );
}
