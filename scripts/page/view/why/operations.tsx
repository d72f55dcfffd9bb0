/**
 * Every operation of the step that makes the weight's gradient and moves it.
 * @module
 */
import { useState } from 'preact/hooks';
import type { Why } from '../../protocol.ts';
import { Button } from '../parts/button.tsx';
import { trace, traceOperations } from './question.ts';

export function Operations({ why: { symbol } }: { readonly why: Why }) {
  const [isAsked, setAsked] = useState(false), own = trace.value;
  const show = (): void => {
    setAsked(true);
    void traceOperations().finally(() => { setAsked(false); });
  };
  if (own === undefined) {
    return (
      <div class="buttons">
        <Button onClick={show} disabled={isAsked}>Show every operation</Button>
        <span class="note">
          Each add, sub, mul, div … of the next step that ends in <i class="math">{symbol}</i>, with its operands.
        </span>
      </div>
    );
  }
  return (
    <>
      <p class="note">
        {own.count.toLocaleString('en')} {own.count === 1 ? 'operation' : 'operations'} on{' '}
        <i class="math">{own.symbol}</i>
        {own.lines.length < own.count && `, of which the first ${own.lines.length.toLocaleString('en')} are listed`}.
        Each is one binary32 operation, rounded by itself.
      </p>
      <pre class="operations" tabIndex={0}>{own.lines.join('\n')}</pre>
    </>
  );
}
