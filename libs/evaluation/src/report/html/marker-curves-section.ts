import type { MarkerCurves } from '../../inference/inference-figures.ts';
import { styleOf, type CohortStyles } from '../../figures/cohort-style.ts';
import { markerCurvesFigure } from '../../figures/marker-curves-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import type { ReportModel } from '../report-model.ts';
import { cohortKey } from './cohort-key.ts';
import { fieldsOfSeveralStates, stateName } from './column-name.ts';
import { comparedCohorts, type ComparedCohort } from './compared-cohorts.ts';

/** Small multiples of Kaplan–Meier curves with and without a marker, a set for each endpoint and synthetic cohort. */
export function markerCurvesSection(model: ReportModel, styles: CohortStyles): Markup {
  const cohorts = comparedCohorts(model, styles).filter(({ figures }) => figures.markers.length > 0);
  if (cohorts.length === 0) return NOTHING;
  const several = fieldsOfSeveralStates(model);
  const parts = cohorts.flatMap((cohort, index) =>
    [...Map.groupBy(cohort.figures.markers, ({ endpoint }) => endpoint).values()].map((markers, part) => {
      const { endpoint } = markers[0];
      const heading = cohorts.length > 1 ? `${endpoint}, ${cohort.style.label}` : endpoint;
      return markup`<h3>${heading}</h3>${cohortKey(['training', cohort.id], 'curve', styles)}${markerCards(markers, cohort, `marker-${index}-${part}`, { styles, several })}`;
    }),
  );
  return markup`<section aria-labelledby="marker-curves"><h2 id="marker-curves">Curves by marker</h2><p>Kaplan–Meier estimates of rows with a marker (thick) and without it (thin). Curves of training patients end where few remain.</p>${parts}</section>`;
}

function markerCards(
  markers: readonly MarkerCurves[],
  { style }: ComparedCohort,
  id: string,
  { styles, several }: { readonly styles: CohortStyles; readonly several: ReadonlySet<string> },
): Markup {
  const both = { training: styleOf(styles, 'training'), synthetic: style };
  const cards = markers.map((own, place) => {
    const name = stateName(own, own.state, several.has(own.field));
    return markup`<figure class="card"><figcaption><strong>${name}</strong></figcaption>${markerCurvesFigure(own, { id: `${id}-${place}`, name, styles: both })}</figure>`;
  });
  return markup`<div class="cards marker-cards">${cards}</div>`;
}
