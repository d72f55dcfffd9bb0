/**
 * Two to four optimizers, the same network, the same first weights, the same batches.
 * @module
 */
import { computed, signal } from '@preact/signals';
import { OPTIMIZERS, type OptimizerSetting } from '../../setting.ts';
import { ask } from '../client.ts';
import { opened, parts, problem, refresh, useParts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Choice, Numeric, Slide } from '../parts/field.tsx';
import { Icon } from '../parts/icons.tsx';
import { rateFor } from '../train/rates.ts';
import { colorOf } from './colors.ts';
import { RaceResults } from './raceResults.tsx';

const MOST = 4, LEAST = 2;
const beginning = (name: OptimizerSetting['name']): OptimizerSetting =>
  ({ name, learningRate: rateFor(name), options: {} });
const entered = signal<readonly OptimizerSetting[]>([beginning('sgd'), beginning('rmsprop'), beginning('adam')]);
/** As many as are worth watching: some 2,000 steps. */
const EPOCHS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], STEPS = 2000;
const chosenEpochs = signal<number | undefined>(undefined);
const epochs = computed(() => {
  const most = STEPS / (opened.value?.data.steps ?? STEPS);
  return chosenEpochs.value ?? EPOCHS.findLast((own) => own <= most) ?? EPOCHS[0];
});

function set(at: number, part: Partial<OptimizerSetting>): void {
  entered.value = entered.value.map((own, i) => (i === at ? { ...own, ...part } : own));
}

function Entry({ at, own: { name, learningRate } }: { readonly at: number; readonly own: OptimizerSetting }) {
  return (
    <li class="entry">
      <svg width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="6" fill={`var(${colorOf(at)})`} /></svg>
      <Choice
        label={`Optimizer ${at + 1}`} value={name} options={OPTIMIZERS}
        words={(own) => own.replace(/Optimizer$/, ' (TF 1)')}
        onChange={(next) => { set(at, beginning(next)); }}
      />
      <Numeric
        label="Rate" value={learningRate} min={0} max={1000} onChange={(next) => { set(at, { learningRate: next }); }}
      />
      <Button
        kind="quiet" label={`Leave ${name} out`} disabled={entered.value.length <= LEAST}
        onClick={() => { entered.value = entered.value.filter((_, i) => i !== at); }}
      >
        <Icon name="close" />
      </Button>
    </li>
  );
}

function start(): void {
  ask('compare', { optimizers: entered.value, epochs: epochs.value })
    .then(refresh, (error) => { problem.value = error; });
}

export function RaceCard() {
  useParts(() => ({ compare: true, job: true }));
  const runs = parts.compare.value?.isRunning === true, isOpen = opened.value !== undefined, all = entered.value;
  return (
    <Card title="Optimizers, side by side" className="race">
      <p class="note">
        Each trains the network that you have set, from the same <i class="math">θ₀</i>, by the same batches in the same
        order: what differs is the optimizer alone.
      </p>
      <ul class="entries">{all.map((own, i) => <Entry key={i} at={i} own={own} />)}</ul>
      <div class="fields">
        <Slide
          label="Epochs" value={epochs.value} values={EPOCHS}
          onChange={(next) => { chosenEpochs.value = next; }}
        />
      </div>
      <div class="buttons">
        {runs ? (
          <Button kind="main" onClick={() => { void ask('stop', { what: 'compare' }).then(refresh); }}>
            <Icon name="pause" />Stop
          </Button>
        ) : <Button kind="main" disabled={!isOpen} onClick={start}><Icon name="run" />Start</Button>}
        <Button
          disabled={all.length >= MOST}
          onClick={() => { entered.value = [...all, beginning('momentumOptimizer')]; }}
        >
          <Icon name="add" />One more
        </Button>
      </div>
      <RaceResults />
    </Card>
  );
}
