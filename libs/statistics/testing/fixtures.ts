import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';

/** Reference values; the script that made them stands beside them under the same name. */
export function readFixture<Fixture>(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
}

/** Each value within a relative tolerance of what is expected; NaN equals NaN, infinities themselves. */
export function expectClose(values: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-10): void {
  expect(values).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) {
      expect(Math.abs(values[i] - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1e-3, Math.abs(expected[i])));
    } else expect(values[i]).toBe(expected[i]);
  }
}

/** Every entry as often as its count says. */
export function repeated<Value>(values: ArrayLike<Value>, counts: ArrayLike<number>): Value[] {
  return Array.from(values).flatMap((value, i) => new Array<Value>(counts[i]).fill(value));
}
