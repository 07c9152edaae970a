import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';
import { lesserBounds, stateCondition } from '../../columns/constraints.ts';
import type { DrawnColumns } from '../../columns/drawn-columns.ts';
import { missingPlace, SAME_AS_GREATER } from '../../columns/fine-cells.ts';
import type { NumberValues } from '../../columns/number-values.ts';
import { commonBounds, type UnitBounds, unitBounds } from '../../columns/unit-bounds.ts';
import { type GivenValue, isRange } from '../../conditions/given.ts';
import type { ColumnCoding } from '../coding/column-coding.ts';
import type { AllowedShare } from './column-draws.ts';

/** What a column's values have to keep to, given the columns drawn before it. */
export interface ColumnRules {
  /** By the dictionary's constraints; undefined: anything is allowed. */
  readonly allowed: AllowedShare | undefined;
  /** By them and by a condition on the column, if there is one. */
  readonly wanted: AllowedShare | undefined;
}

export interface NumberRules extends ColumnRules {
  /** Of fine cells that aren't missing: the values that are wanted. */
  readonly boundsOf: (row: number) => UnitBounds | undefined;
  /** The value of "same as the greater". */
  readonly same: (row: number) => number;
}

export function stateRules(
  dictionary: DataDictionary,
  field: CategoricalField,
  drawn: DrawnColumns,
  given: GivenValue | undefined,
): ColumnRules {
  const missing = missingPlace(field);
  const condition = stateCondition(dictionary, field.name, drawn);
  const allowed: AllowedShare | undefined =
    condition && ((row, fine) => (condition(row, fine === missing ? -1 : fine) ? 1 : 0));
  if (given === undefined) return { allowed, wanted: allowed };
  const place = given === null ? missing : field.states.indexOf(String(given));
  return { allowed, wanted: (row, fine) => (fine === place ? (allowed?.(row, fine) ?? 1) : 0) };
}

export function numberRules(
  dictionary: DataDictionary,
  coding: ColumnCoding,
  field: NumericField,
  values: NumberValues,
  drawn: DrawnColumns,
  given: GivenValue | undefined,
): NumberRules {
  const lesser = lesserBounds(dictionary, coding, drawn);
  const range = given !== undefined && isRange(given) ? unitBounds(field, given) : undefined;
  const shareOf =
    (within: UnitBounds | undefined): AllowedShare =>
    (row, fine) => {
      if (fine === 0) return 1;
      if (lesser !== undefined && fine === SAME_AS_GREATER) {
        return lesser.maySame(row) && (within === undefined || values.isWithin(lesser.same(row), within)) ? 1 : 0;
      }
      const bounds = commonBounds(lesser?.below(row), within);
      return bounds === undefined ? 1 : values.shareWithin(fine, bounds);
    };
  const allowed = lesser && shareOf(undefined);
  return {
    allowed,
    wanted: given === undefined ? allowed : wantedShare(given, shareOf(range)),
    boundsOf: (row) => commonBounds(lesser?.below(row), range),
    same: (row) => lesser!.same(row),
  };
}

function wantedShare(given: GivenValue, within: AllowedShare): AllowedShare {
  return (row, fine) => ((fine === 0) === (given === null) ? within(row, fine) : 0);
}
