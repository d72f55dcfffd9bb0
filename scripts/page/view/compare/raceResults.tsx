/**
 * How they do: curves by step or by time, the loss surface with their ways, a row each.
 * @module
 */
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import UPlot from 'uplot';
import type { Comparison, Contestant } from '../../protocol.ts';
import { ask } from '../client.ts';
import { Curves } from '../draw/curves.tsx';
import { Trails } from '../draw/trails.tsx';
import { parts, problem, refresh, useParts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { percent, rounded } from '../parts/numbers.ts';
import { colorOf } from './colors.ts';

const CELLS = 32;
const byTime = signal(false), isTest = signal(true);

function aligned(comparison: Comparison | undefined): UPlot.AlignedData {
  const all = comparison?.contestants ?? [];
  if (all.length === 0) return [[], []];
  return UPlot.join(all.map(({ at, step, loss, testLoss }) => (
    [byTime.value ? at : step, isTest.value ? testLoss : loss] as UPlot.AlignedData)));
}

/** The same arrays for the same comparison. */
function kept(): () => UPlot.AlignedData {
  let key: unknown[] = [], made: UPlot.AlignedData = [[], []];
  return () => {
    const now = [parts.compare.value, byTime.value, isTest.value];
    if (now.some((part, i) => part !== key[i])) made = aligned(parts.compare.value);
    key = now;
    return made;
  };
}

function Row({ own, at }: { readonly own: Contestant; readonly at: number }) {
  const { optimizer: { name, learningRate }, steps, time, loss, testLoss, testAccuracy, sha256, error } = own;
  return (
    <tr>
      <th scope="row">
        <svg width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill={`var(${colorOf(at)})`} /></svg>
        {' '}{name}, {learningRate}
      </th>
      <td class="number">{steps.toLocaleString('en')}</td><td class="number">{time.toFixed(0)} ms</td>
      <td class="number">{rounded(loss.at(-1))}</td><td class="number">{rounded(testLoss.at(-1))}</td>
      <td class="number">{percent(testAccuracy.at(-1))}</td>
      <td>{error !== undefined ? error.message : <code title={sha256}>{sha256.slice(0, 12)}</code>}</td>
    </tr>
  );
}

function SurfaceOf({ comparison }: { readonly comparison: Comparison }) {
  useParts(() => ({ surface: true }));
  const own = parts.surface.value;
  const draw = (): void => { ask('surface', { cells: CELLS }).then(refresh, (error) => { problem.value = error; }); };
  const nameOf = (i: number): string => comparison.contestants.at(i)?.optimizer.name ?? '';
  return (
    <div class="surface">
      <h4>The loss surface, with their ways</h4>
      {own === undefined ? (
        <p class="empty">
          <i class="math">J</i> over a plane through <i class="math">θ₀</i> and the ends of two of them.{' '}
          <Button onClick={draw} disabled={comparison.isRunning}>Compute it</Button>
        </p>
      ) : (
        <>
          <Trails
            label="The loss seen from above, with the way of each optimizer" values={own.values} cells={own.cells}
            window={own.window} until={Infinity} across="u" up="v"
            trails={own.paths.map(({ name, points }, i) => ({ name, points, color: colorOf(i) }))}
          />
          {own.done < own.of && <progress value={own.done} max={own.of} aria-label="Cells of the surface" />}
          <p class="note">
            {own.directions === 'contestants'
              ? `u leads to the end of ${nameOf(0)}, v towards that of ${nameOf(1)}; the others are seen from above.`
              : 'u and v are drawn at random.'} Lines are of equal <i class="math">J</i>, closer where it is low.
            {' '}<Button kind="quiet" onClick={draw} disabled={comparison.isRunning}>Again</Button>
          </p>
        </>
      )}
    </div>
  );
}

export function RaceResults() {
  const own = parts.compare.value, data = useMemo(kept, []);
  if (own === undefined || own.contestants.length === 0) return <p class="empty">Nothing has run yet.</p>;
  const curves = own.contestants.map(({ optimizer: { name } }, i) => ({ label: `${name}`, color: colorOf(i) }));
  return (
    <div class="race-results">
      <div class="race-curves">
        <div class="buttons">
          <h4><i class="math">J</i></h4>
          <Button kind="quiet" isPressed={!isTest.value} onClick={() => { isTest.value = false; }}>training</Button>
          <Button kind="quiet" isPressed={isTest.value} onClick={() => { isTest.value = true; }}>test</Button>
          <Button kind="quiet" isPressed={!byTime.value} onClick={() => { byTime.value = false; }}>by step</Button>
          <Button kind="quiet" isPressed={byTime.value} onClick={() => { byTime.value = true; }}>by time</Button>
        </div>
        <Curves
          label="The loss of each optimizer" curves={curves} data={data} height={300}
          unit={byTime.value ? 'ms' : 'step'}
        />
      </div>
      <SurfaceOf comparison={own} />
      <div class="scroll">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Optimizer, rate</th><th scope="col" class="number">Steps</th>
              <th scope="col" class="number">Time</th>
              <th scope="col" class="number">J, batches</th><th scope="col" class="number">J, test</th>
              <th scope="col" class="number">Right, test</th><th scope="col">SHA-256 of θ</th>
            </tr>
          </thead>
          <tbody>{own.contestants.map((one, i) => <Row key={i} own={one} at={i} />)}</tbody>
        </table>
      </div>
    </div>
  );
}
