/**
 * J and the share of right answers, step by step.
 * @module
 */
import { useState } from 'preact/hooks';
import type UPlot from 'uplot';
import type { Curves as CurvesPart } from '../../protocol.ts';
import { Curves, type Curve } from '../draw/curves.tsx';
import { opened, parts, useParts } from '../frames.ts';
import { Card } from '../parts/card.tsx';
import { Check } from '../parts/field.tsx';

const NOTHING: readonly number[] = [];

/** The same arrays for the same curves, so that what has not changed is not drawn again. */
function kept(make: (curves: CurvesPart | undefined) => UPlot.AlignedData): () => UPlot.AlignedData {
  let of: CurvesPart | undefined, made: UPlot.AlignedData | undefined;
  return () => {
    const now = parts.curves.value;
    if (made === undefined || now !== of) made = make(of = now);
    return made;
  };
}

const orNulls = (values: Float64Array, like: Float64Array): ArrayLike<number> | null[] =>
  (values.length === like.length ? values : Array.from(like, () => null));

const losses = kept((curves) => (curves === undefined ? [[...NOTHING], [], []]
  : [curves.step, curves.trainLoss, orNulls(curves.testLoss, curves.step)] as UPlot.AlignedData));
const batches = kept((curves) => (curves === undefined ? [[...NOTHING], []]
  : [curves.batches.step, curves.batches.loss] as UPlot.AlignedData));
const accuracies = kept((curves) => (curves === undefined ? [[...NOTHING], [], []]
  : [curves.step, ...[curves.trainAccuracy, curves.testAccuracy].map((own) => orNulls(own, curves.step))] as
    UPlot.AlignedData));

const TRAINING: Curve = { label: 'training', color: '--accent' };
const TEST: Curve = { label: 'test', color: '--against', dash: [5, 3] };
const BATCH: Curve = { label: 'mean of the batches', color: '--ink-soft' };

export function CurvesCard() {
  useParts(() => ({ curves: true }));
  const [isLog, setLog] = useState(false), [isBatches, setBatches] = useState(false);
  const isClasses = opened.value?.data.task !== 'regression';
  return (
    <Card
      title="Curves" className="curves-card"
      beside={(
        <span class="buttons">
          <Check label="batches" value={isBatches} onChange={setBatches} />
          <Check label="log J" value={isLog} onChange={setLog} />
        </span>
      )}
    >
      <div class="two-curves">
        <div>
          <h4><i class="math">J</i>, the loss: how far from what is sought</h4>
          <Curves
            key={isBatches ? 'batches' : 'all'} isLog={isLog} data={isBatches ? batches : losses}
            label={isBatches ? 'J of the training batches by step' : 'J of training and test examples by step'}
            curves={isBatches ? [BATCH] : [TRAINING, TEST]}
          />
        </div>
        {isClasses && (
          <div>
            <h4>Share of examples read rightly</h4>
            <Curves
              label="Accuracy of training and test examples by step" curves={[TRAINING, TEST]} data={accuracies}
            />
          </div>
        )}
      </div>
    </Card>
  );
}
