/**
 * What comes of data of more than two inputs, which cannot be drawn as a plane.
 * @module
 */
import { ConfusionMatrix } from '../draw/confusion.tsx';
import { opened } from '../frames.ts';
import { Card } from '../parts/card.tsx';

export function ScoresCard() {
  const data = opened.value?.data;
  if (data === undefined) return null;
  const names = data.inputNames.slice(0, 12).join(', ');
  return (
    <Card title="What it reads" className="scores-card">
      {data.classes.length > 1 ? <ConfusionMatrix classes={data.classes} />
        : <p class="note">A number is sought: the curves show how far off the network is.</p>}
      <p class="note">{data.inputs} inputs: {names}{data.inputs > 12 && ', …'}.</p>
    </Card>
  );
}
