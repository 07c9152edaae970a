import { describe, expect, it } from '@jest/globals';
import type { World } from '../world/world.ts';
import { KILL_AGENTS, KILL_COORDINATOR } from '../faults/kill.ts';
import { CLOCK_JUMP } from '../faults/clock-jump.ts';
import { drawStep } from './draw-step.ts';

const WORLD = {
  agents: new Map([
    ['a', 1],
    ['b', 2],
  ]),
} as unknown as World;
const KINDS = [KILL_AGENTS, KILL_COORDINATOR, CLOCK_JUMP];

const words = (seed: string, study: number) =>
  Array.from({ length: 40 }, (_, number) => {
    const { moment, fault } = drawStep(seed, study, number, KINDS, WORLD);
    return `${moment.words}: ${fault.words}`;
  });

describe('what is drawn', () => {
  it('comes from seed and study alone', () => {
    expect(words('1', 0)).toEqual(words('1', 0));
    expect(words('1', 0)).not.toEqual(words('1', 1));
    expect(words('1', 0)).not.toEqual(words('2', 0));
  });

  it('is all there is', () => {
    const drawn = words('1', 0).join('\n');
    for (const part of [
      'kill -9 of coordinator',
      'kill -9 of a',
      'the clock of',
      'after receipt',
      'after assignment',
    ]) {
      expect(drawn).toContain(part);
    }
  });
});
