import { buildReport } from '../build-report.ts';
import { syntheticId } from '../build/cohort-parts.ts';
import { disclosedBySite, type DisclosedRound } from '../disclosed-by-site.ts';
import type { ReportModel, ReportStudyModel } from '../report-model.ts';
import { simulatedAssessment, type SimulationOptions } from './simulated-assessment.ts';

const DEFAULTS: SimulationOptions = {
  seed: 'report',
  markers: 40,
  rows: { training: 1167, heldOut: 292, synthetic: 1167 },
};

/** The report of a simulated study at three sites. */
export function simulatedReport(options: Partial<SimulationOptions> = {}): ReportModel {
  const { prefix = '' } = options;
  const assessment = simulatedAssessment({ ...DEFAULTS, ...options });
  return buildReport({
    about: simulatedAbout(prefix),
    assessments: [{ id: 'synthetic', label: 'Synthetic', assessment }],
    study: {
      name: `${prefix}aml-three-trials`,
      engine: 'ONNX Runtime, CPU',
      rounds: [
        { kind: 'profile', rounds: 1 },
        { kind: 'train', rounds: 30 },
        { kind: 'assess', rounds: 2 },
      ],
      models: [simulatedModel(prefix, 'CTAB-GAN+ (MLP, correct mode)', 'synthetic')],
    },
    sites: disclosedBySite(simulatedRounds(prefix), [{ contributes: 'parameters of the generator' }]),
  });
}

/** The report of a simulated study of three models, of which the second was released and the third could not be made. */
export function simulatedComparison(options: Partial<SimulationOptions> = {}): ReportModel {
  const { prefix = '' } = options;
  const [network, trees, flow] = ['ctabgan-plus', 'sequential-trees', 'survival-nflow'].map((name) => prefix + name);
  const why = 'CL-MODEL-001 Training diverged.';
  const made = [network, trees].map((label, index) => ({
    id: syntheticId(index, 2),
    label,
    assessment: simulatedAssessment({ ...DEFAULTS, ...options, variant: index === 0 ? '' : String(index) }),
  }));
  const compared = (model: string, cohort: string, figure: number, outcome: 'released' | 'not-released') => {
    return { model, cohort, figure, alarm: false, outcome, reason: `${prefix}reason` };
  };
  return buildReport({
    about: simulatedAbout(prefix),
    assessments: made,
    study: {
      name: `${prefix}aml-three-trials`,
      rounds: [
        { kind: 'profile', rounds: 1 },
        { kind: 'train', model: network, rounds: 30 },
        { kind: 'train', model: trees, rounds: 12 },
        { kind: 'assess', rounds: 1 },
      ],
      models: [
        ...made.map(({ id, label }) => simulatedModel(prefix, label, id)),
        { name: flow, cohort: null, strategy: 'federated averaging', hyperparameters: {} },
      ],
    },
    release: {
      rule: 'best',
      by: 'associations',
      scale: 'rescaled',
      noise: 0.05,
      released: 'synthetic-2',
      sentence: `Released: ${trees} (97 %), the best by more than noise. The others: ${network} (81 %).`,
      models: [
        compared(network, 'synthetic-1', 0.81, 'not-released'),
        compared(trees, 'synthetic-2', 0.97, 'released'),
        { model: flow, cohort: null, figure: null, alarm: null, outcome: 'no-cohort', reason: why },
      ],
    },
    sites: disclosedBySite(
      simulatedRounds(prefix).flatMap((round, index): DisclosedRound[] =>
        round.kind === 'train' ? [{ ...round, model: index % 3 === 0 ? trees : network }] : [round],
      ),
      [
        { model: network, contributes: 'parameters of the generator' },
        { model: trees, contributes: 'counts by node' },
      ],
    ),
  });
}

function simulatedModel(prefix: string, name: string, cohort: string): ReportStudyModel {
  return {
    name,
    cohort,
    strategy: 'federated averaging by number of patients, 100 local steps a round',
    hyperparameters: { [`${prefix}learningRate`]: 5e-4, batchSize: 128, body: 'mlp', movingAverage: 0.998 },
    calibration: {
      poolRows: 40_845,
      effectiveSampleSize: 9120.4,
      rejectedRows: 312,
      worstMargin: { name: `${prefix}ECOG`, distance: 0.0021 },
      twoWayTables: name.endsWith('sequential-trees') ? 1_128 : 0,
      warnings: [],
    },
  };
}

/** Three synthetic cohorts of unequal size evaluated from files, side by side. */
export function simulatedEvaluation(options: Partial<SimulationOptions> = {}): ReportModel {
  const { prefix = '' } = options;
  const labels = ['CTAB-GAN+', 'NFlow', 'Independent columns'];
  const rows = { ...DEFAULTS.rows, ...options.rows };
  const assessments = labels.map((label, index) => {
    const own = { ...rows, synthetic: Math.round(rows.synthetic / (1 + index / 2)) };
    const variant = index === 0 ? '' : String(index);
    const assessment = simulatedAssessment({ ...DEFAULTS, ...options, rows: own, variant, from: 'rows' });
    const [column] = assessment.associations.fields;
    const counts = { notWhole: 0, wrongType: 0, unknownState: 3, unknownLabels: 2, missing: 0 };
    return {
      id: syntheticId(index, labels.length),
      label: `${prefix}${label}`,
      assessment,
      findings: {
        rowCount: own.synthetic,
        columns: index === 0 ? [] : [{ column, belowMinimum: 12, aboveMaximum: 0, ...counts }],
        ignoredColumns: index === 2 ? [`${prefix}row_id`] : [],
      },
    };
  });
  return buildReport({
    about: simulatedAbout(prefix),
    assessments,
    inputs: [
      { role: 'training', label: 'Training', file: `${prefix}train.csv`, rows: rows.training, sha256: 'a1'.repeat(32) },
      { role: 'held-out', label: 'Held out', file: `${prefix}test.csv`, rows: rows.heldOut, sha256: 'b2'.repeat(32) },
      ...assessments.map(({ label, assessment }, index) => ({
        role: 'synthetic' as const,
        label,
        file: `${prefix}synthetic-${index + 1}.csv`,
        rows: assessment.rows.synthetic,
        sha256: 'c3'.repeat(32),
      })),
    ],
  });
}

function simulatedAbout(prefix: string) {
  return {
    title: `${prefix}Acute myeloid leukaemia, three trials`,
    seed: '1',
    startedAt: '2026-01-05T09:30:00.000Z',
    finishedAt: '2026-01-05T09:33:20.000Z',
    softwareVersion: '0.1.0',
  };
}

function simulatedRounds(prefix: string): DisclosedRound[] {
  const sites = [
    { site: `${prefix}north`, rowCount: 448 },
    { site: `${prefix}centre`, rowCount: 137 },
    { site: `${prefix}south`, rowCount: 582 },
  ];
  const round = (kind: DisclosedRound['kind'], bytes: number): DisclosedRound => ({
    kind,
    participants: sites.map((site) => ({ ...site, bytes, sha256: '' })),
  });
  return [
    round('profile', 24_816),
    ...Array.from({ length: 30 }, () => round('train', 1_392_044)),
    round('assess', 310_220),
    round('assess', 88_412),
  ];
}
