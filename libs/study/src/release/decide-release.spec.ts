import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideRelease, FIGURE_NOISE, type ReleaseCandidate } from './decide-release.ts';

const BEST = { rule: 'best', by: 'associations', keep: 'released' } as const;

function candidate(model: string, figure: number | null, alarm: boolean | null = false): ReleaseCandidate {
  return { id: `id of ${model}`, model, figure, alarm };
}

function outcomes(...[rule, candidates, failed]: Parameters<typeof decideRelease>): [string, string][] {
  return decideRelease(rule, candidates, failed).models.map(({ model, outcome }) => [model, outcome]);
}

describe('the rule best', () => {
  it('takes the highest figure, and says why and what the others have', () => {
    const decision = decideRelease(BEST, [candidate('a', 0.81), candidate('b', 0.972)], []);
    expect(decision.released).toBe('id of b');
    expect(decision.sentence).toBe(
      'Released: b (97 %), the best by more than noise, by associations (mean of LTC and association retention, rescaled). The others: a (81 %).',
    );
    expect(decision.models.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['not-released', 'further from the real patients'],
      ['released', 'the best by more than noise'],
    ]);
  });

  it('takes the first named of those that are no more than noise from the best', () => {
    const { released, sentence } = decideRelease(
      BEST,
      [candidate('a', 0.7), candidate('b', 0.94), candidate('c', 0.97)],
      [],
    );
    expect(released).toBe('id of b');
    expect(sentence).toContain('the first named of those that are no more than noise (5 %) from the best');
    expect(decideRelease(BEST, [candidate('a', 0.9), candidate('b', 0.9)], []).released).toBe('id of a');
  });

  it('takes none that raises the privacy alarm, however good', () => {
    const { released, sentence, models } = decideRelease(BEST, [candidate('a', 1, true), candidate('b', 0.1)], []);
    expect(released).toBe('id of b');
    expect(sentence).toContain('a (100 %), with a privacy alarm');
    expect(models[0].reason).toBe('raises the privacy alarm');
  });

  it('releases none where all raise it, and says how to have one all the same', () => {
    const { released, sentence } = decideRelease(BEST, [candidate('a', 1, true), candidate('b', 1, true)], []);
    expect(released).toBeNull();
    expect(sentence).toMatch(/^Released: none, because every model raises the privacy alarm.*release\.model/);
  });

  it('takes one whose privacy was not assessed, and says so', () => {
    const { released, sentence } = decideRelease(BEST, [candidate('a', 0.5, null), candidate('b', 0.2, null)], []);
    expect(released).toBe('id of a');
    expect(sentence).toContain('Its privacy was not assessed.');
  });

  it('takes the first named where nothing can be compared, and no model without a figure before one with', () => {
    expect(decideRelease(BEST, [candidate('a', null), candidate('b', -0.4)], []).released).toBe('id of b');
    const reasons = (...figures: (number | null)[]) =>
      decideRelease(
        BEST,
        figures.map((figure, i) => candidate(`${i}`, figure)),
        [],
      ).models.map(({ reason }) => reason);
    expect(reasons(null, -0.4)).toEqual(['has no figure to be compared by', 'the only one with a figure']);
    expect(reasons(null, null)).toEqual(['the first named; none has a figure', 'named later; none has a figure']);
    const { released, sentence } = decideRelease(BEST, [candidate('a', null), candidate('b', null)], []);
    expect(released).toBe('id of a');
    expect(sentence).toContain('the first named, because no model has a figure');
  });

  it('tells of a model that could not be made', () => {
    const decision = decideRelease(
      BEST,
      [candidate('a', 0.8)],
      [{ model: 'b', code: 'CL-MODEL-001', why: 'CL-MODEL-001 It diverged.' }],
    );
    expect(decision.sentence).toMatch(
      /^Released: a \(80 %\), the only one to choose\..* Without a cohort: b \(CL-MODEL-001\)\.$/,
    );
    expect(decision.models[1]).toMatchObject({
      cohort: null,
      outcome: 'no-cohort',
      reason: 'CL-MODEL-001 It diverged.',
    });
  });

  it('keeps, where it is asked to, all whose privacy raised no alarm', () => {
    const all = [candidate('a', 1, true), candidate('b', 0.9), candidate('c', 0.2), candidate('d', 0.1, null)];
    expect(outcomes({ ...BEST, keep: 'all' }, all, [])).toEqual([
      ['a', 'not-released'],
      ['b', 'released'],
      ['c', 'kept'],
      ['d', 'not-released'],
    ]);
    const { sentence } = decideRelease({ ...BEST, keep: 'all' }, all, []);
    expect(sentence).toContain('d (10 %), privacy not assessed. Rows whose privacy raised no alarm were kept beside.');
  });

  it('never takes an alarm, nor one that another beats by more than noise', () => {
    const figures = fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: null });
    const drawn = fc.array(fc.record({ figure: figures, alarm: fc.constantFrom(true, false, null) }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(drawn, (list) => {
        const candidates = list.map(({ figure, alarm }, k) => candidate(`m${k}`, figure, alarm));
        const { released } = decideRelease(BEST, candidates, []);
        const own = candidates.find(({ id }) => id === released);
        const safe = candidates.filter(({ alarm }) => alarm !== true);
        expect(own === undefined).toBe(safe.length === 0);
        if (own === undefined) return;
        expect(own.alarm).not.toBe(true);
        for (const { figure } of safe) {
          if (figure !== null) expect(figure - (own.figure ?? -Infinity)).toBeLessThanOrEqual(FIGURE_NOISE);
        }
      }),
    );
  });
});

describe('a rule that names a model', () => {
  const rule = { rule: 'named', model: 'sequential-trees', keep: 'released' } as const;

  it('releases it whatever it raises, and warns', () => {
    const { released, sentence } = decideRelease(
      rule,
      [candidate('ctabgan-plus', null), candidate('sequential-trees', null, true)],
      [],
    );
    expect(released).toBe('id of sequential-trees');
    expect(sentence).toBe(
      'Released: sequential-trees, because the study names it. It raises the privacy alarm: do not pass its rows on. The others: ctabgan-plus.',
    );
  });

  it('releases none where that one could not be made', () => {
    const failed = [{ model: 'sequential-trees', code: 'CL-MODEL-002', why: 'It failed.' }] as const;
    const { released, sentence } = decideRelease(rule, [candidate('ctabgan-plus', null)], failed);
    expect(released).toBeNull();
    expect(sentence).toContain('Released: none. The study names sequential-trees, which could not be made.');
  });
});
