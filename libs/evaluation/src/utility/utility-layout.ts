import type { VectorLayout } from '#sums/layout';
import type { DataDictionary } from '#tabular/dictionary';
import { clusterLayout } from './cluster-sums.ts';
import { discriminatorLayout } from './discriminator-sums.ts';
import { predictionLayout } from './prediction-sums.ts';
import { survivalLayout } from './survival-sums.ts';

/** The vectors that `sumUtility` contributes, a function of the dictionary alone. */
export function utilityLayout(dictionary: DataDictionary): [string, VectorLayout][] {
  return [...predictionLayout(dictionary), ...survivalLayout(dictionary), ...discriminatorLayout(), ...clusterLayout()];
}
