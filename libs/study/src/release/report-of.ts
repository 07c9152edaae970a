import { buildReport } from '#evaluation/report/build-report';
import { syntheticId } from '#evaluation/report/build/cohort-parts';
import { disclosedBySite } from '#evaluation/report/disclosed-by-site';
import { describedModel } from '#evaluation/report/model/model-splits';
import type { ReportModel, ReportStudy } from '#evaluation/report/report-model';
import type { Disclosure } from '#federation/disclosures/disclosure';
import type { RoundKind } from '#federation/rounds/round';
import type { StudyRelease } from './study-release.ts';

const ROUND_KINDS: readonly RoundKind[] = ['profile', 'train', 'assess'];

/** The report of a study that has been assessed. */
export function reportOf({ declaration, dictionary, result, run }: StudyRelease): ReportModel {
  const { hyperparameters, strategy, cohort, assessment } = result;
  return buildReport({
    about: {
      title: dictionary.title ?? declaration.name,
      softwareVersion: run.softwareVersion,
      startedAt: run.startedAt.toISOString(),
      finishedAt: run.finishedAt.toISOString(),
      seed: declaration.seed,
    },
    assessments: [{ id: syntheticId(0, 1), label: 'Synthetic', assessment }],
    study: {
      name: declaration.name,
      model: declaration.model.name,
      strategy,
      engine: run.engine,
      rounds: ROUND_KINDS.map((kind) => roundsOf(kind, run.disclosures)).filter(({ rounds }) => rounds > 0),
      hyperparameters: plainSettings(hyperparameters),
    },
    sites: disclosedBySite(
      run.disclosures.map(({ kind, ...site }) => ({ kind, participants: [site] })),
      result.contributes,
    ),
    ...splitsOf(result.generator.description),
    ...(cohort.calibration && { calibration: { ...cohort.calibration, warnings: [...cohort.calibration.warnings] } }),
  });
}

/** Of a generator that describes itself by its splits. */
function splitsOf(description: unknown): Pick<ReportModel, 'splits'> {
  const described = describedModel.safeParse(description);
  return described.success ? { splits: described.data.outcomes } : {};
}

function roundsOf(kind: RoundKind, disclosures: readonly Disclosure[]): ReportStudy['rounds'][number] {
  const ofKind = disclosures.filter((disclosure) => disclosure.kind === kind);
  const exchangesByRound = new Map<number, number>();
  for (const { round, exchanges } of ofKind) {
    exchangesByRound.set(round, Math.max(exchanges, exchangesByRound.get(round) ?? 0));
  }
  const exchanges = [...exchangesByRound.values()].reduce((sum, count) => sum + count, 0);
  return { kind, rounds: exchangesByRound.size, ...(exchanges > exchangesByRound.size && { exchanges }) };
}

function plainSettings(settings: Readonly<Record<string, unknown>>): ReportStudy['hyperparameters'] {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, isPlain(value) ? value : JSON.stringify(value)]),
  );
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
