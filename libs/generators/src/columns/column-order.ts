import { CohortloomError } from '#errors/cohortloom-error';
import type { DataDictionary, Field } from '#tabular/dictionary';
import { gapsOf } from '#tabular/model-table';

/** The stages of a patient's course, in which columns are generated. */
const STAGES = ['baseline', 'laboratory', 'marker', 'response', 'other outcome', 'event', 'time'] as const;
type Stage = (typeof STAGES)[number];

const LABORATORY = /lab|blood|chemistry/i;
const MARKER = /marker|molec|mutation|gen[eo]|cytogen|karyo|immuno/i;

/**
 * Indices of the dictionary's columns in the order in which they are generated: baseline, laboratory, markers, response, other
 * outcomes, events, times, so that each depends on what came before it in a patient's course; the lesser of two ordered
 * columns comes after the greater, which bounds it. Within a stage states come before numbers (a marginal that few splits
 * tell first), else the dictionary's order holds. `wanted` names columns that go first, in that order.
 * @throws CL-CONF-001 for a name that is no column or is there twice, or for a lesser column before its greater
 */
export function columnOrder(dictionary: DataDictionary, wanted: readonly string[] = []): Int32Array {
  const { fields } = dictionary;
  const first = wanted.map((name) => indexOfColumn(fields, name));
  const twice = first.find((index, i) => first.indexOf(index) !== i);
  if (twice !== undefined) throw badOrder(`${fields[twice].name} is named twice`);
  const rest = fields
    .map((field, index) => ({ index, key: sortKey(dictionary, field.name) }))
    .filter(({ index }) => !first.includes(index))
    .sort((a, b) => a.key - b.key || a.index - b.index)
    .map(({ index }) => index);
  const order = [...first, ...rest];
  requireBounds(dictionary, order);
  return Int32Array.from(order);
}

/**
 * Orders to choose from: the default one; the dictionary's backwards; columns whose rows are spread over few cells first, or
 * last. Each keeps the stages, and what bounds a column before it. `spread` is larger for columns that are spread wider.
 */
export function candidateOrders(dictionary: DataDictionary, spread: readonly number[]): Int32Array[] {
  const within: ((column: number) => number)[] = [
    (column) => column,
    (column) => -column,
    (column) => spread[column],
    (column) => -spread[column],
  ];
  const keys = dictionary.fields.map(({ name }) => sortKey(dictionary, name));
  const orders = within.map((place) =>
    Int32Array.from([...keys.keys()].sort((a, b) => keys[a] - keys[b] || place(a) - place(b) || a - b)),
  );
  return orders.filter((order, i) => orders.findIndex((other) => other.join() === order.join()) === i);
}

/** Columns by which a tree splits before any other: times by their own event, lesser times by the events on both sides. */
export function leadingPredictors(dictionary: DataDictionary, name: string): string[] {
  const bounds = gapsOf(dictionary).filter(({ lesser }) => lesser === name);
  const times = [name, ...bounds.map(({ greater }) => greater)];
  return times.flatMap((time) =>
    dictionary.endpoints.filter((endpoint) => endpoint.time === time).map(({ event }) => event),
  );
}

/** Stages are 1 apart; a lesser column follows its greater one by less than that. */
function sortKey(dictionary: DataDictionary, name: string): number {
  const field = dictionary.fields.find((candidate) => candidate.name === name)!;
  const own = STAGES.indexOf(stageOf(dictionary, field));
  const bounds = gapsOf(dictionary).filter(({ lesser }) => lesser === name);
  return Math.max(own, ...bounds.map(({ greater }) => sortKey(dictionary, greater) + 0.001));
}

function stageOf({ endpoints }: DataDictionary, field: Field): Stage {
  if (endpoints.some(({ event }) => event === field.name)) return 'event';
  if (endpoints.some(({ time }) => time === field.name)) return 'time';
  if (field.outcome) return field.kind === 'categorical' ? 'response' : 'other outcome';
  if (LABORATORY.test(field.group ?? '')) return 'laboratory';
  return MARKER.test(field.group ?? '') ? 'marker' : 'baseline';
}

function indexOfColumn(fields: readonly Field[], name: string): number {
  const index = fields.findIndex((field) => field.name === name);
  if (index < 0) throw badOrder(`${name} is no column of the dictionary`);
  return index;
}

function requireBounds(dictionary: DataDictionary, order: readonly number[]): void {
  const place = (name: string) => order.indexOf(dictionary.fields.findIndex((field) => field.name === name));
  for (const { lesser, greater } of gapsOf(dictionary)) {
    if (place(greater) > place(lesser)) throw badOrder(`${lesser} must come after ${greater}, which bounds it`);
  }
}

function badOrder(problem: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `The order of columns is not valid: ${problem}.`,
    todo: 'Correct the list of columns that come first in the model section of the study file, or leave it out.',
  });
}
