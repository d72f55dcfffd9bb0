/**
 * Train: data, network, optimizer, and what comes of it.
 * @module
 */
import { opened } from '../frames.ts';
import { CurvesCard } from './curvesCard.tsx';
import { DataCard } from './dataCard.tsx';
import { DigitsCards, MoreDigitsCards } from './digitsCards.tsx';
import { NetworkCard } from './networkCard.tsx';
import { OptimizerCard } from './optimizerCard.tsx';
import { PlaneCard } from './planeCard.tsx';
import { ScoresCard } from './scoresCard.tsx';

export function TrainSection() {
  const data = opened.value?.data, isDigits = data?.inputNames[0] === 'pixels';
  return (
    <div class="cards train">
      <div class="column settings"><DataCard /><OptimizerCard /></div>
      <div class="column middle"><NetworkCard /><CurvesCard />{isDigits && <MoreDigitsCards />}</div>
      <div class="column results">
        {(data?.window !== undefined || data === undefined) && <PlaneCard />}
        {data !== undefined && !isDigits && data.window === undefined && <ScoresCard />}
        {isDigits && <DigitsCards />}
      </div>
    </div>
  );
}
