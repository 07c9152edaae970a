import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  ConnectRequestSchema,
  ConnectResponseSchema,
  type ConnectRequest,
  type ConnectResponse,
} from '#protocol/gen/cohortloom/v1/link_pb';

/** A message on its way, as whoever stands between agent and coordinator sees it. `up` is from the agent. */
export type Passage =
  | {
      readonly direction: 'up';
      readonly site: string;
      readonly bytes: Buffer;
      readonly message: ConnectRequest['message'];
    }
  | {
      readonly direction: 'down';
      readonly site: string;
      readonly bytes: Buffer;
      readonly message: ConnectResponse['message'];
    };

/** What becomes of a message: what is sent on, in this order, each so many milliseconds after it came. */
export interface Forwarded {
  readonly bytes: Buffer;
  readonly delay: number;
  /** Later messages don't wait for it. */
  readonly isOvertaken?: boolean;
}

/** Whether agent → coordinator (`up`) or the other way, and from or to whom. */
export function passageOf(direction: 'up' | 'down', site: string, bytes: Buffer): Passage {
  return direction === 'up'
    ? { direction, site, bytes, message: fromBinary(ConnectRequestSchema, bytes).message }
    : { direction, site, bytes, message: fromBinary(ConnectResponseSchema, bytes).message };
}

/** The same message with one bit of its payload flipped; undefined where it carries none. */
export function flipped(passage: Passage, at: number): Buffer | undefined {
  const { message } = passage;
  if (message.case !== 'chunk' || message.value.data.length === 0) return undefined;
  const data = Uint8Array.from(message.value.data);
  data[Math.floor(at * data.length)] ^= 1 << (Math.floor(8 * at) % 8);
  const altered = { ...message, value: { ...message.value, data } };
  const bytes =
    passage.direction === 'up'
      ? toBinary(ConnectRequestSchema, { $typeName: ConnectRequestSchema.typeName, message: altered as never })
      : toBinary(ConnectResponseSchema, { $typeName: ConnectResponseSchema.typeName, message: altered as never });
  return Buffer.from(bytes);
}
