import type { MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import {
  AgentLinkService,
  ConnectRequestSchema,
  ConnectResponseSchema,
  type ConnectRequest,
  type ConnectResponse,
} from '../gen/cohortloom/v1/link_pb.ts';
import { CHUNK_BYTES, MAX_CONTROL_BYTES } from '../limits.ts';
import { writeEnvelope } from '../messages/chunk-codec.ts';
import { toServiceDefinition } from './service-definition.ts';

/** The service as grpc-js takes it: `server.addService(agentLink(), { connect })`, or the methods of a client. */
export function agentLink() {
  return toServiceDefinition(
    AgentLinkService,
    new Map([
      [ConnectRequestSchema.typeName, { serialize: (m: ConnectRequest) => writeEnvelope(ConnectRequestSchema, m) }],
      [ConnectResponseSchema.typeName, { serialize: (m: ConnectResponse) => writeEnvelope(ConnectResponseSchema, m) }],
    ]),
  );
}

type RequestInit = Exclude<NonNullable<MessageInitShape<typeof ConnectRequestSchema>['message']>, { case?: undefined }>;
type ResponseInit = Exclude<
  NonNullable<MessageInitShape<typeof ConnectResponseSchema>['message']>,
  { case?: undefined }
>;

export function connectRequest(message: RequestInit): ConnectRequest {
  return create(ConnectRequestSchema, { message });
}

export function connectResponse(message: ResponseInit): ConnectResponse {
  return create(ConnectResponseSchema, { message });
}

/** HTTP/2 window, bytes: what may be under way unacknowledged on one stream; the default of 64 kB stalls on any distance. */
const FLOW_CONTROL_WINDOW = 4 * 1024 * 1024;

/** Options of channel and server that both sides share. */
export const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': CHUNK_BYTES + MAX_CONTROL_BYTES,
  'grpc.max_send_message_length': CHUNK_BYTES + MAX_CONTROL_BYTES,
  'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.keepalive_permit_without_calls': 1,
  // The stream is resumed by our own protocol; a transparent retry would keep copies of what was sent.
  'grpc.enable_retries': 0,
} as const;
