/**
 * Look inside: one example through the network, and each number that it meets.
 * @module
 */
import { Network } from '../draw/network.tsx';
import { opened } from '../frames.ts';
import { Card } from '../parts/card.tsx';
import { wanting } from '../setting.ts';
import { selected } from '../selection.ts';
import { ExampleCard } from './exampleCard.tsx';
import { Inspector } from './inspector.tsx';

export function LookSection() {
  const own = opened.value;
  if (own === undefined) {
    return <p class="empty">{wanting.value ?? 'There is no network to look into: what is wrong stands above.'}</p>;
  }
  return (
    <div class="cards look">
      <div class="column"><ExampleCard own={own} /></div>
      <div class="column">
        <Card title="The network, on this example" className="net">
          <Network own={own} onSelect={(what) => { selected.value = what; }} />
          <p class="note">
            Edges are weights, units are coloured by their activation <i class="math">a</i>. Click a unit or an edge, or
            choose one by the arrow keys: its numbers stand beside it, and change while the network trains.
          </p>
        </Card>
      </div>
      <div class="column"><Inspector own={own} /></div>
    </div>
  );
}
