import { RandomStream } from '#random/random-stream';
import type { World } from '../world/world.ts';
import type { Fault, FaultKind } from './fault.ts';
import { drawMoment, type Moment } from './moment.ts';

export interface Step {
  readonly number: number;
  /** Whether it comes when everything has started that was killed before; otherwise perhaps in the middle of that. */
  readonly isPatient: boolean;
  readonly moment: Moment;
  readonly fault: Fault;
}

/** A killed process that is killed again before it has started tells little. */
const PATIENT_SHARE = 0.7;

/** A step of a study's disturbance. The same seed, study and number always draw the same, whatever happened before. */
export function drawStep(seed: string, study: number, number: number, kinds: readonly FaultKind[], world: World): Step {
  const random = RandomStream.derive(seed, 'study', study, 'step', number);
  const isPatient = random.uniform() < PATIENT_SHARE;
  const moment = drawMoment(random);
  const kind = kinds[random.categorical(kinds.map(({ weight }) => weight))];
  return { number, isPatient, moment, fault: kind.draw(random, world) };
}
