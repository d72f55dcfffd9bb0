/**
 * The paths, walked back one by one, factor by factor.
 * @module
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { asFactor, shown } from '../../../../lib/audit/explain/symbols.ts';
import type { Factor } from '../../../../lib/audit/index.ts';
import type { LayerInfo, Why } from '../../protocol.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { PathDrawing } from './pathDrawing.tsx';
import { standsOf } from './walk.ts';

/** Between two factors, in milliseconds. */
const PACE = 650;

function Factors({ factors, lit }: { readonly factors: readonly Factor[]; readonly lit: number }) {
  const product = factors.slice(0, lit).reduce((all, { value }) => (all === 0 || value === 0 ? 0 : all * value), 1);
  const deadAt = factors.findIndex(({ value }) => value === 0);
  return (
    <>
      <ol class="factors">
        {factors.map(({ symbol, formula, value }, k) => {
          const isLit = k < lit, isDead = deadAt >= 0 && k >= deadAt;
          return (
            <li key={k} class={!isLit ? 'later' : k === lit - 1 ? 'now' : isDead ? 'after' : ''}>
              <i class="math symbol">{symbol}</i>
              <span class="formula">{formula.includes(' = ') ? formula : <>= {formula}</>}</span>
              <b class={value === 0 ? 'zero' : ''}>{shown(value, 5)}</b>
            </li>
          );
        })}
      </ol>
      <p class="product" aria-live="off">
        {factors.slice(0, lit).map(({ value }) => asFactor(value, 4)).join(' · ')} = <b>{shown(product, 5)}</b>
        {lit < factors.length && ' …'}
      </p>
    </>
  );
}

function PathList({ why, at, onChoose }: {
  readonly why: Why; readonly at: number | undefined; readonly onChoose: (path: number) => void;
}) {
  const { paths, pathCount, livePaths, remainder, dead, symbol } = why;
  return (
    <>
      <p class="note">
        {Number(livePaths).toLocaleString('en')} of {Number(pathCount).toLocaleString('en')} paths
        {Number(livePaths) === 1 ? ' is' : ' are'} alive. <i class="math">∂J/∂{symbol}</i> is their sum; a path is the
        product of its factors.
      </p>
      <div class="path-list" tabIndex={0} role="region" aria-label="The paths">
        <table class="table">
          <tbody>
            {paths.map(({ factors, product, isDead }, p) => (
              <tr key={p} class={p === at ? 'chosen' : ''}>
                <td>
                  <button type="button" class="link" aria-pressed={p === at} onClick={() => { onChoose(p); }}>
                    path {p + 1}
                  </button>
                </td>
                <td class={isDead ? 'struck' : ''}>{factors.map(({ value }) => asFactor(value, 3)).join(' · ')}</td>
                <td class={isDead ? 'number struck' : product < 0 ? 'number lowers' : 'number raises'}>
                  {shown(product, 4)}
                </td>
              </tr>
            ))}
            {remainder !== 0 && (
              <tr><td /><td>all that are not listed, exactly</td><td class="number">{shown(remainder, 4)}</td></tr>
            )}
          </tbody>
        </table>
      </div>
      {dead.length > 0 && (
        <p class="note">
          Dead: {dead.slice(0, 4).map(({ factor: { symbol: own, formula }, paths: count }) =>
            `${Number(count).toLocaleString('en')} at ${own} = ${formula} = 0`).join('; ')}
          {dead.length > 4 && '; …'}. Nothing passes a factor 0.
        </p>
      )}
    </>
  );
}

export function Paths({ why, layers, theta }: {
  readonly why: Why; readonly layers: readonly LayerInfo[]; readonly theta: Float32Array | undefined;
}) {
  const stands = useMemo(() => standsOf(why), [why]), first = (why.paths[0]?.factors.length ?? 1) - 1;
  const [at, setAt] = useState(first), [isWalking, setWalking] = useState(false), timer = useRef(0);
  useEffect(() => { setAt(first); setWalking(false); }, [why]);
  useEffect(() => {
    if (!isWalking) return undefined;
    if (at >= stands.length - 1) {
      setWalking(false);
      return undefined;
    }
    timer.current = window.setTimeout(() => { setAt(at + 1); }, PACE);
    return () => { clearTimeout(timer.current); };
  }, [isWalking, at]);
  const stand = stands.at(at), path = stand && why.paths[stand.path];
  const go = (to: number): void => { setWalking(false); setAt(Math.min(stands.length - 1, Math.max(0, to))); };
  return (
    <section class="walk" aria-label="The paths from J back to the weight">
      <div>
        <PathDrawing why={why} stand={stand} weights={layers} theta={theta} />
        <div class="buttons">
          <Button
            kind="main"
            onClick={() => {
              if (!isWalking && (at >= stands.length - 1 || at === first)) setAt(0);
              setWalking(!isWalking);
            }}
          >
            <Icon name={isWalking ? 'pause' : 'run'} />{isWalking ? 'Pause' : 'Walk back'}
          </Button>
          <Button label="One factor back" onClick={() => { go(at - 1); }} disabled={at <= 0}>‹</Button>
          <Button label="The next factor" onClick={() => { go(at + 1); }} disabled={at >= stands.length - 1}>›</Button>
          <input
            type="range" min={0} max={stands.length - 1} value={at} aria-label="Place of the walk"
            aria-valuetext={stand === undefined ? '' : `Path ${stand.path + 1}, factor ${stand.factors}`}
            onInput={({ currentTarget }) => { go(Number(currentTarget.value)); }}
          />
        </div>
        <p class="note">Click another weight, or a unit for its bias, and that is explained.</p>
        <PathList
          why={why} at={stand?.path}
          onChoose={(chosen) => { go(stands.findLastIndex((one) => one.path === chosen)); }}
        />
      </div>
      <div class="walk-words">
        {path !== undefined && stand !== undefined && (
          <>
            <h3>
              Path {stand.path + 1} of {why.paths.length}
              {path.isDead && <span class="note"> dead: a factor is 0</span>}
            </h3>
            <Factors factors={path.factors} lit={stand.factors} />
          </>
        )}
      </div>
    </section>
  );
}
