import type { DataDictionary, Field, NumericField } from '#tabular/dictionary';
import { binsStart, greaterOf, missingPlace, SAME_AS_GREATER } from '../../columns/fine-cells.ts';
import { columnOrder } from '../../columns/column-order.ts';

/**
 * A column as the flow sees it. It is in one of some states: of a category, its states and missing; of a number, missing, the
 * same as the greater time, each modal value, or else a value, which a spline tells.
 */
export interface FlowColumn {
  readonly field: Field;
  readonly greater: string | undefined;
  /** Fine cells that are states of their own, in the order of states. */
  readonly atoms: readonly number[];
  readonly stateCount: number;
  /** The state of having a value: the last one of a number, −1 for a category. */
  readonly valueState: number;
}

/** The dictionary's columns in the order in which the flow tells them. Throws CL-CONF-001 for an order that can't be. */
export function flowColumns(dictionary: DataDictionary, condition: readonly string[]): FlowColumn[] {
  return Array.from(columnOrder(dictionary, condition), (index) => flowColumn(dictionary, dictionary.fields[index]));
}

function flowColumn(dictionary: DataDictionary, field: Field): FlowColumn {
  const greater = greaterOf(dictionary, field.name);
  const atoms = field.kind === 'categorical' ? stateAtoms(field) : numberAtoms(field, greater);
  const hasValue = field.kind === 'numeric';
  return {
    field,
    greater,
    atoms,
    stateCount: atoms.length + Number(hasValue),
    valueState: hasValue ? atoms.length : -1,
  };
}

/** The state of each fine cell; a value that the dictionary rules out (missing, where one is required) goes to the last. */
export function stateOfFine({ atoms, stateCount }: FlowColumn, fine: number): number {
  const atom = atoms.indexOf(fine);
  return atom >= 0 ? atom : stateCount - 1;
}

/** Pooled rows of each state, from those of each fine cell. */
export function stateCounts(column: FlowColumn, fineCounts: Float64Array): Float64Array {
  const counts = new Float64Array(column.stateCount);
  fineCounts.forEach((count, fine) => (counts[stateOfFine(column, fine)] += count));
  return counts;
}

/** Pooled rows by bin of a number. */
export function binCounts({ field, greater }: FlowColumn, fineCounts: Float64Array): Float64Array {
  return fineCounts.subarray(binsStart(field as NumericField, greater));
}

function stateAtoms(field: Field & { kind: 'categorical' }): number[] {
  const states = field.states.map((_, state) => state);
  return field.required ? states : [...states, missingPlace(field)];
}

function numberAtoms(field: NumericField, greater: string | undefined): number[] {
  const start = binsStart(field, greater);
  const modal = field.modalValues.map((_, i) => start - field.modalValues.length + i);
  return [
    ...(field.required ? [] : [missingPlace(field)]),
    ...(greater === undefined ? [] : [SAME_AS_GREATER]),
    ...modal,
  ];
}
