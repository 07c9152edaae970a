/** Where an error surfaces: the process exit code and the gRPC status name that carry it. */
export interface ErrorClass {
  readonly exitCode: number;
  readonly grpcStatus:
    | 'INVALID_ARGUMENT'
    | 'FAILED_PRECONDITION'
    | 'ALREADY_EXISTS'
    | 'NOT_FOUND'
    | 'DEADLINE_EXCEEDED'
    | 'DATA_LOSS'
    | 'RESOURCE_EXHAUSTED'
    | 'UNAUTHENTICATED'
    | 'UNAVAILABLE'
    | 'ABORTED'
    | 'INTERNAL';
}

/**
 * The registry of everything a user can be told went wrong. A code is stable: it is never reused for another meaning.
 * Families: DATA (a site's table), DICT (the data dictionary), CONF (study and process configuration), NET (connection
 * and transfer), ROUND (federated rounds), MODEL (training and sampling), IO (files and ports), INT (our own defects).
 * docs/errors.md has one paragraph per code.
 */
export const ERROR_CODES = {
  'CL-DATA-001': { title: 'column missing', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-002': { title: 'column not in the dictionary', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-003': { title: 'value of the wrong type', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-004': { title: 'unknown category', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-005': { title: 'empty file', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-006': { title: 'too few rows', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-007': { title: 'duplicate column header', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-008': { title: 'value out of the range of the dictionary', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-009': { title: 'constraint violated', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-010': { title: 'malformed CSV', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-011': { title: 'required value missing', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DATA-012': { title: 'table too large', exitCode: 65, grpcStatus: 'RESOURCE_EXHAUSTED' },
  'CL-DICT-001': { title: 'data dictionary invalid', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-DICT-002': { title: 'data dictionaries differ', exitCode: 65, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-CONF-001': { title: 'configuration invalid', exitCode: 78, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-CONF-002': { title: 'plaintext refused off loopback', exitCode: 78, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-CONF-003': { title: 'site name taken', exitCode: 78, grpcStatus: 'ALREADY_EXISTS' },
  'CL-CONF-004': { title: 'site not in the study', exitCode: 78, grpcStatus: 'NOT_FOUND' },
  'CL-CONF-005': { title: 'option not understood', exitCode: 64, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-CONF-006': { title: 'site not authenticated', exitCode: 77, grpcStatus: 'UNAUTHENTICATED' },
  'CL-CONF-007': { title: 'not possible in this state of the study', exitCode: 64, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-CONF-008': { title: 'study unknown', exitCode: 66, grpcStatus: 'NOT_FOUND' },
  'CL-CONF-009': { title: 'study changed by another process', exitCode: 75, grpcStatus: 'ABORTED' },
  'CL-NET-001': { title: 'protocol versions differ', exitCode: 76, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-NET-002': { title: 'coordinator unreachable', exitCode: 69, grpcStatus: 'UNAVAILABLE' },
  'CL-NET-003': { title: 'transfer damaged', exitCode: 74, grpcStatus: 'DATA_LOSS' },
  'CL-NET-004': { title: 'message too large', exitCode: 76, grpcStatus: 'RESOURCE_EXHAUSTED' },
  'CL-NET-005': { title: 'connection not trusted', exitCode: 76, grpcStatus: 'UNAUTHENTICATED' },
  'CL-ROUND-001': { title: 'quorum not reached', exitCode: 75, grpcStatus: 'DEADLINE_EXCEEDED' },
  'CL-ROUND-002': { title: 'contribution refused', exitCode: 76, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-ROUND-003': { title: 'contribution differs from the one already counted', exitCode: 76, grpcStatus: 'ABORTED' },
  'CL-ROUND-004': { title: 'sum out of range', exitCode: 70, grpcStatus: 'INTERNAL' },
  'CL-ROUND-005': { title: 'site failed its assignment', exitCode: 75, grpcStatus: 'ABORTED' },
  'CL-ROUND-006': { title: 'study interrupted', exitCode: 130, grpcStatus: 'ABORTED' },
  'CL-ROUND-007': { title: 'another coordinator leads the study', exitCode: 75, grpcStatus: 'ABORTED' },
  'CL-ROUND-008': { title: 'study withdrawn', exitCode: 69, grpcStatus: 'ABORTED' },
  'CL-ROUND-009': { title: 'coordinator has not answered', exitCode: 75, grpcStatus: 'DEADLINE_EXCEEDED' },
  'CL-MODEL-001': { title: 'training diverged', exitCode: 70, grpcStatus: 'INTERNAL' },
  'CL-MODEL-002': { title: 'model cannot be built for this table', exitCode: 65, grpcStatus: 'INVALID_ARGUMENT' },
  'CL-MODEL-003': { title: 'sampling cannot meet the constraints', exitCode: 70, grpcStatus: 'INTERNAL' },
  'CL-MODEL-004': { title: 'compute engine unavailable', exitCode: 69, grpcStatus: 'UNAVAILABLE' },
  'CL-MODEL-005': { title: 'condition cannot be met', exitCode: 65, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-MODEL-006': { title: 'released model cannot be sampled', exitCode: 65, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-IO-001': { title: 'file not readable', exitCode: 66, grpcStatus: 'NOT_FOUND' },
  'CL-IO-002': { title: 'folder not writable', exitCode: 73, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-IO-003': { title: 'port in use', exitCode: 69, grpcStatus: 'UNAVAILABLE' },
  'CL-IO-004': { title: 'stored data damaged', exitCode: 74, grpcStatus: 'DATA_LOSS' },
  'CL-IO-005': { title: 'store of a newer release', exitCode: 78, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-IO-006': { title: 'store not available', exitCode: 69, grpcStatus: 'UNAVAILABLE' },
  'CL-IO-007': { title: 'folder in use', exitCode: 75, grpcStatus: 'FAILED_PRECONDITION' },
  'CL-IO-008': { title: 'store not permitted', exitCode: 77, grpcStatus: 'UNAVAILABLE' },
  'CL-INT-001': { title: 'internal error', exitCode: 70, grpcStatus: 'INTERNAL' },
} as const satisfies Record<string, ErrorClass & { readonly title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Whether a text from outside is one of this release's codes. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_CODES, text);
}
