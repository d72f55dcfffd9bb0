/**
 * Newton, BFGS and gradient descent on functions of two variables, step by step.
 * @module
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { FUNCTIONS, METHODS, type DescendArgs, type Descent } from '../../protocol.ts';
import { ask } from '../client.ts';
import { Trails } from '../draw/trails.tsx';
import { problem } from '../frames.ts';
import { watchFrames } from '../loop.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Check, Choice } from '../parts/field.tsx';
import { Icon } from '../parts/icons.tsx';
import { rounded } from '../parts/numbers.ts';
import { colorOf } from './colors.ts';

type FunctionName = DescendArgs['function'];
type MethodName = (typeof METHODS)[number];

const STARTS: Readonly<Record<FunctionName, readonly [number, number]>> = {
  quadratic: [5, 3], rosenbrock: [-1.2, 1], product: [1, 1],
};
const NAMES: Readonly<Record<MethodName, string>> = {
  gradientDescent: 'gradient descent', newton: 'Newton', dampedNewton: 'damped Newton', bfgs: 'BFGS',
};
const STEPS = 200, CELLS = 64, SHOWN_FOR = 6000;

const which = signal<FunctionName>('rosenbrock');
const methods = signal<readonly MethodName[]>(['gradientDescent', 'newton', 'bfgs']);
const start = signal(STARTS.rosenbrock);
const descent = signal<Descent | undefined>(undefined);
const until = signal(Infinity), plays = signal(false);

const longest = (own: Descent): number => Math.max(1, ...own.ways.map(({ points }) => points.length / 2));
const isCalm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

function compute(): void {
  const args: DescendArgs = {
    function: which.value, start: start.value,
    methods: methods.value.map((name) => ({ name })), steps: STEPS, cells: CELLS,
  };
  ask('descend', args).then((own) => {
    descent.value = own;
    plays.value = !isCalm();
    until.value = isCalm() ? Infinity : 1;
  }, (error) => { problem.value = error; });
}

/** The steps go on by the time that has passed, a way of any length in the same time. */
function usePlaying(): void {
  const own = descent.value, isOn = plays.value;
  useEffect(() => {
    if (!isOn || own === undefined) return undefined;
    const count = longest(own), first = Number.isFinite(until.value) && until.value < count ? until.value : 1;
    let begun: number | undefined;
    return watchFrames(document.body, (now) => {
      begun ??= now;
      const time = SHOWN_FOR * Math.min(1, Math.max(0.25, count / 40));
      const at = Math.min(count, Math.floor(first + ((now - begun) / time) * count));
      if (at !== until.value) until.value = at;
      if (at >= count) plays.value = false;
    });
  }, [isOn, own]);
}

function WaysTable({ own }: { readonly own: Descent }) {
  return (
    <div class="scroll">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Method</th><th scope="col" class="number">Step</th><th scope="col" class="number">x</th>
            <th scope="col" class="number">y</th><th scope="col" class="number">f</th>
            <th scope="col" class="number">Gradients</th><th scope="col" class="number">Hessians</th>
            <th scope="col">Ends</th>
          </tr>
        </thead>
        <tbody>
          {own.ways.map(({ name, points, f, gradients, hessians, hasArrived, problem: why }, i) => {
            const at = Math.min(until.value, points.length / 2) - 1;
            return (
              <tr key={name}>
                <th scope="row">
                  <svg width="10" height="10" aria-hidden="true">
                    <circle cx="5" cy="5" r="5" fill={`var(${colorOf(i)})`} />
                  </svg>
                  {' '}{NAMES[name as MethodName] ?? name}
                </th>
                <td class="number">{at}</td><td class="number">{rounded(points[2 * at])}</td>
                <td class="number">{rounded(points[2 * at + 1])}</td><td class="number">{rounded(f[at])}</td>
                <td class="number">{gradients}</td><td class="number">{hessians}</td>
                <td>{why ?? (hasArrived ? 'at a minimum' : `not there after ${points.length / 2 - 1} steps`)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function DescentCard() {
  useEffect(compute, [which.value, methods.value, start.value]);
  usePlaying();
  const own = descent.value, count = own === undefined ? 1 : longest(own);
  return (
    <Card title="Newton, BFGS and gradient descent" className="descent">
      <p class="note">
        On functions of the report that can be seen whole. Gradient descent looks at the slope, Newton at the curvature
        too, BFGS learns the curvature from the slopes. Click into the picture to start elsewhere.
      </p>
      <div class="fields">
        <Choice
          label="Function" value={which.value} options={FUNCTIONS}
          onChange={(next) => { which.value = next; start.value = STARTS[next]; }}
        />
        {METHODS.map((name) => (
          <Check
            key={name} label={NAMES[name]} value={methods.value.includes(name)}
            onChange={(isOn) => {
              const next = METHODS.filter((other) => (other === name ? isOn : methods.value.includes(other)));
              if (next.length > 0) methods.value = next;
            }}
          />
        ))}
      </div>
      {own === undefined ? <p class="empty">A moment.</p> : (
        <div class="descent-results">
          <div>
            <p><i class="math">{own.formula}</i></p>
            <Trails
              label={`${own.formula} seen from above, with the way of each method`}
              values={own.values} cells={own.cells}
              window={own.window} until={until.value} across="x" up="y"
              trails={own.ways.map(({ name, points }, i) => ({ name, points, color: colorOf(i) }))}
              onClick={(x, y) => { start.value = [Number(x.toFixed(2)), Number(y.toFixed(2))]; }}
            />
          </div>
          <div class="descent-words">
            <div class="buttons">
              <Button
                kind="main"
                onClick={() => {
                  if (!plays.value && until.value >= count) until.value = 1;
                  plays.value = !plays.value;
                }}
              >
                <Icon name={plays.value ? 'pause' : 'run'} />{plays.value ? 'Pause' : 'Play'}
              </Button>
              <input
                type="range" min={1} max={count} value={Math.min(until.value, count)} aria-label="Step"
                onInput={({ currentTarget }) => { plays.value = false; until.value = Number(currentTarget.value); }}
              />
            </div>
            <WaysTable own={own} />
          </div>
        </div>
      )}
    </Card>
  );
}
