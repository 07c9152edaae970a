import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { concordance } from '#statistics/concordance';
import { profilePlan } from '#tabular/profile/profile-plan';
import type { Sum } from '#sums/contribution';
import type { Table } from '#tabular/table';
import { Suppression } from '../scoring/suppression.ts';
import { HAZARDS, hazardsCohort } from '../../testing/proportional-hazards.ts';
import { utilityRound } from '../../testing/utility-round.ts';
import { calibrationPoints, overallCalibration } from './calibration.ts';
import { calibrationSlope, groupedConcordance, type RiskTable, riskTable } from './risk-table.ts';
import { followedRows, linearPredictors } from './survival-model.ts';
import { survivalVector } from './survival-sums.ts';

const [OS] = profilePlan(HAZARDS).endpoints;
const heldOut = hazardsCohort(800, 'held out');

describe('over all patients of a cohort', () => {
  const { plan, sum } = roundWith(hazardsCohort(1500, 'synthetic'));
  const table = riskTable(OS, plan.survival.OS.intervals, ['synthetic', 'held-out'], sum);
  const { model } = plan.survival.OS;

  test('the concordance of 20 groups is nearly that of the patients', () => {
    if (!model) throw new Error('no model');
    const { rows, times, isEvent } = followedRows(OS, heldOut);
    const exact = concordance({ times, isEvent, scores: linearPredictors(HAZARDS, model, heldOut, rows) });
    const grouped = groupedConcordance(table);
    expect(Math.abs(grouped.concordance - exact.concordance)).toBeLessThan(0.008);
    expect(grouped.standardError / exact.standardError).toBeCloseTo(1, 1);
    const [concordant, discordant, tied, variance] = values(sum, 'pairs');
    expect([concordant, discordant, tied]).toEqual([exact.concordant, exact.discordant, exact.tiedScores]);
    const pairs = concordant + discordant + tied;
    expect(Math.sqrt(variance) / pairs).toBeCloseTo(exact.standardError, 6);
  });

  test('the calibration slope is 1 for a model that is right, less for one that is too sure', () => {
    const { estimate, lower, upper } = calibrationSlope(table);
    expect(lower).toBeLessThan(1);
    expect(upper).toBeGreaterThan(1);
    expect(upper - lower).toBeLessThan(0.5);
    const sure = roundWith(hazardsCohort(1500, 'synthetic', 2));
    const steep = riskTable(OS, sure.plan.survival.OS.intervals, ['synthetic', 'held-out'], sure.sum);
    expect(calibrationSlope(steep).estimate / estimate).toBeCloseTo(0.5, 1);
  });

  test('observed survival by fifths of risk falls as predicted', () => {
    const points = calibrationPoints(table, 24, new Suppression(5));
    expect(points).toHaveLength(5);
    expect(points.reduce((total, { patients }) => total + Number(patients), 0)).toBe(800);
    points.forEach(({ predicted, observed }) => {
      expect(observed?.interval?.[0]).toBeLessThan(Number(predicted) + 0.03);
      expect(observed?.interval?.[1]).toBeGreaterThan(Number(predicted) - 0.03);
    });
    const falling = points.map(({ predicted }) => Number(predicted));
    expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    const overall = overallCalibration(table, 24, new Suppression(5));
    expect(Math.abs(Number(overall.predicted) - Number(overall.observed?.value))).toBeLessThan(0.05);
  });
});

test('the concordance of groups is that of pairs, one by one', () => {
  const cell = fc.record({ group: fc.nat(19), bin: fc.nat(5), isEvent: fc.boolean() });
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 30 }), (patients) => {
      const [won, compared] = countPairs(patients);
      const found = groupedConcordance(tableOf(patients));
      expect(found.concordant + found.discordant + found.tiedScores).toBe(compared);
      if (compared > 0) expect(found.concordance).toBeCloseTo(won / compared, 12);
      else expect(found.concordance).toBeNaN();
    }),
  );
});

describe('calibration by hand', () => {
  /** 10 patients: 4 of 10 die in the first bin, 1 is censored, 2 of 5 die in the second, 3 go on. */
  const patients = [
    ...Array<Patient>(4).fill({ group: 0, bin: 0, isEvent: true }),
    { group: 1, bin: 0, isEvent: false },
    ...Array<Patient>(2).fill({ group: 2, bin: 1, isEvent: true }),
    ...Array<Patient>(3).fill({ group: 3, bin: 3, isEvent: false }),
  ];

  test('is the Kaplan–Meier estimate at the horizon, to three digits', () => {
    const [first] = calibrationPoints(tableOf(patients, 0.5), 1, new Suppression(2));
    expect(first).toEqual({
      patients: 10,
      predicted: 0.5,
      // 0.6 × 0.6; Greenwood's sum 4 / (10 × 6) + 2 / (5 × 3) = 0.2; 0.36 to the power of exp(±1.96 √0.2 / ln 0.36).
      observed: { value: 0.36, interval: [0.09, 0.648] },
    });
  });

  test('isn’t told of few patients, few events, or few without', () => {
    const [first, second] = calibrationPoints(tableOf(patients, 0.5), 1, new Suppression(5));
    expect(first).toEqual({ patients: 10, predicted: 0.5, observed: null });
    expect(second).toEqual({ patients: 0, predicted: null, observed: null });
    expect(overallCalibration(tableOf(patients.slice(0, 4)), 1, new Suppression(5)).patients).toBeNull();
  });

  test('isn’t known where nobody is followed to the horizon', () => {
    expect(overallCalibration(tableOf(patients, 0.5), 3.5, new Suppression(1)).observed).toBeNull();
    const all = patients.map((patient) => ({ ...patient, isEvent: true }));
    expect(overallCalibration(tableOf(all, 0.5), 3.5, new Suppression(1)).observed?.value).toBe(0);
  });
});

test.each([
  ['no patient', []],
  ['one patient', [{ group: 3, bin: 2, isEvent: true }]],
  ['no event', Array<Patient>(9).fill({ group: 3, bin: 2, isEvent: false })],
  ['one group', Array.from({ length: 9 }, (_, bin): Patient => ({ group: 3, bin: bin % 6, isEvent: bin % 2 === 0 }))],
])('%s has no slope', (_, patients: Patient[]) => {
  expect(calibrationSlope(tableOf(patients)).estimate).toBeNaN();
});

interface Patient {
  readonly group: number;
  readonly bin: number;
  readonly isEvent: boolean;
}

function tableOf(patients: readonly Patient[], predicted = 0): RiskTable {
  const bins = [0, 1, 2, 3, 4, 5];
  const groups = Array.from({ length: 20 }, (_, group) => {
    const members = patients.filter((patient) => patient.group === group);
    const count = (isEvent: boolean) =>
      Float64Array.from(bins, (bin) => members.filter((one) => one.bin === bin && one.isEvent === isEvent).length);
    return {
      patients: members.length,
      events: count(true),
      censored: count(false),
      predicted: predicted * members.length,
      predictors: group * members.length,
    };
  });
  return { times: Float64Array.from(bins), groups };
}

function countPairs(patients: readonly Patient[]): [number, number] {
  let won = 0;
  let compared = 0;
  for (const first of patients.filter(({ isEvent }) => isEvent)) {
    for (const later of patients) {
      if (later.bin < first.bin || (later.bin === first.bin && later.isEvent)) continue;
      compared++;
      if (first.group === later.group) won += 0.5;
      else if (first.group > later.group) won++;
    }
  }
  return [won, compared];
}

function roundWith(synthetic: Table) {
  return utilityRound(HAZARDS, [{ training: hazardsCohort(100, 'training'), heldOut }], synthetic);
}

function values(sum: Sum, kind: 'pairs'): Float64Array {
  const vector = sum.vectors.get(survivalVector('OS', ['synthetic', 'held-out'], kind));
  if (!vector) throw new Error('no such vector');
  return vector.values;
}
