/**
 * Which weight is explained, by its numbers.
 * @module
 */
import { opened } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Check, Numeric } from '../parts/field.tsx';
import { selected } from '../selection.ts';
import { isReport, reportWeight, why } from './question.ts';

interface Weight {
  readonly layer: number;
  readonly i: number;
  readonly j: number | undefined;
}

/** The weight is explained. */
export function choose({ layer, i, j }: Weight): void {
  if (isReport.value) reportWeight.value = { layer, i, ...(j !== undefined && { j }) };
  else selected.value = { kind: 'weight', layer, i, j };
}

export function WeightChoice() {
  const own = why.value;
  if (own === undefined) return null;
  const { layer, i, j, units } = own, at: Weight = { layer, i, j };
  const within = (next: Weight): Weight => ({
    layer: next.layer, i: Math.min(next.i, units[next.layer - 1]),
    j: next.j === undefined ? undefined : Math.min(next.j, units[next.layer - 2]),
  });
  const to = (part: Partial<Weight>): void => { choose(within({ ...at, ...part })); };
  const isOpen = isReport.value || opened.value !== undefined;
  return (
    <div class="weight-choice" role="group" aria-label="Which weight">
      <Numeric
        label="Layer" value={layer} min={2} max={units.length} isInteger
        disabled={!isOpen} onChange={(next) => { to({ layer: next }); }}
      />
      <Numeric
        label="To unit i" value={i} min={1} max={units[layer - 1]} isInteger
        onChange={(next) => { to({ i: next }); }}
      />
      {j !== undefined && (
        <Numeric
          label="From unit j" value={j} min={1} max={units[layer - 2]} isInteger
          onChange={(next) => { to({ j: next }); }}
        />
      )}
      <Check label="its bias b" value={j === undefined} onChange={(isBias) => { to({ j: isBias ? undefined : 1 }); }} />
      {!isReport.value && (
        <Button kind="quiet" onClick={() => { selected.value = undefined; }}>The one with the largest gradient</Button>
      )}
    </div>
  );
}
