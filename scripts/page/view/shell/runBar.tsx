/**
 * Run, pause, steps there and back; where training stands.
 * @module
 */
import { computed } from '@preact/signals';
import { PACES, busy, isRunning, move, pace, pacedSpeed, setPace, type Pace } from '../actions.ts';
import { opened, parts, state, useParts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { percent, rounded } from '../parts/numbers.ts';

const NONE = '–';
const SAID: Readonly<Record<Pace, string>> = {
  full: 'full speed', epoch: 'by epochs', step: 'by steps',
};

const steps = computed(() => state.value?.steps.toLocaleString('en') ?? NONE);
const epoch = computed(() => {
  const at = state.value, info = opened.value?.data;
  return at === undefined || info === undefined ? NONE : (at.epoch + at.batch / info.steps).toFixed(2);
});
const speed = computed(() => {
  const perSecond = pacedSpeed.value || (state.value?.stepsPerSecond ?? 0);
  return perSecond === 0 ? NONE : `${Math.round(perSecond).toLocaleString('en')} steps/s`;
});
const trainLoss = computed(() => rounded(parts.scores.value?.train.loss));
const testLoss = computed(() => rounded(parts.scores.value?.test?.loss));
const trainAccuracy = computed(() => percent(parts.scores.value?.train.accuracy));
const testAccuracy = computed(() => percent(parts.scores.value?.test?.accuracy));

function Buttons() {
  const runs = isRunning.value, isIdle = opened.value !== undefined && busy.value === undefined;
  const isFirst = (state.value?.steps ?? 0) === 0;
  return (
    <div class="buttons" role="group" aria-label="Training">
      <Button kind="main" disabled={opened.value === undefined} onClick={() => { void move(runs ? 'pause' : 'run'); }}>
        <Icon name={runs ? 'pause' : 'run'} />{runs ? 'Pause' : 'Run'}
      </Button>
      <Button
        disabled={!isIdle || runs} label="Step" onClick={() => { void move('step'); }}
        title="One step of one batch"
      >
        <Icon name="step" /><span class="word">Step</span>
      </Button>
      <Button
        disabled={!isIdle || runs} label="Epoch" onClick={() => { void move('epoch'); }}
        title="To the end of the epoch"
      >
        <Icon name="epoch" /><span class="word">Epoch</span>
      </Button>
      <Button
        disabled={!isIdle || runs || isFirst} label="Back" onClick={() => { void move('back'); }}
        title="One step back, exactly: done again from a checkpoint"
      >
        <Icon name="back" /><span class="word">Back</span>
      </Button>
      <Button
        disabled={!isIdle || isFirst} label="Restart" onClick={() => { void move('restart'); }}
        title="The same first weights again"
      >
        <Icon name="restart" /><span class="word">Restart</span>
      </Button>
      <label class="pace">
        <span class="unseen">Pace</span>
        <select
          class="small-select" title="How fast it runs"
          onChange={({ currentTarget }) => {
            void setPace(PACES.find((own) => own === currentTarget.value) ?? 'full');
          }}
        >
          {PACES.map((own) => <option key={own} value={own} selected={own === pace.value}>{SAID[own]}</option>)}
        </select>
      </label>
    </div>
  );
}

function Figure({ name, children, wide = false }: {
  readonly name: string; readonly children: preact.ComponentChildren; readonly wide?: boolean;
}) {
  return <div class={wide ? 'figure wide' : 'figure'}><dt>{name}</dt><dd>{children}</dd></div>;
}

export function RunBar() {
  useParts(() => ({ scores: true }));
  const isClasses = opened.value?.data.task !== 'regression';
  return (
    <div class="run">
      <Buttons />
      <dl class="figures">
        <Figure name="Step">{steps}</Figure>
        <Figure name="Epoch">{epoch}</Figure>
        <Figure name="J, training">{trainLoss}</Figure>
        <Figure name="J, test">{testLoss}</Figure>
        {isClasses && <Figure name="Right, training">{trainAccuracy}</Figure>}
        {isClasses && <Figure name="Right, test">{testAccuracy}</Figure>}
        <Figure name="Speed" wide>{speed}</Figure>
      </dl>
    </div>
  );
}
