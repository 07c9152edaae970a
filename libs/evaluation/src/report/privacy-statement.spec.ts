import { describe, expect, it } from '@jest/globals';
import { privacyStatement } from './privacy-statement.ts';
import type { PrivacyAssessment } from './report-model.ts';

describe('privacyStatement', () => {
  const privacy: PrivacyAssessment = {
    cohort: 'synthetic',
    leakageCoefficient: 0.05,
    leakageFloor: -0.01,
    membershipAuc: 0.5,
    membershipFloor: 0.5,
    exactMatches: { training: 0, heldOut: 0 },
    distances: [],
  };

  it('raises the alarm above a leakage coefficient of 0.05 or a membership AUC of 0.6, and never promises anything', () => {
    expect(privacyStatement(privacy).alarm).toBe(false);
    expect(privacyStatement({ ...privacy, leakageCoefficient: 0.051 }).alarm).toBe(true);
    expect(privacyStatement({ ...privacy, membershipAuc: 0.61 }).alarm).toBe(true);
    expect(privacyStatement({ ...privacy, membershipAuc: null }).alarm).toBe(false);
    expect(privacyStatement(privacy).sentence).toContain('none of these figures is a guarantee');
  });

  it('says when nothing was assessed, and how many patients have a copy', () => {
    expect(privacyStatement({ ...privacy, leakageCoefficient: null })).toMatchObject({ alarm: null });
    const withCopies = (training: number | null): string =>
      privacyStatement({ ...privacy, exactMatches: { training, heldOut: 0 } }).sentence;
    expect(withCopies(1)).toContain('1 training patient has an exact copy.');
    expect(withCopies(1200)).toContain('1,200 training patients have an exact copy.');
    expect(withCopies(null)).toContain('Fewer training patients than the minimum cell size');
  });
});
