/**
 * Compare: optimizers from the same first weights; methods on functions that one can see.
 * @module
 */
import { DescentCard } from './descentCard.tsx';
import { RaceCard } from './raceCard.tsx';

export function CompareSection() {
  return (
    <div class="compare">
      <RaceCard />
      <DescentCard />
    </div>
  );
}
