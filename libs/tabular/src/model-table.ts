import { numericValues } from './columns.ts';
import type { DataDictionary, Field, NumericField, SurvivalEndpoint } from './dictionary.ts';
import { fieldNamed } from './dictionary.ts';
import type { Column, Table } from './table.ts';

/**
 * The model table: what a generator learns. The lesser column of every `order` constraint is replaced, in its place, by
 * the gap greater − lesser ≥ 0, which has a point mass at 0 (an EFS event that is the death itself, or no event at all).
 * A generator that samples a gap cannot violate the constraint.
 */
export interface Gap {
  /** Name of the gap's column in the model table. */
  readonly name: string;
  readonly lesser: string;
  readonly greater: string;
}

/** The outcome of a way back from what a generator made to a table of the study. */
export interface Decoded {
  readonly table: Table;
  /** 1 for a row that keeps to the dictionary's bounds, 0 for one to reject; one entry per row. */
  readonly accepted: Uint8Array;
}

/** The gaps of a dictionary, one per `order` constraint, in the order of the constraints. */
export function gapsOf(dictionary: DataDictionary): Gap[] {
  return dictionary.constraints
    .filter((constraint) => constraint.kind === 'order')
    .map(({ lesser, greater }) => ({ name: `${lesser}_gap`, lesser, greater }));
}

/**
 * The dictionary of the model table. `order` constraints are gone (they hold by construction), and so are endpoints and
 * targets whose time is no longer a column.
 */
export function modelDictionary(dictionary: DataDictionary): DataDictionary {
  const gaps = gapsOf(dictionary);
  const replaced = new Map(gaps.map((gap) => [gap.lesser, gap]));
  const keeps = (endpoint: SurvivalEndpoint) => !replaced.has(endpoint.time);
  const endpoints = dictionary.endpoints.filter(keeps);
  const endpointNames = new Set(endpoints.map((endpoint) => endpoint.name));
  return {
    ...dictionary,
    fields: dictionary.fields.map((field) => {
      const gap = replaced.get(field.name);
      return gap ? gapField(dictionary, gap) : field;
    }),
    endpoints,
    targets: dictionary.targets.filter((target) => target.kind === 'state' || endpointNames.has(target.endpoint)),
    constraints: dictionary.constraints.filter((constraint) => constraint.kind !== 'order'),
  };
}

/** A study's table as a model table. A gap is missing where either of its times is. */
export function toModelTable(dictionary: DataDictionary, table: Table): Table {
  const replaced = new Map(gapsOf(dictionary).map((gap) => [gap.lesser, gap]));
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) {
    const gap = replaced.get(name);
    if (gap) columns.set(gap.name, { kind: 'numeric', values: gapValues(dictionary, table, gap) });
    else columns.set(name, column);
  }
  return { rowCount: table.rowCount, columns };
}

/**
 * A model table as a study's table: lesser = greater − gap, missing where either is. A row whose lesser value leaves the
 * dictionary's bounds is not accepted.
 */
export function fromModelTable(dictionary: DataDictionary, modelTable: Table): Decoded {
  const accepted = new Uint8Array(modelTable.rowCount).fill(1);
  const restored = new Map<string, Float64Array>();
  for (const gap of greatestFirst(gapsOf(dictionary))) {
    const greater = restored.get(gap.greater) ?? numericValues(modelTable, gap.greater);
    const field = numericField(dictionary, gap.lesser);
    restored.set(gap.lesser, lesserValues(greater, numericValues(modelTable, gap.name), field, accepted));
  }
  const gapNames = new Map(gapsOf(dictionary).map((gap) => [gap.name, gap.lesser]));
  const columns = new Map<string, Column>();
  for (const [name, column] of modelTable.columns) {
    const lesser = gapNames.get(name);
    const values = lesser === undefined ? undefined : restored.get(lesser);
    if (lesser !== undefined && values) columns.set(lesser, { kind: 'numeric', values });
    else columns.set(name, column);
  }
  return { table: { rowCount: modelTable.rowCount, columns }, accepted };
}

/** Indices of the accepted rows, ascending. */
export function acceptedRows(accepted: Uint8Array): Int32Array {
  const rows = new Int32Array(accepted.reduce((total, flag) => total + flag, 0));
  let count = 0;
  for (let i = 0; i < accepted.length; i++) if (accepted[i]) rows[count++] = i;
  return rows;
}

function gapField(dictionary: DataDictionary, gap: Gap): NumericField {
  const lesser = numericField(dictionary, gap.lesser);
  const greater = numericField(dictionary, gap.greater);
  return {
    kind: 'numeric',
    name: gap.name,
    title: `${greater.title ?? greater.name} − ${lesser.title ?? lesser.name}`,
    group: lesser.group,
    outcome: lesser.outcome,
    required: lesser.required && greater.required,
    role: 'mixed',
    log: greater.role === 'log' || greater.log === true,
    integer: lesser.integer && greater.integer,
    decimals: Math.max(lesser.decimals, greater.decimals),
    unit: lesser.unit,
    minimum: 0,
    maximum: greater.maximum - lesser.minimum,
    modalValues: [0],
  };
}

function gapValues(dictionary: DataDictionary, table: Table, gap: Gap): Float64Array {
  const lesser = numericValues(table, gap.lesser);
  const greater = numericValues(table, gap.greater);
  const round = roundingTo(gapField(dictionary, gap).decimals);
  return greater.map((value, i) => round(value - lesser[i]));
}

function lesserValues(
  greater: Float64Array,
  gap: Float64Array,
  field: NumericField,
  accepted: Uint8Array,
): Float64Array {
  const round = roundingTo(field.decimals);
  return greater.map((value, i) => {
    const lesser = round(value - gap[i]);
    if (lesser < field.minimum || lesser > field.maximum) accepted[i] = 0;
    return lesser;
  });
}

/** Gaps ordered so that a greater column that is itself restored from a gap comes before its lesser one. */
function greatestFirst(gaps: readonly Gap[]): Gap[] {
  const pending = [...gaps];
  const ordered: Gap[] = [];
  while (pending.length > 0) {
    const next = pending.findIndex((gap) => !pending.some((other) => other.lesser === gap.greater));
    ordered.push(...pending.splice(Math.max(next, 0), 1));
  }
  return ordered;
}

function numericField(dictionary: DataDictionary, name: string): NumericField {
  const field: Field = fieldNamed(dictionary, name);
  if (field.kind !== 'numeric') throw new RangeError(`field ${name} is not numeric`);
  return field;
}

/** Rounds to `decimals` as written, so that 0.3 − 0.1 is 0.2. NaN stays NaN; −0 becomes 0. */
export function roundingTo(decimals: number): (value: number) => number {
  const unit = 10 ** decimals;
  return (value) => Math.round(value * unit) / unit + 0;
}
