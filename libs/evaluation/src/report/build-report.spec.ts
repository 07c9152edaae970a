import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildReport } from './build-report.ts';
import { disclosedBySite } from './disclosed-by-site.ts';
import { reportJsonSchema } from './json-schema.ts';
import { reportModelSchema } from './report-model.ts';
import { simulatedAssessment } from './testing/simulated-assessment.ts';
import { simulatedReport } from './testing/simulated-report.ts';

const ROWS = { training: 300, heldOut: 75, synthetic: 300 };

describe('buildReport', () => {
  it('gives a model that its schema accepts and that JSON keeps as it is', () => {
    const model = simulatedReport();
    const read: unknown = JSON.parse(JSON.stringify(model));
    expect(reportModelSchema.parse(read)).toEqual(model);
  });

  it('passes suppressed cells on as null and everything else as shares of the right whole', () => {
    const assessment = simulatedAssessment({ seed: 's', markers: 0, rows: ROWS });
    const [age] = assessment.distributions;
    if (age.kind !== 'numeric') throw new TypeError('the first simulated column is numeric');
    const counts = [...age.cohorts.training.counts].fill(0).with(0, null).with(1, 30);
    const training = { ...age.cohorts.training, counts, present: 60, missing: 240 };
    const model = simulatedReport({ rows: ROWS });
    const rebuilt = buildReport({
      assessment: { ...assessment, distributions: [{ ...age, cohorts: { ...age.cohorts, training } }] },
      study: model.study,
      sites: model.sites,
    });
    expect(rebuilt.distributions[0].series[0]).toMatchObject({ missing: 0.8 });
    expect(rebuilt.distributions[0].series[0].shares.slice(0, 3)).toEqual([null, 0.5, 0]);
  });

  it('cuts a curve where the number at risk is suppressed', () => {
    const assessment = simulatedAssessment({ seed: 's', markers: 0, rows: ROWS });
    const model = simulatedReport({ rows: ROWS });
    const { survival } = buildReport({ assessment, study: model.study, sites: model.sites });
    const points = assessment.survival[0].cohorts.training.points;
    const suppressed = points.findIndex(({ atRisk }) => atRisk === null);
    expect(suppressed).toBeGreaterThan(0);
    expect(survival[0].curves[0]).toMatchObject({ truncated: true, points: points.slice(0, suppressed) });
    expect(survival[0].curves[2].truncated).toBe(false);
  });

  it('leaves the held-out cohort out where nobody was held out, and says so', () => {
    const model = simulatedReport({ rows: { training: 300, heldOut: 0, synthetic: 300 } });
    expect(model.cohorts.map(({ id }) => id)).toEqual(['training', 'synthetic']);
    expect(model.survival[0].curves.map(({ cohort }) => cohort)).toEqual(['training', 'synthetic']);
    expect(model.associations?.matrices).toHaveLength(2);
    expect(model.limits.join(' ')).toContain('No patients kept out of training were assessed');
  });
});

describe('disclosedBySite', () => {
  const round = (kind: 'profile' | 'train' | 'assess', entries: readonly (readonly [string, number, number])[]) => ({
    kind,
    participants: entries.map(([site, rowCount, bytes]) => ({ site, rowCount, bytes, sha256: '' })),
  });

  it('adds up bytes and rounds by kind; the rows are those trained with', () => {
    const [a, b] = disclosedBySite([
      round('profile', [
        ['b', 50, 10],
        ['a', 20, 10],
      ]),
      round('train', [
        ['b', 40, 100],
        ['a', 16, 100],
      ]),
      round('train', [['b', 40, 100]]),
      round('assess', [['b', 50, 7]]),
    ]);
    expect(a).toMatchObject({ name: 'a', rows: 16, roundsJoined: 2, bytes: 110 });
    expect(b).toMatchObject({ name: 'b', rows: 40, roundsJoined: 4, bytes: 217 });
    expect(b.disclosures.map(({ kind, rounds, bytes }) => [kind, rounds, bytes])).toEqual([
      ['profile', 1, 10],
      ['train', 2, 200],
      ['assess', 1, 7],
    ]);
  });
});

describe('docs/report.schema.json', () => {
  it('is the schema that reports are checked with', () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../../../docs/report.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(reportJsonSchema());
  });
});
