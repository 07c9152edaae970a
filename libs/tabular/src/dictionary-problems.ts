import type { Constraint, DataDictionary, Field, NumericField, PredictionTarget } from './dictionary.ts';
import { gapsOf } from './model-table.ts';

/** Units in the last decimal that a column may span: larger grids cannot be counted exactly. */
const LARGEST_GRID = 2 ** 40;

/**
 * What is wrong with a dictionary although each of its properties has the right type: names that refer to nothing,
 * bounds that exclude everything, constraints that contradict each other. One sentence each; empty when all is well.
 */
export function dictionaryProblems(dictionary: DataDictionary): string[] {
  return [
    ...duplicates(dictionary.fields.map((field) => field.name)).map((name) => `field ${name}: name is used twice`),
    ...dictionary.fields.flatMap((field) => fieldProblems(field, dictionary.missingValues)),
    ...endpointProblems(dictionary),
    ...targetProblems(dictionary),
    ...constraintProblems(dictionary),
  ];
}

function fieldProblems(field: Field, missingValues: readonly string[]): string[] {
  const problems = field.kind === 'numeric' ? numericProblems(field) : stateProblems(field.states, missingValues);
  return problems.map((problem) => `field ${field.name}: ${problem}`);
}

function stateProblems(states: readonly string[], missingValues: readonly string[]): string[] {
  return [
    ...duplicates(states).map((state) => `constraints.enum lists ${state} twice`),
    ...states
      .filter((state) => missingValues.includes(state))
      .map((state) => `constraints.enum must not list ${JSON.stringify(state)}, which missingValues has`),
  ];
}

function numericProblems(field: NumericField): string[] {
  const problems: string[] = [];
  const inRange = (value: number) => value >= field.minimum && value <= field.maximum;
  if (!(field.minimum < field.maximum)) problems.push('constraints.minimum must be less than constraints.maximum');
  else if ((field.maximum - field.minimum) * 10 ** field.decimals > LARGEST_GRID) {
    problems.push('constraints.maximum is too far from constraints.minimum for so many decimals');
  }
  if (field.role === 'mixed' && field.modalValues.length === 0) {
    problems.push('cohortloom.modalValues must list at least one value for the role mixed');
  }
  if (field.role !== 'mixed' && field.modalValues.length > 0) {
    problems.push('cohortloom.modalValues is for the role mixed only');
  }
  if (field.role !== 'mixed' && field.log) problems.push('cohortloom.log is for the role mixed only; use the role log');
  if (!field.modalValues.every(inRange)) {
    problems.push('cohortloom.modalValues must lie between constraints.minimum and constraints.maximum');
  }
  if (duplicates(field.modalValues.map(String)).length > 0) problems.push('cohortloom.modalValues has a value twice');
  return problems;
}

function endpointProblems(dictionary: DataDictionary): string[] {
  const problems = duplicates(dictionary.endpoints.map((endpoint) => endpoint.name)).map(
    (name) => `endpoint ${name}: name is used twice`,
  );
  for (const { name, time, event, eventState } of dictionary.endpoints) {
    const field = fieldOf(dictionary, time);
    if (field?.kind !== 'numeric') problems.push(`endpoint ${name}: time must name a numeric field`);
    else if (field.minimum < 0) problems.push(`endpoint ${name}: its time ${time} must have a minimum of 0 or more`);
    if (!hasState(dictionary, event, eventState)) {
      problems.push(`endpoint ${name}: event and eventState must name a categorical field and one of its states`);
    }
  }
  return problems;
}

function targetProblems(dictionary: DataDictionary): string[] {
  const holds = (target: PredictionTarget) =>
    target.kind === 'state'
      ? hasState(dictionary, target.field, target.positive)
      : dictionary.endpoints.some((endpoint) => endpoint.name === target.endpoint);
  const wants = {
    state: 'field and positive must name a categorical field and one of its states',
    horizon: 'endpoint must name one of the endpoints',
  };
  return [
    ...duplicates(dictionary.targets.map((target) => target.name)).map((name) => `target ${name}: name is used twice`),
    ...dictionary.targets
      .filter((target) => !holds(target))
      .map((target) => `target ${target.name}: ${wants[target.kind]}`),
  ];
}

function constraintProblems(dictionary: DataDictionary): string[] {
  const problems = dictionary.constraints.flatMap((constraint, i) =>
    constraintProblem(dictionary, constraint).map((problem) => `constraint ${i + 1} (${constraint.kind}): ${problem}`),
  );
  const gaps = gapsOf(dictionary);
  for (const lesser of duplicates(gaps.map((gap) => gap.lesser))) {
    problems.push(`constraint order: ${lesser} is the lesser of two constraints; one is allowed`);
  }
  for (const gap of gaps) {
    if (fieldOf(dictionary, gap.name)) problems.push(`field ${gap.name}: the name is kept for the gap of a constraint`);
    if (runsInCircle(gap.lesser, gaps)) problems.push(`constraint order: ${gap.lesser} is less than itself`);
  }
  return problems;
}

function constraintProblem(dictionary: DataDictionary, constraint: Constraint): string[] {
  if (constraint.kind === 'order') {
    const numeric = [constraint.lesser, constraint.greater].every(
      (name) => fieldOf(dictionary, name)?.kind === 'numeric',
    );
    return numeric ? [] : ['lesser and greater must name numeric fields'];
  }
  const members =
    constraint.kind === 'exclusive'
      ? constraint.members
      : [constraint, { field: constraint.thenField, state: constraint.thenState }];
  const known = members.every(({ field, state }) => hasState(dictionary, field, state));
  return known ? [] : ['each field must be categorical, and each state one of its states'];
}

function runsInCircle(start: string, gaps: readonly { lesser: string; greater: string }[]): boolean {
  let next: string | undefined = start;
  for (let step = 0; step <= gaps.length && next !== undefined; step++) {
    next = gaps.find((gap) => gap.lesser === next)?.greater;
    if (next === start) return true;
  }
  return false;
}

function fieldOf(dictionary: DataDictionary, name: string): Field | undefined {
  return dictionary.fields.find((field) => field.name === name);
}

function hasState(dictionary: DataDictionary, name: string, state: string): boolean {
  const field = fieldOf(dictionary, name);
  return field?.kind === 'categorical' && field.states.includes(state);
}

function duplicates(items: readonly string[]): string[] {
  return [...new Set(items.filter((item, i) => items.indexOf(item) !== i))];
}
