import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { terminalSummary } from './terminal-summary.ts';
import { simulatedReport } from './testing/simulated-report.ts';

const SMALL = { markers: 1, rows: { training: 60, heldOut: 20, synthetic: 60 } };

describe('terminalSummary', () => {
  it('shows scores beside floor and ceiling, verdicts, privacy and disclosures', () => {
    const text = terminalSummary(simulatedReport(SMALL));
    expect(text).toContain('Log-transformed correlation (LTC)           0.561    0.687    0.700     91 %');
    expect(text).toContain('Describing a population                 Supported');
    expect(text).toContain('Privacy: No alarm');
    expect(text).toContain('Disclosed: sums and parameters only, 127 MB from 3 sites.');
  });

  it('does not say twice that it is about privacy', () => {
    const model = simulatedReport(SMALL);
    const sentence = 'Privacy was not assessed: treat the rows as if they were patients’ own.';
    const text = terminalSummary({ ...model, privacyStatements: [{ cohort: 'synthetic', alarm: null, sentence }] });
    expect(text).toContain('\nPrivacy: Not assessed: treat the rows');
  });

  it('is at most 80 columns wide and gives the terminal no orders, whatever names it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (prefix) => {
        const text = terminalSummary(simulatedReport({ ...SMALL, prefix }));
        expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 30 },
    );
  });

  it('colours only where asked to', () => {
    const model = simulatedReport(SMALL);
    const coloured = terminalSummary(model, { colour: true });
    expect(coloured).toContain('\u001b[32mSupported\u001b[0m');
    expect(coloured.replaceAll(/\p{Cc}\[\d+m/gu, '')).toBe(terminalSummary(model));
  });
});
