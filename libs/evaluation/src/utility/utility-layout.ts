import type { VectorLayout } from '#sums/layout';
import type { DataDictionary } from '#tabular/dictionary';
import type { MeasuredScope } from '../summaries/measured-scope.ts';
import { clusterLayout } from './cluster-sums.ts';
import { discriminatorLayout } from './discriminator-sums.ts';
import { predictionLayout } from './prediction-sums.ts';
import { survivalLayout } from './survival-sums.ts';

/** The vectors that `sumUtility` contributes, a function of the dictionary alone. */
export function utilityLayout(dictionary: DataDictionary, scope: MeasuredScope = 'whole'): [string, VectorLayout][] {
  return [
    ...predictionLayout(dictionary, scope),
    ...survivalLayout(dictionary, scope),
    ...discriminatorLayout(scope),
    ...clusterLayout(),
  ];
}
