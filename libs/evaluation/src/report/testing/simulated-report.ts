import { buildReport } from '../build-report.ts';
import { disclosedBySite, type DisclosedRound } from '../disclosed-by-site.ts';
import type { ReportModel } from '../report-model.ts';
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
    assessment,
    study: {
      name: `${prefix}aml-three-trials`,
      title: `${prefix}Acute myeloid leukaemia, three trials`,
      model: 'CTAB-GAN+ (MLP, correct mode)',
      seed: '1',
      startedAt: '2026-01-05T09:30:00.000Z',
      finishedAt: '2026-01-05T09:33:20.000Z',
      softwareVersion: '0.1.0',
      strategy: 'federated averaging by number of patients, 100 local steps a round',
      engine: 'ONNX Runtime, CPU',
      rounds: [
        { kind: 'profile', rounds: 1 },
        { kind: 'train', rounds: 30 },
        { kind: 'assess', rounds: 2 },
      ],
      hyperparameters: { [`${prefix}learningRate`]: 5e-4, batchSize: 128, body: 'mlp', movingAverage: 0.998 },
      columns: assessment.distributions.length,
    },
    sites: disclosedBySite(simulatedRounds(prefix)),
    calibration: {
      poolRows: 40_845,
      effectiveSampleSize: 9120.4,
      rejectedRows: 312,
      worstMargin: { name: `${prefix}ECOG`, distance: 0.0021 },
      warnings: [],
    },
  });
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
