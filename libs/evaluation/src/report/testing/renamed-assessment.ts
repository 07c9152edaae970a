import type { Assessment, ColumnDistribution } from '../../assessment.ts';
import type { InferenceFigures } from '../../inference/inference-figures.ts';
import type { PrivacyFigures } from '../../privacy/privacy-figure-types.ts';

/** The same assessment with the prefix before everything that a user names; figures stay as they are. */
export function renamed(prefix: string, assessment: Assessment): Assessment {
  const name = (text: string): string => prefix + text;
  const { scores: named, distributions, survival: endpoints, associations, constraints } = assessment;
  const { coOccurrence, inference, utility, privacy } = assessment;
  return {
    ...assessment,
    scores: named.map((score) => (score.subject === undefined ? score : { ...score, subject: name(score.subject) })),
    distributions: distributions.map((distribution): ColumnDistribution => {
      const base = renamedBase(name, distribution);
      return distribution.kind === 'numeric'
        ? { ...distribution, ...base, unit: name(distribution.unit ?? '') }
        : { ...distribution, ...base, states: distribution.states.map(name) };
    }),
    survival: endpoints.map((own) => ({ ...own, endpoint: name(own.endpoint), title: name(own.title ?? '') })),
    associations: { ...associations, fields: associations.fields.map(name) },
    ...(coOccurrence && {
      coOccurrence: {
        ...coOccurrence,
        fields: coOccurrence.fields.map(name),
        states: coOccurrence.states.map(name),
      },
    }),
    inference: renamedInference(name, inference),
    ...(utility && {
      utility: {
        ...utility,
        predictions: utility.predictions.map((own) => ({ ...own, target: name(own.target) })),
        survivalModels: utility.survivalModels.map((own) => ({ ...own, endpoint: name(own.endpoint) })),
      },
    }),
    privacy: renamedPrivacy(name, privacy),
    constraints: constraints.map((constraint) => ({ ...constraint, rule: name(constraint.rule) })),
  };
}

function renamedPrivacy(name: (text: string) => string, figures: PrivacyFigures): PrivacyFigures {
  const { inference } = figures.synthetic;
  const columns = inference.columns.map((own) => ({ ...own, field: name(own.field) }));
  return { ...figures, synthetic: { ...figures.synthetic, inference: { ...inference, columns } } };
}

function renamedBase(
  name: (text: string) => string,
  { field, group }: { readonly field: string; readonly group?: string },
) {
  return { field: name(field), ...(group !== undefined && { group: name(group) }) };
}

function renamedInference(name: (text: string) => string, figures: InferenceFigures): InferenceFigures {
  return {
    columns: figures.columns.map((own) => ({ ...own, field: name(own.field) })),
    baseline: figures.baseline.map((own) => {
      const base = renamedBase(name, own);
      return own.kind === 'numeric' ? { ...own, ...base } : { ...own, ...base, states: own.states.map(name) };
    }),
    responses: figures.responses.map((own) => ({ ...own, target: name(own.target) })),
    endpoints: figures.endpoints.map((own) => ({ ...own, endpoint: name(own.endpoint), title: name(own.title ?? '') })),
    effects: figures.effects.map((table) => ({
      ...table,
      outcome: name(table.outcome),
      terms: table.terms.map((term) => ({ ...term, ...renamedBase(name, term) })),
    })),
    markers: figures.markers.map((own) => ({ ...own, endpoint: name(own.endpoint), field: name(own.field) })),
  };
}
