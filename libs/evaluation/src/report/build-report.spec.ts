import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from '@jest/globals';
import { buildReport } from './build-report.ts';
import { disclosedBySite } from './disclosed-by-site.ts';
import { reportJsonSchema } from './json-schema.ts';
import { limitsOf } from './limits.ts';
import { reportModelSchema } from './report-model.ts';
import { simulatedAssessment } from './testing/simulated-assessment.ts';
import { simulatedEvaluation, simulatedReport } from './testing/simulated-report.ts';

const SYNTHETIC = { id: 'synthetic', label: 'Synthetic' };
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
    const changed = { ...assessment, distributions: [{ ...age, cohorts: { ...age.cohorts, training } }] };
    const rebuilt = buildReport({ about: model.about, assessments: [{ ...SYNTHETIC, assessment: changed }] });
    expect(rebuilt.distributions[0].series[0]).toMatchObject({ missing: 0.8 });
    expect(rebuilt.distributions[0].series[0].shares.slice(0, 3)).toEqual([null, 0.5, 0]);
  });

  it('keeps a curve whose numbers at risk are suppressed', () => {
    const assessment = simulatedAssessment({ seed: 's', markers: 0, rows: ROWS });
    const model = simulatedReport({ rows: ROWS });
    const { survival } = buildReport({ about: model.about, assessments: [{ ...SYNTHETIC, assessment }] });
    const { points, truncated } = assessment.survival[0].cohorts.training;
    expect(points.some(({ atRisk }) => atRisk === null)).toBe(true);
    expect(survival[0].curves[0]).toMatchObject({ truncated, points });
  });

  it('tells no association of real patients from which a suppressed count of two markers would follow', () => {
    const assessment = simulatedAssessment({ seed: 's', markers: 12, rows: ROWS });
    const { about } = simulatedReport({ rows: ROWS, markers: 1 });
    const { associations, coOccurrence } = buildReport({ about, assessments: [{ ...SYNTHETIC, assessment }] });
    const places = coOccurrence?.fields.map((field) => associations?.fields.indexOf(field) ?? -1) ?? [];
    const hidden = (cohort: string) => {
      const values = associations?.matrices.find((own) => own.cohort === cohort)?.values ?? [];
      const counts = coOccurrence?.matrices.find((own) => own.cohort === cohort)?.counts ?? [];
      return places.flatMap((row, a) =>
        places.map((column, b) => (a !== b && counts[a][b] === null) === (values[row][column] === null)),
      );
    };
    for (const cohort of ['training', 'held-out', 'synthetic']) expect(hidden(cohort)).not.toContain(false);
    const nulls = associations?.matrices.map(({ values }) => values.flat().filter((value) => value === null).length);
    expect(nulls?.map((count) => count > 0)).toEqual([true, false, true]);
  });

  it('warns of noise in the references, and of significance where effects are compared', () => {
    const options = { markers: 2, rows: { training: 60, heldOut: 20, synthetic: 60 } };
    const { limits } = simulatedReport(options);
    expect(limits.filter((limit) => limit.startsWith('Floor and ceiling are drawn at random'))).toHaveLength(1);
    expect(limits.filter((limit) => limit.includes('depends on the numbers of patients'))).toHaveLength(1);
    const assessment = simulatedAssessment({ seed: 'report', ...options });
    const bare = { ...assessment, inference: { ...assessment.inference, effects: [] } };
    expect(limitsOf({ assessment: bare, calibrated: false }).join(' ')).not.toContain('numbers of patients');
  });

  it('leaves the held-out cohort out where nobody was held out, and says so', () => {
    const model = simulatedReport({ rows: { training: 300, heldOut: 0, synthetic: 300 } });
    expect(model.cohorts.map(({ id }) => id)).toEqual(['training', 'synthetic']);
    expect(model.survival[0].curves.map(({ cohort }) => cohort)).toEqual(['training', 'synthetic']);
    expect(model.associations?.matrices).toHaveLength(2);
    expect(model.limits.join(' ')).toContain('No patients kept out of training were assessed');
  });
});

test('a report from sums states what these leave out, and how far off the rest is', () => {
  const limits = simulatedReport({ rows: ROWS }).limits.join(' ');
  expect(limits).toContain('exact to the width of a bin');
  expect(limits).toContain('0.27 at most');
  expect(limits).toContain('What a model learns from all real rows is no sum');
});

describe('buildReport of several synthetic cohorts', () => {
  const model = simulatedEvaluation({ markers: 5, rows: ROWS });
  const synthetic = ['synthetic-1', 'synthetic-2', 'synthetic-3'];

  it('holds every part for each of them, real cohorts once', () => {
    expect(reportModelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
    const ids = ['training', 'held-out', ...synthetic];
    expect(model.cohorts.map(({ id }) => id)).toEqual(ids);
    expect(model.cohorts.map(({ rows }) => rows)).toEqual([300, 75, 300, 200, 150]);
    expect(model.survival.map(({ curves }) => curves.map(({ cohort }) => cohort))).toEqual([ids, ids]);
    for (const { series } of model.distributions) expect(series.map(({ cohort }) => cohort)).toEqual(ids);
    const drawn = ['training', ...synthetic, 'held-out'];
    expect(model.associations?.matrices.map(({ cohort }) => cohort)).toEqual(drawn);
    expect(model.coOccurrence?.matrices.map(({ cohort }) => cohort)).toEqual(drawn);
    for (const part of [model.privacy, model.privacyStatements, model.inference, model.findings])
      expect(part.map(({ cohort }) => cohort)).toEqual(synthetic);
    for (const { values } of model.scores) expect(values.map(({ cohort }) => cohort)).toEqual(synthetic);
    expect(model.verdicts).toHaveLength(15);
    for (const { violations } of model.constraints) expect(violations.map(({ cohort }) => cohort)).toEqual(ids);
  });

  it('says nothing of bins and sites where all rows were at hand', () => {
    expect(model.sites).toEqual([]);
    expect(model.limits.join(' ')).not.toMatch(/\bbins?\b|sites|histogram/);
    expect(model.modelCard.map(({ text }) => text).join(' ')).not.toMatch(/sites/);
  });

  it('refuses cohorts that were compared with other real rows, and ids that are taken', () => {
    const { about } = model;
    const of = (training: number) => simulatedAssessment({ seed: 's', markers: 0, rows: { ...ROWS, training } });
    const build = (...entries: (readonly [string, number])[]) =>
      buildReport({ about, assessments: entries.map(([id, rows]) => ({ id, label: id, assessment: of(rows) })) });
    expect(() => build(['a', 300], ['b', 299])).toThrow(RangeError);
    expect(() => build(['a', 300], ['a', 300])).toThrow(RangeError);
    expect(() => build()).toThrow(RangeError);
    expect(build(['a', 300], ['b', 300]).cohorts).toHaveLength(4);
  });
});

describe('disclosedBySite', () => {
  const round = (kind: 'profile' | 'train' | 'assess', entries: readonly (readonly [string, number, number])[]) => ({
    kind,
    participants: entries.map(([site, rowCount, bytes]) => ({ site, rowCount, bytes, sha256: '' })),
  });

  it('adds up bytes and rounds by kind; the rows are those trained with', () => {
    const [a, b] = disclosedBySite(
      [
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
      ],
      [{ contributes: 'parameters' }],
    );
    expect(a).toMatchObject({ name: 'a', rows: 16, roundsJoined: 2, bytes: 110 });
    expect(b).toMatchObject({ name: 'b', rows: 40, roundsJoined: 4, bytes: 217 });
    expect(b.disclosures[1].what).toBe('parameters');
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
