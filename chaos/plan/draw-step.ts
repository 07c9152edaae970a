import { RandomStream } from '#random/random-stream';
import type { World } from '../world/world.ts';
import type { Fault, FaultKind } from './fault.ts';
import { drawMoment, type Moment } from './moment.ts';

export interface Step {
  readonly number: number;
  readonly moment: Moment;
  readonly fault: Fault;
}

/** A step of a study's disturbance. The same seed, study and number always draw the same, whatever happened before. */
export function drawStep(seed: string, study: number, number: number, kinds: readonly FaultKind[], world: World): Step {
  const random = RandomStream.derive(seed, 'study', study, 'step', number);
  const moment = drawMoment(random);
  const kind = kinds[random.categorical(kinds.map(({ weight }) => weight))];
  return { number, moment, fault: kind.draw(random, world) };
}
