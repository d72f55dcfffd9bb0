/**
 * Curves over steps, by uPlot.
 * @module
 */
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { watchFrames } from '../loop.ts';
import { cssColor, ramp } from './ramp.ts';

/** One curve: its name, and the custom property that has its colour. */
export interface Curve {
  readonly label: string;
  readonly color: string;
  readonly dash?: readonly number[];
}

export interface CurvesProps {
  readonly label: string;
  readonly curves: readonly Curve[];
  /** x first; the same arrays until there is something new. */
  readonly data: () => UPlot.AlignedData;
  readonly height?: number;
  readonly isLog?: boolean;
  /** What x counts. */
  readonly unit?: string;
}

const axisOf = (font: string, size: number): UPlot.Axis => ({
  stroke: cssColor('--ink-faint'), font, size, gap: 4,
  grid: { stroke: cssColor('--rule'), width: 1 },
  ticks: { show: false },
});

function optionsOf({ curves, height = 150, isLog = false }: CurvesProps, width: number): UPlot.Options {
  const style = getComputedStyle(document.body), font = `11px ${style.fontFamily}`;
  return {
    width, height, pxAlign: false,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 5 } },
    scales: { x: { time: false }, y: { distr: isLog ? 3 : 1 } },
    axes: [
      { ...axisOf(font, 22), values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en')) },
      { ...axisOf(font, 46), space: 28 },
    ],
    series: [
      {},
      ...curves.map(({ label, color, dash }): UPlot.Series => ({
        label, stroke: cssColor(color), width: 1.5, points: { show: false }, spanGaps: true,
        ...(dash !== undefined && { dash: [...dash] }),
      })),
    ],
  };
}

/** Draws what `data` gives, as often as that is new and the curves are in view. */
export function Curves(props: CurvesProps) {
  const place = useRef<HTMLDivElement>(null), latest = useRef(props);
  latest.current = props;
  const { curves, isLog = false, height, label, unit = 'step' } = props, scheme = ramp.value;
  const names = curves.map((curve) => curve.label).join();
  useEffect(() => {
    const home = place.current;
    if (home === null) return undefined;
    let drawn = latest.current.data();
    const plot = new UPlot(optionsOf(latest.current, Math.max(home.clientWidth, 80)), drawn, home);
    const observer = new ResizeObserver(() => {
      plot.setSize({ width: Math.max(home.clientWidth, 80), height: plot.height });
    });
    observer.observe(home);
    const unwatch = watchFrames(home, () => {
      const data = latest.current.data();
      if (data !== drawn) plot.setData(drawn = data);
    });
    return () => {
      unwatch();
      observer.disconnect();
      plot.destroy();
    };
  }, [names, isLog, height, scheme]);
  return (
    <figure class="curves">
      <div ref={place} role="img" aria-label={label} />
      <figcaption>
        {curves.map((curve) => (
          <span key={curve.label} class="key">
            <svg width="18" height="8" aria-hidden="true">
              <line
                x1="0" y1="4" x2="18" y2="4" stroke={`var(${curve.color})`} stroke-width="2"
                stroke-dasharray={curve.dash?.join(' ')}
              />
            </svg>
            {curve.label}
          </span>
        ))}
        <span class="unit">{unit}</span>
      </figcaption>
    </figure>
  );
}
