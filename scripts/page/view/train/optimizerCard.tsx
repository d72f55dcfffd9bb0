/**
 * How it learns: optimizer and rate, batch, penalty.
 * @module
 */
import { useId } from 'preact/hooks';
import { OPTIMIZERS, REGULARIZERS } from '../../setting.ts';
import { opened } from '../frames.ts';
import { Card } from '../parts/card.tsx';
import { Choice, Numeric, Slide } from '../parts/field.tsx';
import { change, setting } from '../setting.ts';
import { rateFor } from './rates.ts';

const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const PENALTIES = [0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];
const isOfTensorFlow = (name: string): boolean => name.endsWith('Optimizer');

function OptimizerChoice() {
  const id = useId(), { name } = setting.value.optimizer;
  const group = (label: string, names: readonly (typeof OPTIMIZERS)[number][]) => (
    <optgroup label={label}>
      {names.map((own) =>
        <option key={own} value={own} selected={own === name}>{own.replace(/Optimizer$/, '')}</option>
      )}
    </optgroup>
  );
  return (
    <div class="field">
      <span class="label"><label for={id}>Optimizer</label></span>
      <select
        id={id} value={name}
        onChange={({ currentTarget }) => {
          const chosen = OPTIMIZERS.find((own) => own === currentTarget.value);
          if (chosen !== undefined) change({ optimizer: { name: chosen, learningRate: rateFor(chosen), options: {} } });
        }}
      >
        {group('Keras', OPTIMIZERS.filter((own) => !isOfTensorFlow(own)))}
        {group('TensorFlow 1', OPTIMIZERS.filter(isOfTensorFlow))}
      </select>
    </div>
  );
}

export function OptimizerCard() {
  const { optimizer, batchSize, regularizer } = setting.value, own = opened.value;
  const options = ['none', ...REGULARIZERS] as const;
  return (
    <Card title="How it learns" className="learn">
      <div class="fields">
        <OptimizerChoice />
        <Numeric
          label="Rate, lr" value={optimizer.learningRate} min={0} max={1000}
          onChange={(learningRate) => { change({ optimizer: { ...optimizer, learningRate } }); }}
        />
        <Slide
          label="Batch" value={batchSize} values={BATCHES} words={(n) => `${n}`}
          onChange={(next) => { change({ batchSize: next }); }}
        />
        <Choice
          label="Penalty of weights" value={regularizer?.name ?? 'none'} options={options}
          onChange={(name) => {
            change({ regularizer: name === 'none' ? undefined : { name, rate: regularizer?.rate ?? 0.001 } });
          }}
        />
        {regularizer !== undefined && (
          <Slide
            label="Its rate" value={regularizer.rate} values={PENALTIES}
            onChange={(rate) => { change({ regularizer: { ...regularizer, rate } }); }}
          />
        )}
      </div>
      <p class="note">
        A step takes one batch of examples, computes <i class="math">J</i>
        {own !== undefined && <> ({own.loss.replace(/([A-Z])/g, ' $1').toLowerCase()})</>}, its gradient
        {' '}<i class="math">∇J</i> by every parameter, and lets the optimizer move <i class="math">θ</i> against it.
        An epoch is all training examples once
        {own !== undefined && <>: {own.data.steps.toLocaleString('en')} {own.data.steps === 1 ? 'step' : 'steps'}</>}.
      </p>
    </Card>
  );
}
