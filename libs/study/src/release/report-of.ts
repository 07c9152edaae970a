import { buildReport } from '#evaluation/report/build-report';
import { disclosedBySite, type TrainingWords } from '#evaluation/report/disclosed-by-site';
import { describedModel } from '#evaluation/report/model/model-splits';
import type { ReportModel, ReportStudy, ReportStudyModel } from '#evaluation/report/report-model';
import type { Disclosure } from '#federation/disclosures/disclosure';
import type { FailedModel, StudyCandidate } from '../coordinator/study-candidate.ts';
import type { StudyRelease } from './study-release.ts';

/** The report of a study that has been assessed. */
export function reportOf({ declaration, dictionary, result, run }: StudyRelease): ReportModel {
  const { candidates, failed, decision } = result;
  const isOne = declaration.models.length === 1;
  const trainings: TrainingWords[] = inOrder(declaration.models, candidates, failed).map(({ name, contributes }) => ({
    ...(!isOne && { model: name }),
    contributes,
  }));
  return buildReport({
    about: {
      title: dictionary.title ?? declaration.name,
      softwareVersion: run.softwareVersion,
      startedAt: run.startedAt.toISOString(),
      finishedAt: run.finishedAt.toISOString(),
      seed: declaration.seed,
    },
    assessments: candidates.map(({ id, name, assessment }) => ({ id, label: isOne ? 'Synthetic' : name, assessment })),
    study: {
      name: declaration.name,
      engine: run.engine,
      rounds: roundsOf(run.disclosures, trainings),
      models: inOrder(declaration.models, candidates, failed).map(modelOf),
    },
    ...(decision && { release: decision }),
    sites: disclosedBySite(
      run.disclosures.map(({ kind, task, ...site }) => ({
        kind,
        ...(kind === 'train' && !isOne && { model: task }),
        participants: [site],
      })),
      trainings,
    ),
  });
}

/** All models, made or not, in the order of the study. */
function inOrder(
  models: readonly { readonly name: string }[],
  candidates: readonly StudyCandidate[],
  failed: readonly FailedModel[],
): (StudyCandidate | FailedModel)[] {
  return models.flatMap(({ name }) => [...candidates, ...failed].filter((own) => own.name === name));
}

function modelOf(model: StudyCandidate | FailedModel): ReportStudyModel {
  const { name, strategy } = model;
  const base = { name, strategy, hyperparameters: plainSettings(model.hyperparameters) };
  if ('failure' in model) return { ...base, cohort: null };
  const { calibration } = model.cohort;
  return {
    ...base,
    cohort: model.id,
    ...splitsOf(model.generator.description),
    ...(calibration && { calibration: { ...calibration, warnings: [...calibration.warnings] } }),
  };
}

/** Of a generator that describes itself by its splits. */
function splitsOf(description: unknown): Pick<ReportStudyModel, 'splits'> {
  const described = describedModel.safeParse(description);
  return described.success ? { splits: described.data.outcomes } : {};
}

/** Rounds of each kind, of training by model, as far as there were any. */
function roundsOf(disclosures: readonly Disclosure[], trainings: readonly TrainingWords[]): ReportStudy['rounds'] {
  const training = trainings.map(({ model }) => ({ kind: 'train' as const, ...(model !== undefined && { model }) }));
  return [{ kind: 'profile' as const }, ...training, { kind: 'assess' as const }]
    .map((own) => countRounds(own, disclosures))
    .filter(({ rounds }) => rounds > 0);
}

function countRounds(
  own: Pick<ReportStudy['rounds'][number], 'kind' | 'model'>,
  disclosures: readonly Disclosure[],
): ReportStudy['rounds'][number] {
  const exchangesByRound = new Map<number, number>();
  for (const { kind, task, round, exchanges } of disclosures) {
    if (kind !== own.kind || (own.model !== undefined && task !== own.model)) continue;
    exchangesByRound.set(round, Math.max(exchanges, exchangesByRound.get(round) ?? 0));
  }
  const exchanges = [...exchangesByRound.values()].reduce((sum, count) => sum + count, 0);
  return { ...own, rounds: exchangesByRound.size, ...(exchanges > exchangesByRound.size && { exchanges }) };
}

function plainSettings(settings: Readonly<Record<string, unknown>>): ReportStudyModel['hyperparameters'] {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, isPlain(value) ? value : JSON.stringify(value)]),
  );
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
