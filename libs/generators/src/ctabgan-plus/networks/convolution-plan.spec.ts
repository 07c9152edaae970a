import { describe, expect, it, test } from '@jest/globals';
import { convolutionPlan, sideFor, SIDES } from './convolution-plan.ts';

test.each([
  [4, '64@2'],
  [8, '64@4,128@2'],
  [16, '64@8,128@4,256@2'],
  [24, '64@12,128@6,256@3'],
  [32, '64@16,128@8,256@4'],
  [64, '64@32,128@16,256@8'],
])('the plan of side %i with 64 channels is %s', (side, plan) => {
  const stages = convolutionPlan(side, 64).map((stage) => `${stage.channels}@${stage.side}`);
  expect(stages.join()).toBe(plan);
});

describe('the side of the square', () => {
  it('is the smallest that holds all columns', () => {
    expect([1, 16, 17, 64, 65, 256, 257, 576, 577, 1024, 1025, 4096].map((n) => sideFor(n, 'critic'))).toEqual(
      SIDES.flatMap((side) => [side, side]),
    );
  });

  it('ends at 64', () => {
    expect(() => sideFor(4097, 'generator')).toThrow(expect.objectContaining({ code: 'CL-MODEL-002' }));
  });
});
