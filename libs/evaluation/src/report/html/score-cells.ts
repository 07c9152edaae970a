import { markup } from '../../figures/markup.ts';
import { formatRescaled, formatScore } from '../number-format.ts';
import type { Cohort, Score, ScoreValue } from '../report-model.ts';
import { scoreName } from '../score-names.ts';
import { rescaled } from '../verdicts.ts';
import { reference } from './score-reference.ts';
import type { TableRow } from './table.ts';

/** A score's value for each cohort; undefined where it was not assessed. */
export function valuesOf(score: Score, synthetic: readonly Cohort[]): readonly (ScoreValue | undefined)[] {
  return synthetic.map(({ id }) => score.values.find(({ cohort }) => cohort === id));
}

/** A score's name and floor, its value for each cohort, its ceiling, and each value rescaled between the two. */
export function scoreCells(score: Score, values: readonly (ScoreValue | undefined)[]): TableRow['cells'] {
  return [
    scoreName(score),
    reference(values, 'floor'),
    ...values.map((entry) => markup`<strong>${formatScore(entry?.value)}</strong>`),
    reference(values, 'ceiling'),
    ...values.map((entry) => formatRescaled(entry ? rescaled(entry) : null)),
  ];
}
