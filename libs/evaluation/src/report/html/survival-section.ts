import type { CohortStyles } from '../../figures/cohort-style.ts';
import { styleOf } from '../../figures/cohort-style.ts';
import { kaplanMeierFigure, limitsAt, readingTimes, survivalAt } from '../../figures/kaplan-meier-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatCount, formatFixed, formatPercentNumber, UNDEFINED_VALUE } from '../number-format.ts';
import type { ReportModel, SurvivalCurve, SurvivalCurves } from '../report-model.ts';
import { dataTable } from './table.ts';

/** Kaplan–Meier curves of every endpoint, drawn for a wide and a narrow page, and the numbers behind them. */
export function survivalSection({ survival }: ReportModel, styles: CohortStyles): Markup {
  if (survival.length === 0) return NOTHING;
  return markup`<section aria-labelledby="survival"><h2 id="survival">Survival</h2><p>Kaplan–Meier estimates. Curves that agree say nothing about single patients or subgroups.</p>${survival.map((endpoint, index) => endpointPart(endpoint, index, styles))}</section>`;
}

function endpointPart(survival: SurvivalCurves, index: number, styles: CohortStyles): Markup {
  const name = survival.title ?? survival.endpoint;
  return markup`<h3>${name}</h3><div class="curves${survival.curves.length > 3 && ' stacked'}"><div><div class="for-wide">${kaplanMeierFigure(survival, { id: `km-${index}`, width: 640, styles })}</div><div class="for-narrow">${kaplanMeierFigure(survival, { id: `km-${index}-narrow`, width: 340, styles })}</div>${bandNote(survival)}</div>${readings(survival, styles)}</div>`;
}

function bandNote({ curves, confidenceLevel }: SurvivalCurves): Markup {
  const bands =
    confidenceLevel !== undefined && curves.some(({ points }) => points.some(({ lower }) => lower !== undefined));
  const suppressed = curves.some(({ truncated }) => truncated);
  const notes = [
    bands && `Bands and brackets: ${Math.round(confidenceLevel * 100)} % confidence intervals, pointwise, log-log.`,
    suppressed &&
      'Curves of real patients end, and – stands, where fewer than the minimum cell size remain, or have the event at all, or do not.',
    curves.some(({ events, medianInterval }) => events !== null && medianInterval.includes(null)) && 'NR: not reached.',
  ];
  return markup`<p class="small">${notes.filter((note) => note !== false).join(' ')}</p>`;
}

function readings(survival: SurvivalCurves, styles: CohortStyles): Markup {
  const columns = survival.curves.map(({ cohort }) => ({ heading: `${styleOf(styles, cohort).label}, %` }));
  const rows = readingTimes(survival, 7)
    .slice(1)
    .map((time) => ({ cells: [formatCount(time), ...survival.curves.map((curve) => reading(curve, time))] }));
  const summary = [
    { cells: [survival.unit ? `Median, ${survival.unit}` : 'Median', ...survival.curves.map(medianOf)] },
    { cells: ['Events', ...survival.curves.map(({ events }) => formatCount(events))] },
  ];
  const heading = survival.unit ? `Time, ${survival.unit}` : 'Time';
  return dataTable(`${survival.endpoint} by time`, [{ heading }, ...columns], [{ rows }, { rows: summary }]);
}

function medianOf({ events, median, medianInterval: [lower, upper] }: SurvivalCurve): Markup {
  if (events === null) return markup`${UNDEFINED_VALUE}`;
  const side = (value: number | null): string => (value === null ? 'NR' : formatFixed(value, 1));
  return lower === null && upper === null
    ? markup`${side(median)}`
    : withInterval(side(median), side(lower), side(upper));
}

/** Survival at a time with its interval; nothing once nobody, or too few, are at risk. */
function reading(curve: SurvivalCurve, time: number): Markup {
  if (!curve.points.some((point) => point.time >= time)) return markup`${UNDEFINED_VALUE}`;
  const value = formatPercentNumber(survivalAt(curve, time));
  const limits = limitsAt(curve, time);
  return limits
    ? withInterval(value, formatPercentNumber(limits[0]), formatPercentNumber(limits[1]))
    : markup`${value}`;
}

function withInterval(value: string, lower: string, upper: string): Markup {
  return markup`${value} <span class="interval">(${lower}–${upper})</span>`;
}
