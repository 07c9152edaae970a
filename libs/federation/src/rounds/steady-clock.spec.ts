import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { STEADY_CLOCK } from './steady-clock.ts';

afterEach(() => void jest.restoreAllMocks());

describe('the steady clock', () => {
  it.each([-3_600_000, 3_600_000])('goes on as it was when the machine is set by %d ms', (jump) => {
    const before = STEADY_CLOCK.now();
    expect(before).toBe(Math.floor(before));
    expect(Math.abs(before - Date.now())).toBeLessThan(1_000);
    const wall = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(wall + jump);
    expect(STEADY_CLOCK.now() - before).toBeGreaterThanOrEqual(0);
    expect(STEADY_CLOCK.now() - before).toBeLessThan(1_000);
  });
});
