import { calibrationFigure } from '../../figures/calibration-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import type { Utility } from '../report-model.ts';
import { stripKey } from './cohort-key.ts';
import type { LearntCohort } from './learnt-cohort.ts';

type SurvivalModel = Utility['survivalModels'][number];

const REAL = { label: 'Real training patients', className: 'training' };

/**
 * Predicted beside observed survival by fifths of predicted risk: held-out patients where there are any.
 * @param units of time, by endpoint
 */
export function calibrationCards(cohorts: readonly LearntCohort[], units: ReadonlyMap<string, string>): Markup {
  const [{ figures: first }] = cohorts;
  const models = [...Map.groupBy(first.survivalModels, ({ endpoint }) => endpoint).values()]
    .map((own) => own.findLast(isDrawn))
    .filter((own) => own !== undefined);
  if (models.length === 0) return NOTHING;
  const hasReal = models.some(({ ceiling }) => ceiling !== null);
  const key = stripKey([...(hasReal ? [REAL] : []), ...cohorts.map(({ style }) => style)]);
  const cards = models.map((own, index) => {
    const name = nameOf(own, units.get(own.endpoint) ?? '');
    return markup`<figure class="card"><figcaption><strong>${name}</strong></figcaption>${calibrationFigure(name, curvesOf(own, cohorts), `calibration-${index}`)}</figure>`;
  });
  return markup`<h3>Calibration of the Cox models</h3>${key}<div class="cards">${cards}</div><p class="small">Fifths of the patients that the model learnt from, by predicted risk. Observed: Kaplan–Meier estimates with 95 % intervals. On the line, predicted and observed survival are the same.</p>`;
}

function isDrawn({ value }: SurvivalModel): boolean {
  return value?.fifths.some(({ predicted, observed }) => predicted !== null && observed !== null) ?? false;
}

function nameOf({ endpoint, against, horizon }: SurvivalModel, unit: string): string {
  const at = horizon === null ? '' : ` at ${Number(horizon.toPrecision(3))} ${unit}`.trimEnd();
  return `${endpoint}${at}, ${against === 'training' ? 'training' : 'held-out'} patients`;
}

function curvesOf(own: SurvivalModel, cohorts: readonly LearntCohort[]) {
  const same = ({ figures }: LearntCohort) =>
    figures.survivalModels.find(({ endpoint, against }) => endpoint === own.endpoint && against === own.against);
  return [
    ...(own.ceiling ? [{ style: REAL, points: own.ceiling.fifths }] : []),
    ...cohorts.map((cohort) => ({ style: cohort.style, points: same(cohort)?.value?.fifths ?? [] })),
  ];
}
