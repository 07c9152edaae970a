import { numericValues } from '#tabular/columns';
import type { DataDictionary } from '#tabular/dictionary';
import { exactGrid } from '#tabular/profile/grid';
import { type EndpointPlan, type NumericPlan, profilePlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';

/** The bins in which numbers and times of all compared cohorts are counted. */
export interface EvaluationGrids {
  /** The study's numeric fields, in the dictionary's order. */
  readonly numerics: readonly NumericPlan[];
  readonly endpoints: readonly EndpointPlan[];
}

/** The bins of the profile: a function of the dictionary alone, so every site has the same. */
export function agreedGrids(dictionary: DataDictionary): EvaluationGrids {
  const { numerics, endpoints } = profilePlan(dictionary);
  const names = new Set(dictionary.fields.map((field) => field.name));
  return { numerics: numerics.filter(({ field }) => names.has(field.name)), endpoints };
}

/** A bin for every value of the tables, for whoever has all rows: nothing is rounded to a bin. */
export function exactGrids(dictionary: DataDictionary, tables: readonly Table[]): EvaluationGrids {
  const { numerics, endpoints } = agreedGrids(dictionary);
  const exact = new Map(
    numerics.map(({ field }) => [
      field.name,
      exactGrid(
        field,
        tables.map((table) => numericValues(table, field.name)),
      ),
    ]),
  );
  return {
    numerics: numerics.map((plan) => ({ ...plan, grid: exact.get(plan.field.name) ?? plan.grid })),
    endpoints: endpoints.map((plan) => ({ ...plan, grid: exact.get(plan.time) ?? plan.grid })),
  };
}
