/**
 * The report's worked example beside its text: both passes, equation 2.2, and where it slips.
 * @module
 */
import type { ReportWhy, Why } from '../../protocol.ts';
import { Card } from '../parts/card.tsx';

function Text({ children }: { readonly children: string }) {
  return <pre class="worked-text" tabIndex={0}>{children.trimEnd()}</pre>;
}

export function ReportCards({ report: { forward, backward, equation, rise, slips } }: {
  readonly why: Why; readonly report: ReportWhy;
}) {
  return (
    <>
      <div class="why-pair">
        <Card title="Forward, with every number"><Text>{forward}</Text></Card>
        <Card title="Back: the whole ∇J"><Text>{backward}</Text></Card>
      </div>
      {equation !== undefined && <Card title="As the report writes it"><Text>{equation}</Text></Card>}
      {rise !== undefined && <Card title="What J really does"><Text>{rise}</Text></Card>}
      <Card title="Where the report slips">
        <dl class="slips">
          {slips.map(({ place, slip }, i) => <div key={i}><dt>{place}</dt><dd>{slip}</dd></div>)}
        </dl>
      </Card>
    </>
  );
}
