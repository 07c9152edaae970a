import { expect, test } from '@jest/globals';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { rowsMeeting } from './rows-meeting.ts';

test('rows meet conditions where every column does; missing meets missing only', () => {
  const table = smallTrialRows(4, 'x');
  (table.columns.get('marker') as { codes: Int32Array }).codes.set([1, 0, -1, 1]);
  (table.columns.get('blasts') as { values: Float64Array }).values.set([20, 20, Number.NaN, 60.1]);
  const meeting = (given: Parameters<typeof rowsMeeting>[2]) => [...rowsMeeting(SMALL_TRIAL, table, given)];
  expect(meeting({})).toEqual([1, 1, 1, 1]);
  expect(meeting({ marker: '1' })).toEqual([1, 0, 0, 1]);
  expect(meeting({ marker: null })).toEqual([0, 0, 1, 0]);
  expect(meeting({ blasts: null })).toEqual([0, 0, 1, 0]);
  expect(meeting({ blasts: { least: 20, greatest: 60 } })).toEqual([1, 1, 0, 0]);
  expect(meeting({ marker: '1', blasts: { least: 60, greatest: Infinity } })).toEqual([0, 0, 0, 1]);
});
