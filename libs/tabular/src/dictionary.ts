/**
 * The agreed data dictionary: what every site's table looks like. Read from a Frictionless Data Package
 * (`datapackage.json`) whose first resource has a Table Schema with our extensions; held in memory in this form.
 */
export interface DataDictionary {
  readonly name: string;
  readonly title?: string;
  /** In the order of the columns. */
  readonly fields: readonly Field[];
  readonly endpoints: readonly SurvivalEndpoint[];
  /** Binary targets of the prediction models used in evaluation. */
  readonly targets: readonly PredictionTarget[];
  readonly constraints: readonly Constraint[];
  /** Cell texts that mean "missing", for example "", "NA". */
  readonly missingValues: readonly string[];
  /** Sums below this count are suppressed in whatever is released. Default 5. */
  readonly minimumCellSize: number;
}

export type Field = CategoricalField | NumericField;

interface FieldBase {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** Free grouping for reports, e.g. clinical, laboratory, molecular, cytogenetic, outcome. */
  readonly group?: string;
  readonly outcome: boolean;
  /** True when a value must be present in every row. Otherwise "missing" is a state of its own. */
  readonly required: boolean;
}

export interface CategoricalField extends FieldBase {
  readonly kind: 'categorical';
  /** In the agreed, fixed order. */
  readonly states: readonly string[];
  readonly ordered: boolean;
}

/** How CTAB-GAN+ encodes a numeric column (spec A.1). `log` columns are mode-normalised after ln. */
export type NumericRole = 'continuous' | 'mixed' | 'log' | 'general';

export interface NumericField extends FieldBase {
  readonly kind: 'numeric';
  readonly role: NumericRole;
  readonly integer: boolean;
  /** Decimals to write, 0 for integers. */
  readonly decimals: number;
  readonly unit?: string;
  /** Agreed plausible bounds, never a site's exact extremes; both inclusive. */
  readonly minimum: number;
  readonly maximum: number;
  /** Values with a point mass, for role `mixed`. */
  readonly modalValues: readonly number[];
  /** For role `mixed`: the part off the modal values is mode-normalised after ln, as in role `log`. */
  readonly log?: boolean;
}

/** A time-to-event endpoint. */
export interface SurvivalEndpoint {
  /** Short name, e.g. "OS", "EFS". */
  readonly name: string;
  readonly title?: string;
  /** Numeric field with the time from the origin, and its unit in that field. */
  readonly time: string;
  /** Categorical field; `eventState` marks an observed event, any other state is censored. */
  readonly event: string;
  readonly eventState: string;
}

export type PredictionTarget =
  | { readonly name: string; readonly kind: 'state'; readonly field: string; readonly positive: string }
  /** Event before `horizon` (same unit as the endpoint's time); rows censored before it are left out or weighted. */
  | { readonly name: string; readonly kind: 'horizon'; readonly endpoint: string; readonly horizon: number };

export type Constraint =
  /** lesser ≤ greater, both numeric. The lesser is modelled as the gap greater − lesser (mixed, modal value 0). */
  | { readonly kind: 'order'; readonly lesser: string; readonly greater: string }
  /** field = state ⇒ thenField = thenState (death implies an EFS event). */
  | {
      readonly kind: 'implies';
      readonly field: string;
      readonly state: string;
      readonly thenField: string;
      readonly thenState: string;
    }
  /** At most one of these field = state pairs holds in a row. */
  | { readonly kind: 'exclusive'; readonly members: readonly { readonly field: string; readonly state: string }[] };

/** The code of a state of a categorical field; −1 where there is none. */
export function stateCode(dictionary: DataDictionary, name: string, state: string): number {
  const field = fieldNamed(dictionary, name);
  return field.kind === 'categorical' ? field.states.indexOf(state) : -1;
}

export function fieldNamed(dictionary: DataDictionary, name: string): Field {
  const field = dictionary.fields.find((candidate) => candidate.name === name);
  if (!field) throw new RangeError(`no field ${name} in the dictionary`);
  return field;
}
