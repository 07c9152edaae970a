import { scaleLinear } from 'd3-scale';
import { formatScore } from '../report/number-format.ts';
import { scoreName } from '../report/score-names.ts';
import type { Score } from '../report/report-model.ts';
import { styleOf, type CohortStyles } from './cohort-style.ts';
import { figure, px, textWidth } from './figure.ts';
import { markup, type Markup } from './markup.ts';

const WIDTH = 380;
const ROW_HEIGHT = 34;
const FONT_SIZE = 12;
const TRACK = { left: 8, right: WIDTH - 12 };

type Scale = (score: number) => number;

/** Each score on one line from 0 to 1: a mark at the floor, a mark at the ceiling, a dot for each synthetic cohort. */
export function scoreScaleFigure(scores: readonly Score[], id: string, styles: CohortStyles): Markup {
  const lowest = Math.min(
    0,
    ...scores.flatMap((score) => [score.floor ?? 0, ...score.values.map(({ value }) => value ?? 0)]),
  );
  const x = scaleLinear([Math.floor(lowest * 10) / 10, 1], [TRACK.left, TRACK.right]);
  const height = scores.length * ROW_HEIGHT + 34;
  return figure(
    {
      id,
      title: 'Scores between floor and ceiling',
      description: scores.map((score) => describe(score, styles)).join(' '),
    },
    { width: WIDTH, height, fontSize: FONT_SIZE, className: 'scale' },
    markup`${scores.map((score, index) => drawScore(score, index * ROW_HEIGHT, x, styles))}${axis(x, scores.length * ROW_HEIGHT + 6)}`,
  );
}

function drawScore(score: Score, top: number, x: Scale, styles: CohortStyles): Markup {
  const track = top + 24;
  const { floor, ceiling } = score;
  const known = floor !== null && ceiling !== null;
  return markup`<text x="${TRACK.left}" y="${top + 13}">${scoreName(score)}</text>${values(score, top, styles)}<path class="track" d="M${TRACK.left} ${track}H${TRACK.right}"/>${
    known && markup`<path class="span" d="M${px(x(floor))} ${track}H${px(x(ceiling))}"/>`
  }${floor !== null && markup`<path class="floor" d="M${px(x(floor))} ${track - 7}v14"/>`}${
    ceiling !== null && markup`<path class="ceiling" d="M${px(x(ceiling))} ${track - 7}v14"/>`
  }${score.values.map(
    ({ cohort, value }) =>
      value !== null &&
      markup`<circle class="dot ${styleOf(styles, cohort).className}" cx="${px(x(value))}" cy="${track}" r="4.5"/>`,
  )}`;
}

function values(score: Score, top: number, styles: CohortStyles): Markup {
  let x = TRACK.right;
  const texts = score.values.toReversed().map(({ cohort, value }) => {
    const text = formatScore(value);
    const drawn = markup`<text class="number value ${styleOf(styles, cohort).className}" x="${px(x)}" y="${top + 13}" text-anchor="end">${text}</text>`;
    x -= textWidth(text, FONT_SIZE) + 8;
    return drawn;
  });
  return markup`${texts}`;
}

function axis(x: Scale & { ticks(count: number): number[] }, y: number): Markup {
  const ticks = x.ticks(6).map((value) => Math.round(value * 10) / 10);
  return markup`<path class="axis" d="M${TRACK.left} ${y}H${TRACK.right}${ticks.map((value) => `M${px(x(value))} ${y}v4`)}"/>${ticks.map(
    (value) =>
      markup`<text class="number" x="${px(x(value))}" y="${y + 17}" text-anchor="middle">${formatTick(value)}</text>`,
  )}`;
}

function formatTick(value: number): string {
  return value.toFixed(1).replace('-', '−');
}

function describe(score: Score, styles: CohortStyles): string {
  const cohorts = score.values.map(({ cohort, value }) => `${styleOf(styles, cohort).label} ${formatScore(value)}`);
  return `${scoreName(score)}: ${cohorts.join(', ')}; floor ${formatScore(score.floor)}, ceiling ${formatScore(score.ceiling)}.`;
}
