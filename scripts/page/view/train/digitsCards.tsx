/**
 * What comes of the digits: a place to write one, those read wrongly, which is taken for which, weights as pictures.
 * @module
 */
import { ConfusionMatrix } from '../draw/confusion.tsx';
import { opened } from '../frames.ts';
import { Card } from '../parts/card.tsx';
import { ReadCard } from './readCard.tsx';
import { WeightPictures } from './weightPictures.tsx';
import { WrongDigits } from './wrongDigits.tsx';

/** Beside the network. */
export function DigitsCards() {
  return (
    <>
      <ReadCard />
      <Card title="Read wrongly" className="wrong-card"><WrongDigits /></Card>
    </>
  );
}

/** Below the network. */
export function MoreDigitsCards() {
  const own = opened.value;
  if (own === undefined) return null;
  return (
    <div class="two-cards">
      <Card title="Which is taken for which" className="confusion-card">
        <ConfusionMatrix classes={own.data.classes} />
      </Card>
      <Card title="Weights as pictures" className="pictures-card"><WeightPictures own={own} /></Card>
    </div>
  );
}
