import { formatPercent } from '../report/number-format.ts';
import { figure, px } from './figure.ts';
import { markup, type Markup } from './markup.ts';
import type { CohortStyle } from './cohort-style.ts';

const WIDTH = 180;
const HEIGHT = 14;
const PADDING = 6;

export interface Dot {
  readonly style: CohortStyle;
  readonly share: number | null;
}

/** One row of a dot plot: the share of one state in each cohort, on an axis from 0 to `highest`. */
export function dotFigure(name: string, dots: readonly Dot[], highest: number, id: string): Markup {
  const x = (share: number): number => px(PADDING + (share / highest) * (WIDTH - 2 * PADDING));
  const known = dots.filter((dot): dot is Dot & { share: number } => dot.share !== null);
  const positions = known.map(({ share }) => x(share));
  const middle = HEIGHT / 2;
  return figure(
    {
      id,
      title: name,
      description: dots.map(({ style, share }) => `${style.label} ${formatPercent(share)}`).join(', '),
    },
    { width: WIDTH, height: HEIGHT, fontSize: 10, className: 'dots' },
    markup`<path class="grid" d="M${PADDING} ${middle}H${WIDTH - PADDING}"/>${positions.length > 1 && markup`<path class="link" d="M${Math.min(...positions)} ${middle}H${Math.max(...positions)}"/>`}${known.map(
      ({ style }, index) =>
        markup`<circle class="dot ${style.className}" cx="${positions[index]}" cy="${middle}" r="4"/>`,
    )}`,
  );
}
