import type {
  CategoricalField,
  Constraint,
  Field,
  NumericField,
  PredictionTarget,
  SurvivalEndpoint,
} from '../dictionary.ts';
import { parseNumber } from './infer-numeric-field.ts';
import type { RawColumn } from './raw-columns.ts';

export interface InferredSurvival {
  /** The fields, those of endpoints marked as outcomes. */
  readonly fields: readonly Field[];
  readonly endpoints: readonly SurvivalEndpoint[];
  readonly targets: readonly PredictionTarget[];
  readonly constraints: readonly Constraint[];
  readonly notes: readonly string[];
}

const TITLES: Readonly<Record<string, string>> = {
  os: 'Overall survival',
  efs: 'Event-free survival',
  rfs: 'Relapse-free survival',
  dfs: 'Disease-free survival',
  pfs: 'Progression-free survival',
  lfs: 'Leukaemia-free survival',
};
const TIME = /^(time|tm|months?|mo|weeks?|days?|d|years?|yrs?|y)?$/i;
const EVENT = /^(event|status|stat|ind|indicator|flag|e)$/i;
/** Two years in the unit that a column's name ends with. */
const TWO_YEARS: readonly (readonly [RegExp, string, number])[] = [
  [/mo(nths?)?$/i, 'months', 24],
  [/weeks?$/i, 'weeks', 104],
  [/d(ays?)?$/i, 'days', 730],
  [/y(ea)?rs?$/i, 'years', 2],
];
const REMISSION = /^(cr\d?|complete_?remission|remission)$/i;

/** Endpoints guessed from pairs of columns such as os_months and os_event, and what follows from them. */
export function inferSurvival(
  fields: readonly Field[],
  columns: readonly RawColumn[],
  missing: ReadonlySet<string>,
): InferredSurvival {
  const endpoints = Object.keys(TITLES).flatMap((prefix) => endpointOf(prefix, fields));
  const outcomes = new Set(endpoints.flatMap(({ time, event }) => [time, event]));
  const remissions = fields.filter(isFlag).filter((field) => REMISSION.test(field.name));
  for (const { name } of remissions) outcomes.add(name);
  return {
    fields: fields.map((field) => (outcomes.has(field.name) ? asOutcome(field) : field)),
    endpoints,
    targets: [
      ...remissions.map(remissionTarget),
      ...endpoints.filter(({ name }) => name === 'OS').flatMap(deathTarget),
    ],
    constraints: endpoints.flatMap((endpoint) => constraintsOf(endpoint, endpoints, columns, missing)),
    notes: endpoints.map(({ name, event }) => `Endpoint ${name}: check that ${event} is 1 for an event.`),
  };
}

function endpointOf(prefix: string, fields: readonly Field[]): SurvivalEndpoint[] {
  const rest = (field: Field) =>
    field.name.toLowerCase().startsWith(prefix) ? field.name.slice(prefix.length).replace(/^[_. -]+/, '') : undefined;
  const time = fields.find((field) => field.kind === 'numeric' && field.minimum >= 0 && TIME.test(rest(field) ?? '?'));
  const event = fields.find((field) => isFlag(field) && EVENT.test(rest(field) ?? ''));
  if (!time || !event) return [];
  return [{ name: prefix.toUpperCase(), title: TITLES[prefix], time: time.name, event: event.name, eventState: '1' }];
}

function isFlag(field: Field): field is CategoricalField {
  return field.kind === 'categorical' && field.states.join() === '0,1';
}

/** Times have no point mass of their own, start at 0 and are modelled on their own scale, which trains better than its logarithm. */
function asOutcome(field: Field): Field {
  if (field.kind === 'categorical') return { ...field, outcome: true, group: 'outcome' };
  const unit = TWO_YEARS.find(([pattern]) => pattern.test(field.name))?.[1];
  const shape: Pick<NumericField, 'role' | 'minimum' | 'modalValues'> = {
    role: 'continuous',
    minimum: 0,
    modalValues: [],
  };
  return { ...field, ...shape, unit: unit ?? field.unit, outcome: true, group: 'outcome' };
}

function remissionTarget(field: CategoricalField): PredictionTarget {
  return { name: field.name, kind: 'state', field: field.name, positive: '1' };
}

function deathTarget({ name, time }: SurvivalEndpoint): PredictionTarget[] {
  const horizon = TWO_YEARS.find(([pattern]) => pattern.test(time))?.[2];
  return horizon === undefined ? [] : [{ name: 'Death within 2 years', kind: 'horizon', endpoint: name, horizon }];
}

/** EFS ≤ OS and the like, where it holds in every row; and death is then an event of EFS. */
function constraintsOf(
  endpoint: SurvivalEndpoint,
  endpoints: readonly SurvivalEndpoint[],
  columns: readonly RawColumn[],
  missing: ReadonlySet<string>,
): Constraint[] {
  const os = endpoints.find(({ name }) => name === 'OS');
  if (!os || endpoint === os || !neverGreater(endpoint.time, os.time, columns, missing)) return [];
  return [
    { kind: 'order', lesser: endpoint.time, greater: os.time },
    { kind: 'implies', field: os.event, state: '1', thenField: endpoint.event, thenState: '1' },
  ];
}

function neverGreater(
  lesser: string,
  greater: string,
  columns: readonly RawColumn[],
  missing: ReadonlySet<string>,
): boolean {
  const [a, b] = [lesser, greater].map((name) => columns.find((column) => column.name === name));
  if (!a || !b) return false;
  return a.cells.every((cell, row) => {
    if (missing.has(cell) || missing.has(b.cells[row])) return true;
    return (parseNumber(cell, a.decimalComma) ?? 0) <= (parseNumber(b.cells[row], b.decimalComma) ?? 0);
  });
}
