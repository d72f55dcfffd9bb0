/**
 * What the network says at each place, and the data.
 * @module
 */
import { toCoordinate } from '../../points.ts';
import { Plane } from '../draw/plane.tsx';
import { ConfusionMatrix } from '../draw/confusion.tsx';
import { opened } from '../frames.ts';
import { Card } from '../parts/card.tsx';
import { setting, wanting } from '../setting.ts';
import { pointClass } from './ownData.ts';
import { OwnSheet } from './ownSheet.tsx';
import { setPoints } from './ownPoints.tsx';

export function PlaneCard() {
  const { data } = setting.value, own = opened.value;
  const add = (x: number, y: number): void => {
    if (data.kind !== 'points') return;
    const point = { x: toCoordinate(x), y: toCoordinate(y), label: pointClass.value };
    setPoints([...data.points, point], data.test);
  };
  const isLine = own?.data.inputs === 1, isClasses = own?.data.task === 'classification';
  return (
    <Card title={isLine ? 'What it says of each x' : 'What it says everywhere'} className="plane-card">
      {own === undefined
        ? (data.kind === 'points' ? <OwnSheet onClick={add} />
          : <p class="empty">{wanting.value ?? 'Nothing is trained yet.'}</p>)
        : (
          <Plane
            {...(data.kind === 'points' && { onClick: add })}
            label={isLine ? 'The curve of the network, with the points it learns from'
              : 'The plane coloured by what the network says, with the points it learns from'}
          />
        )}
      <p class="note">
        {isLine ? 'The curve is the network; discs are training examples, rings are test examples.'
          : 'The colour of a place is the class that the network gives it, the fainter the less sure. Discs are '
            + 'training examples, rings are test examples.'}
        {' '}Point at a place: the network shows what becomes of it.
      </p>
      {isClasses && own.data.classes.length > 1 && <ConfusionMatrix classes={own.data.classes} />}
    </Card>
  );
}
