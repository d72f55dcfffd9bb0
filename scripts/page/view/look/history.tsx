/**
 * What a value and its gradient have been, step by step.
 * @module
 */
import { useMemo } from 'preact/hooks';
import type UPlot from 'uplot';
import type { Series } from '../../protocol.ts';
import { Curves } from '../draw/curves.tsx';
import { parts } from '../frames.ts';

function keptOf(name: 'value' | 'gradient'): () => UPlot.AlignedData {
  let of: Series | undefined, made: UPlot.AlignedData = [[], []];
  return () => {
    const now = parts.history.value?.[0];
    if (now !== of) made = now === undefined ? [[], []] : [now.step, now[name]] as UPlot.AlignedData;
    of = now;
    return made;
  };
}

export function History({ symbol, by }: { readonly symbol: string; readonly by: string }) {
  const [values, gradients] = useMemo(() => [keptOf('value'), keptOf('gradient')], []);
  return (
    <>
      <h4>Its history</h4>
      <Curves label={`${symbol} by step`} curves={[{ label: symbol, color: '--accent' }]} data={values} height={110} />
      <Curves
        label={`∂J/∂${by} by step`} curves={[{ label: `∂J/∂${by}`, color: '--against' }]} data={gradients} height={110}
      />
      <p class="note">Written down from now on: run, and it grows.</p>
    </>
  );
}
