import { logShift } from '#tabular/log-transform';
import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';

/** A covariate of a univariable model. */
export type Term = StateTerm | NumericTerm;

/** A state against all other known states: 1 or 0. */
export interface StateTerm {
  readonly kind: 'state';
  readonly field: CategoricalField;
  readonly state: number;
}

/** A number on the scale of `transform`; ratios are per unit of that scale. */
export interface NumericTerm {
  readonly kind: 'numeric';
  readonly field: NumericField;
  /** What one unit is, in words: "doubling", "12.3 years". */
  readonly per: string;
  readonly transform: (value: number) => number;
}

/**
 * Every field that is no outcome: the second of two states, each of more, numbers per standard deviation of the training
 * rows, those of a logarithmic role per doubling.
 * @param standardDeviation of a numeric field's training rows
 */
export function termsOf(dictionary: DataDictionary, standardDeviation: (field: string) => number): Term[] {
  return dictionary.fields
    .filter((field) => !field.outcome)
    .flatMap((field): Term[] =>
      field.kind === 'categorical' ? stateTerms(field) : [numericTerm(field, standardDeviation(field.name))],
    );
}

function stateTerms(field: CategoricalField): StateTerm[] {
  const states = field.states.length === 2 ? [1] : Array.from(field.states.keys());
  return states.map((state) => ({ kind: 'state', field, state }));
}

function numericTerm(field: NumericField, deviation: number): NumericTerm {
  if (field.role === 'log' || field.log) {
    const shift = logShift(field.minimum);
    const per = shift === 0 ? 'doubling' : `doubling of ${shift} + value`;
    return { kind: 'numeric', field, per, transform: (value) => Math.log2(value + shift) };
  }
  const unit = deviation > 0 ? Number(deviation.toPrecision(3)) : 1;
  const name = field.unit === undefined ? '' : ` ${field.unit}`;
  return { kind: 'numeric', field, per: `${unit}${name}`, transform: (value) => value / unit };
}
