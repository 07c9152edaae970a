import { inferColumns, marginalMatches } from '#privacy/attacks/inference';
import { countLinks, splitColumns } from '#privacy/attacks/linkability';
import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { MeasuredRows } from './measured-rows.ts';
import { LINK_NEIGHBOURS, type Measured, type NamedValues } from './privacy-layout.ts';

/** @param seed of the plan: columns are split alike at every site */
export function sumLinks(
  dictionary: DataDictionary,
  cohort: Measured,
  { attacked, records }: MeasuredRows,
  seed: Seed,
): NamedValues[] {
  const halves = splitColumns(dictionary, RandomStream.derive(seed, 'linkability', 'columns'));
  return attackedSets({ attacked }).map(([set, real]) => {
    const stream = RandomStream.derive(seed, 'linkability', 'order', cohort);
    return [`linkability/${cohort}/${set}`, countLinks(real, records[cohort], halves, LINK_NEIGHBOURS, stream)];
  });
}

export function sumInferences(cohort: Measured, { attacked, records }: MeasuredRows): NamedValues[] {
  const guesses = attackedSets({ attacked }).flatMap(([set, real]): NamedValues[] => {
    const { byColumn, byRow } = inferColumns(real, records[cohort]);
    return [
      [`inference/${cohort}/${set}`, byColumn],
      [`inference/${cohort}/${set}/patients`, byRow],
    ];
  });
  return [...guesses, [`inference/${cohort}/naive`, marginalMatches(attacked.training, records[cohort])]];
}

function attackedSets({ attacked }: Pick<MeasuredRows, 'attacked'>) {
  return [
    ['training', attacked.training],
    ['held-out', attacked.heldOut],
  ] as const;
}
