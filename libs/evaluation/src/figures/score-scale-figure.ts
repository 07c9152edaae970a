import { scaleLinear } from 'd3-scale';
import { formatScore, formatSpan } from '../report/number-format.ts';
import { scoreName } from '../report/score-names.ts';
import type { Score } from '../report/report-model.ts';
import { styleOf, type CohortStyles } from './cohort-style.ts';
import { figure, px, textWidth } from './figure.ts';
import { markup, type Markup } from './markup.ts';
import { stripMark } from './strip.ts';

const WIDTH = 380;
const ROW_HEIGHT = 31;
const FONT_SIZE = 12;
const TRACK = { left: 8, right: WIDTH - 12 };

type Scale = (score: number) => number;

/** Each score on one line from 0 to 1: marks at floor and ceiling, a dot for each synthetic cohort. */
export function scoreScaleFigure(scores: readonly Score[], id: string, styles: CohortStyles): Markup {
  const lowest = Math.min(
    0,
    ...scores.flatMap((score) => score.values.flatMap(({ value, floor }) => [floor ?? 0, value ?? 0])),
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
  const floors = distinct(score.values.map(({ floor }) => floor));
  const ceilings = distinct(score.values.map(({ ceiling }) => ceiling));
  return markup`<text x="${TRACK.left}" y="${top + 13}">${scoreName(score)}</text>${values(score, top, styles)}<path class="track" d="M${TRACK.left} ${track}H${TRACK.right}"/>${
    floors.length > 0 &&
    ceilings.length > 0 &&
    markup`<path class="span" d="M${px(x(floors[0]))} ${track}H${px(x(ceilings[0]))}"/>`
  }${floors.map((floor) => markup`<path class="floor" d="M${px(x(floor))} ${track - 7}v14"/>`)}${ceilings.map(
    (ceiling) => markup`<path class="ceiling" d="M${px(x(ceiling))} ${track - 7}v14"/>`,
  )}${score.values.map(
    ({ cohort, value }) => value !== null && stripMark(styleOf(styles, cohort).className, px(x(value)), track),
  )}`;
}

/** The references of all cohorts, which mostly are the same. */
function distinct(values: readonly (number | null)[]): number[] {
  return [...new Set(values.filter((value) => value !== null))];
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
  const floor = formatSpan(
    score.values.map((entry) => entry.floor),
    formatScore,
  );
  const ceiling = formatSpan(
    score.values.map((entry) => entry.ceiling),
    formatScore,
  );
  return `${scoreName(score)}: ${cohorts.join(', ')}; floor ${floor}, ceiling ${ceiling}.`;
}
