import { styleOf, type CohortStyles } from '../../figures/cohort-style.ts';
import { heatmapFigure } from '../../figures/heatmap-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import type { Associations, ReportModel } from '../report-model.ts';

type Matrix = Associations['matrices'][number]['values'];

/** Heatmaps of the associations between columns: the first matrix (real) as it is, every other as a difference from it. */
export function associationsSection({ associations }: ReportModel, styles: CohortStyles): Markup {
  if (!associations || associations.matrices.length === 0) return NOTHING;
  const [real, ...others] = associations.matrices;
  const name = styleOf(styles, real.cohort).label;
  const figures = [
    heatmap(associations, `Associations, ${name}`, 'association', real.values, 1, 0),
    ...others.map(({ cohort, values }, index) =>
      heatmap(
        associations,
        `${styleOf(styles, cohort).label} minus ${name}`,
        'difference of associations',
        difference(values, real.values),
        0.5,
        index + 1,
      ),
    ),
  ];
  return markup`<section aria-labelledby="associations"><h2 id="associations">Associations</h2><p>Two categorical columns: Theil’s uncertainty coefficient of the column given the row. A categorical and a numeric one: correlation ratio. Two numeric ones: Pearson’s correlation.</p><div class="heatmaps">${figures}</div></section>`;
}

function heatmap(
  { fields }: Associations,
  title: string,
  quantity: string,
  values: Matrix,
  limit: number,
  index: number,
): Markup {
  return markup`<figure><figcaption>${title}</figcaption>${heatmapFigure({ id: `heatmap-${index}`, title, quantity, fields, values, limit })}</figure>`;
}

function difference(values: Matrix, from: Matrix): Matrix {
  return values.map((row, r) =>
    row.map((value, c) => {
      const base = from[r]?.[c] ?? null;
      return value === null || base === null ? null : value - base;
    }),
  );
}
