import { describe, expect, it } from '@jest/globals';
import { privacyStatement } from './privacy-statement.ts';
import type { AttackFigure, CohortPrivacy, ReportPrivacy } from './report-model.ts';

const UNKNOWN = { standardError: null, lower: null, upper: null };
const membership = (auc: number) => ({ auc, ...UNKNOWN, truePositiveRate: 0.05, training: 100, heldOut: 25 });
const attack = (risk: number, lower: number): AttackFigure => ({
  training: null,
  control: null,
  naive: null,
  risk,
  lower,
  upper: 2 * risk - lower,
  isTooWeak: false,
});

const NEAR: CohortPrivacy = {
  leakage: { coefficient: 0.05, ...UNKNOWN },
  exactMatches: { training: 0, heldOut: 0 },
  closerToTraining: null,
  distanceRatio: { training: null, heldOut: null },
  membership: { raw: membership(0.5), calibrated: null, mostExposed: null },
  singlingOut: { univariate: null, multivariate: null, byAttributes: [] },
  linkability: [],
  inference: { overall: null, columns: [] },
};

function statement(own: Partial<CohortPrivacy> = {}, rows = { training: 5000, heldOut: 1000 }) {
  const privacy: ReportPrivacy = {
    cohort: 'synthetic',
    columns: 9,
    distances: [],
    synthetic: { ...NEAR, ...own },
    independent: { ...NEAR, leakage: { coefficient: -0.01, ...UNKNOWN } },
  };
  return privacyStatement(privacy, rows);
}

describe('privacyStatement', () => {
  it('raises the alarm above a leakage coefficient of 0.05 or a membership AUC of 0.6, and never promises anything', () => {
    expect(statement().alarm).toBe(false);
    expect(statement({ leakage: { coefficient: 0.051, ...UNKNOWN } }).alarm).toBe(true);
    const areas = (raw: number | null, calibrated: number | null) => ({
      membership: {
        raw: raw === null ? null : membership(raw),
        calibrated: calibrated === null ? null : membership(calibrated),
        mostExposed: null,
      },
    });
    expect(statement(areas(0.61, 0.5)).alarm).toBe(true);
    expect(statement(areas(0.5, 0.61)).alarm).toBe(true);
    expect(statement(areas(0.6, 0.6)).alarm).toBe(false);
    expect(statement(areas(null, null)).alarm).toBe(false);
    expect(statement().sentence).toContain('none of these figures is a guarantee');
    expect(statement().sentence).toContain(
      'Leakage coefficient 0.050 (alarm above 0.05; −0.010 for independent columns).',
    );
  });

  it('raises the alarm where an attack surely gains more than a tenth, and names the one that gains most', () => {
    const linkability = [{ ...attack(0.02, -0.01), neighbours: 1 }];
    const strong = { singlingOut: { ...NEAR.singlingOut, univariate: attack(0.2, 0.101) }, linkability };
    expect(statement({ linkability }).alarm).toBe(false);
    expect(statement({ linkability }).sentence).toContain(
      'linking gains most on training patients: 2.0 % (−1.0 % to 5.0 %)',
    );
    expect(statement(strong).alarm).toBe(true);
    expect(statement(strong).sentence).toContain('singling out by one column gains most');
    expect(statement({ singlingOut: { ...NEAR.singlingOut, univariate: attack(0.2, 0.1) } }).alarm).toBe(false);
  });

  it('says when nothing was assessed, and how many patients have a copy', () => {
    expect(statement({ leakage: null })).toMatchObject({ alarm: null });
    const withCopies = (training: number | null): string =>
      statement({ exactMatches: { training, heldOut: 0 } }).sentence;
    expect(withCopies(1)).toContain('1 training patient has an exact copy.');
    expect(withCopies(1200)).toContain('1,200 training patients have an exact copy.');
    expect(withCopies(null)).toContain('Fewer training patients than the minimum cell size');
  });

  it('raises the alarm at any figure, whether or not the leakage coefficient is known', () => {
    const areas = { raw: membership(1), calibrated: null, mostExposed: null };
    const known = statement({ leakage: null, membership: areas });
    expect(known.alarm).toBe(true);
    expect(known.sentence).not.toContain('Leakage coefficient');
    expect(statement({ leakage: null }).sentence).toContain('assessed in part only');
    const nothing = statement({ leakage: null, membership: { raw: null, calibrated: null, mostExposed: null } });
    expect(nothing.sentence).toContain('Privacy was not assessed');
    expect(nothing.sentence).toContain('No training patient has an exact copy.');
  });

  it('raises the alarm where more than a few patients were copied that chance does not copy', () => {
    const withCopies = (training: number | null, heldOut: number, rows = { training: 1000, heldOut: 250 }) =>
      statement({ leakage: null, exactMatches: { training, heldOut } }, rows).alarm;
    expect(withCopies(1000, 0)).toBe(true);
    expect(withCopies(50, 0)).toBe(true);
    expect(withCopies(5, 0)).toBe(null);
    expect(withCopies(null, 0)).toBe(null);
    expect(withCopies(600, 150)).toBe(null);
    // Held-out patients who were copied were not held out.
    expect(withCopies(0, 250)).toBe(true);
    expect(statement({ exactMatches: { training: 0, heldOut: 7 } }).sentence).toContain(
      'No training patient has an exact copy. 7 held-out patients have an exact copy.',
    );
    // Without held-out patients independent columns, which have no copy here, are the control.
    expect(withCopies(1000, 0, { training: 1000, heldOut: 0 })).toBe(true);
    expect(withCopies(3, 0, { training: 1000, heldOut: 0 })).toBe(null);
    expect(withCopies(0, 0, { training: 0, heldOut: 0 })).toBe(null);
  });
});
