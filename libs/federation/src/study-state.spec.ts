import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  advanceStudy,
  INITIAL_STUDY_STATE,
  possibleEvents,
  STUDY_STAGES,
  type StudyEvent,
  type StudyState,
} from './study-state.ts';

const FAIL: StudyEvent = { type: 'fail', reason: { code: 'CL-ROUND-001', what: 'Quorum not reached.' } };
const EVENTS: readonly StudyEvent[] = [
  { type: 'advance' },
  { type: 'pause' },
  { type: 'resume' },
  FAIL,
  { type: 'withdraw', reason: 'Consent.' },
];

function after(...events: StudyEvent[]): StudyState {
  return events.reduce(advanceStudy, INITIAL_STUDY_STATE);
}

function advances(times: number): StudyEvent[] {
  return Array.from({ length: times }, () => ({ type: 'advance' }));
}

describe('a study', () => {
  it('goes through its stages in order', () => {
    expect(STUDY_STAGES.map((_, i) => after(...advances(i)).name)).toEqual([...STUDY_STAGES]);
  });

  it('goes on where it was paused or had failed', () => {
    expect(after(...advances(3), { type: 'pause' })).toEqual({ name: 'paused', during: 'training' });
    expect(after(...advances(3), { type: 'pause' }, { type: 'resume' })).toEqual({ name: 'training' });
    expect(after(...advances(3), FAIL)).toMatchObject({
      name: 'failed',
      during: 'training',
      reason: { code: 'CL-ROUND-001' },
    });
    expect(after(...advances(3), { type: 'pause' }, FAIL, { type: 'resume' })).toEqual({ name: 'training' });
  });

  it.each<[string, StudyState, StudyEvent]>([
    ['advance beyond its release', { name: 'released' }, { type: 'advance' }],
    ['withdraw what is released', { name: 'released' }, { type: 'withdraw', reason: 'Consent.' }],
    ['come back from withdrawal', { name: 'withdrawn', reason: 'Consent.' }, { type: 'resume' }],
    ['pause as a draft', { name: 'draft' }, { type: 'pause' }],
    ['pause twice', { name: 'paused', during: 'training' }, { type: 'pause' }],
    ['advance while paused', { name: 'paused', during: 'training' }, { type: 'advance' }],
    ['resume while it runs', { name: 'training' }, { type: 'resume' }],
    ['fail in review', { name: 'review' }, FAIL],
  ])('can not %s', (_, state, event) => {
    expect(() => advanceStudy(state, event)).toThrow(/CL-CONF-007/);
  });

  it('says in words what can be asked for instead', () => {
    const told = (state: StudyState, event: StudyEvent) => () => advanceStudy(state, event);
    const twice = told({ name: 'paused', during: 'training' }, { type: 'pause' });
    expect(twice).toThrow("A study that is paused can't be paused.");
    expect(twice).toThrow(expect.objectContaining({ todo: 'Now it can be resumed or withdrawn.' }));
    const late = told({ name: 'released' }, { type: 'withdraw', reason: 'Consent.' });
    expect(late).toThrow("A study that is released can't be withdrawn.");
    expect(late).toThrow(expect.objectContaining({ todo: 'Start a new study.' }));
  });

  it('takes exactly the events it names, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 }), (events) => {
        let state = INITIAL_STUDY_STATE;
        for (const event of events) {
          if (possibleEvents(state).includes(event.type)) state = advanceStudy(state, event);
          else expect(() => advanceStudy(state, event)).toThrow(/CL-CONF-007/);
        }
      }),
    );
  });
});
