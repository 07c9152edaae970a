import { CohortloomError } from '#errors/cohortloom-error';
import type { SumLayout, VectorLayout } from '#sums/layout';
import type { RoundKind } from '#federation/rounds/round';
import {
  RoundKind as WireRoundKind,
  VectorKind,
  type VectorLayout as WireVectorLayout,
} from '../gen/cohortloom/v1/round_pb.ts';

const VECTOR_KINDS = { count: VectorKind.COUNT, measure: VectorKind.MEASURE, weighted: VectorKind.WEIGHTED } as const;
const ROUND_KINDS = {
  profile: WireRoundKind.PROFILE,
  train: WireRoundKind.TRAIN,
  assess: WireRoundKind.ASSESS,
} as const;

type VectorLayoutInit = Omit<WireVectorLayout, '$typeName' | '$unknown'>;

/** A layout as an assignment carries it; the order of the vectors is kept. */
export function layoutToWire(layout: SumLayout): VectorLayoutInit[] {
  return Array.from(layout, ([name, { kind, length, scale }]) => ({
    name,
    kind: VECTOR_KINDS[kind],
    length,
    scale: scale ?? 0,
  }));
}

/** @throws CL-NET-001 when a vector is of a kind that this release doesn't know */
export function layoutFromWire(vectors: readonly WireVectorLayout[]): SumLayout {
  return new Map(
    vectors.map(({ name, kind, length, scale }): [string, VectorLayout] => [
      name,
      { kind: nameOf(VECTOR_KINDS, kind, 'vector'), length, ...(scale > 0 && { scale }) },
    ]),
  );
}

export function roundKindToWire(kind: RoundKind): WireRoundKind {
  return ROUND_KINDS[kind];
}

/** @throws CL-NET-001 when the kind is one that this release doesn't know */
export function roundKindFromWire(kind: WireRoundKind): RoundKind {
  return nameOf(ROUND_KINDS, kind, 'round');
}

function nameOf<Name extends string>(kinds: Readonly<Record<Name, number>>, value: number, subject: string): Name {
  const name = (Object.keys(kinds) as Name[]).find((key) => kinds[key] === value);
  if (name !== undefined) return name;
  throw new CohortloomError('CL-NET-001', {
    what: `The coordinator asks for a kind of ${subject} (${value}) that this release doesn't know.`,
    todo: 'Update the agent to the release of the coordinator.',
  });
}
