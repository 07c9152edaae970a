/** Everything about a CTAB-GAN+ that follows from encoder and hyperparameters alone: layouts, networks, graphs. */
import type { DataDictionary } from '#tabular/dictionary';
import type { Span } from '#tabular/encoding/layout';
import type { TableEncoder } from '#tabular/encoding/table-encoder';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Hyperparameters } from './hyperparameters.ts';
import { networkLayout, type NetworkLayout } from './network-layout.ts';
import { buildNetworks, type Networks } from './networks/networks.ts';
import type { LossContext } from './step/step-losses.ts';

export interface Model extends LossContext {
  readonly layout: NetworkLayout;
  readonly networks: Networks;
  readonly settings: Hyperparameters;
}

/** Throws CL-MODEL-002 for a table too wide, without states or modes, or with an auxiliary target that is no field. */
export function buildModel(dictionary: DataDictionary, encoder: TableEncoder, settings: Hyperparameters): Model {
  if (encoder.layout.conditionWidth === 0) throw nothingToConditionOn();
  const layout = networkLayout(encoder.layout);
  const target = targetField(dictionary, settings);
  const span = target === undefined ? undefined : targetSpan(layout, target);
  return { layout, networks: buildNetworks(layout, span, settings), settings };
}

/** The field that the classifier learns: as set, or that of the dictionary's first prediction target. */
function targetField(dictionary: DataDictionary, { auxiliaryTarget }: Hyperparameters): string | undefined {
  if (auxiliaryTarget !== undefined) return auxiliaryTarget ?? undefined;
  const first = dictionary.targets.at(0);
  if (first === undefined) return undefined;
  if (first.kind === 'state') return first.field;
  return dictionary.endpoints.find((endpoint) => endpoint.name === first.endpoint)?.event;
}

/** A category's one-hot block, or the number of a numeric column (its modes aren't predicted). */
function targetSpan(layout: NetworkLayout, field: string): Span {
  const spans = layout.spans.filter((span) => span.field === field);
  const span = spans.find((candidate) => candidate.activation === 'tanh') ?? spans.at(0);
  if (span !== undefined && span.width < layout.width) return span;
  throw new CohortloomError('CL-MODEL-002', {
    what: `The auxiliary target ${field} is not a field that the model learns, or is the only one.`,
    where: { column: field },
    todo: 'Name another field as auxiliaryTarget, or set it to null.',
  });
}

function nothingToConditionOn(): CohortloomError {
  return new CohortloomError('CL-MODEL-002', {
    what: 'CTAB-GAN+ is conditioned on states and modes, and every column of this table has the role general.',
    todo: 'Give at least one numeric field the role continuous, log or mixed, or add a categorical one.',
  });
}
