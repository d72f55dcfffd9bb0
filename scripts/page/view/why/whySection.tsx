/**
 * Why: one weight, from the loss back along every path to its step.
 * @module
 */
import { useEffect } from 'preact/hooks';
import { shown } from '../../../../lib/audit/explain/symbols.ts';
import type { Why } from '../../protocol.ts';
import { example } from '../examples.ts';
import { opened, parts, state, useParts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Functions } from './functions.tsx';
import { Operations } from './operations.tsx';
import { Paths } from './paths.tsx';
import { explain, isAsking, isReport, reportWeight, why, whyProblem, whySteps } from './question.ts';
import { ReportCards } from './reportCards.tsx';
import { UpdateCard } from './update.tsx';
import { WeightChoice } from './weightChoice.tsx';
import { Witnesses } from './witnesses.tsx';
import { selected } from '../selection.ts';

/** The answer in two sentences. */
function Summary({ own }: { readonly own: Why }) {
  const { symbol, value, witnesses: { backpropagated }, update: { before, after } } = own;
  const isUp = after > before, isAgainst = (after - before) * backpropagated < 0;
  const gradient = <i class="math">∂J/∂{symbol}</i>;
  return (
    <p class="summary">
      {gradient} is {shown(backpropagated, 5)}: if <i class="math">{symbol}</i> grew a little,
      {' '}<i class="math">J</i> would
      {backpropagated === 0 ? ' stay as it is'
        : ` ${backpropagated > 0 ? 'rise' : 'fall'} ${shown(Math.abs(backpropagated), 5)} times as much`}.
      {before === after ? ' The step leaves it where it is.'
        : ` ${isAgainst ? 'So the step' : 'Yet what the optimizer keeps of earlier steps outweighs that: it'} makes it
          ${isUp ? 'larger' : 'smaller'}, ${shown(value, 6)} → ${shown(after, 6)}.`}
    </p>
  );
}

function Chooser() {
  const isOwn = !isReport.value, steps = state.value?.steps ?? 0, isOld = isOwn && why.value !== undefined
    && whySteps.value !== steps;
  return (
    <div class="chooser">
      <div class="buttons" role="group" aria-label="Whose weight">
        <Button isPressed={isOwn} onClick={() => { isReport.value = false; }}>Your network</Button>
        <Button isPressed={!isOwn} onClick={() => { isReport.value = true; }}>The report’s example, 0.63</Button>
      </div>
      <WeightChoice />
      {isOld && (
        <Button onClick={() => { void explain(); }}>
          Explained at step {whySteps.value.toLocaleString('en')}: again, at step {steps.toLocaleString('en')}
        </Button>
      )}
    </div>
  );
}

export function WhySection() {
  useParts(() => ({ weights: true }));
  const own = why.value, theta = own?.report?.theta ?? parts.weights.value;
  const layers = own?.report?.weights ?? opened.value?.layers ?? [];
  const isIdle = state.value?.isRunning !== true, version = isIdle ? state.value?.version : undefined;
  const key = JSON.stringify([
    isReport.value, isReport.value ? reportWeight.value : [selected.value, example.value, opened.value?.address],
  ]);
  useEffect(() => { void explain(); }, [key]);
  useEffect(() => {
    if (version !== undefined && !isReport.value && whySteps.value !== state.value?.steps) void explain();
  }, [version]);
  return (
    <article class="why">
      <Chooser />
      {whyProblem.value !== undefined && <p class="problem" role="alert">{whyProblem.value.message}</p>}
      {own === undefined && whyProblem.value === undefined &&
        <p class="empty">{isAsking.value ? 'A moment.' : 'Choose a weight.'}</p>
      }
      {own !== undefined && (
        <>
          <h2>Why does <i>{own.symbol}</i> move?</h2>
          <Summary own={own} />
          <Paths why={own} layers={layers} theta={theta} />
          <div class="why-columns">
            <Card title="The functions, from the weight to J"><Functions why={own} /></Card>
            <Card title="Three witnesses"><Witnesses why={own} /></Card>
            <Card title="The step"><UpdateCard why={own} /></Card>
          </div>
          {own.report !== undefined && <ReportCards why={own} report={own.report} />}
          <Card title="Every operation"><Operations why={own} /></Card>
        </>
      )}
    </article>
  );
}
