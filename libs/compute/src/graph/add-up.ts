import { add } from '../ops/arithmetic.ts';
import { concat } from '../ops/slice.ts';
import { fill } from '../ops/sum.ts';
import type { Tensor } from './tensor.ts';

/**
 * The sum of gradients of one tensor; undefined for none. Gradients of slices are mostly zeros: those that lie side by
 * side along one axis are joined instead of added.
 */
export function addUp(parts: readonly Tensor[]): Tensor | undefined {
  const slabs: Slab[] = [];
  const others: Tensor[] = [];
  for (const part of parts) {
    const slab = slabOf(part);
    if (slab !== undefined && slabs.every((known) => areApart(known, slab))) slabs.push(slab);
    else others.push(part);
  }
  if (slabs.length < 2) return sum(parts);
  return sum([join(slabs), ...others]);
}

/** A tensor that is zero but for a stretch of one axis. */
interface Slab {
  readonly whole: Tensor;
  readonly content: Tensor;
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

function slabOf(whole: Tensor): Slab | undefined {
  const { operation } = whole;
  if (operation.kind !== 'pad') return undefined;
  const padded = whole.shape
    .map((_, axis) => axis)
    .filter((axis) => operation.before[axis] + operation.after[axis] > 0);
  if (padded.length !== 1) return undefined;
  const [axis] = padded;
  const start = operation.before[axis];
  const [content] = whole.inputs;
  return { whole, content, axis, start, end: start + content.shape[axis] };
}

function areApart(a: Slab, b: Slab): boolean {
  return a.axis === b.axis && (a.end <= b.start || b.end <= a.start);
}

/** The slabs one after another, with zeros where there is none. */
function join(slabs: readonly Slab[]): Tensor {
  const [{ whole, axis }] = slabs;
  const ordered = slabs.toSorted((a, b) => a.start - b.start);
  const pieces: Tensor[] = [];
  let reached = 0;
  const fillUpTo = (place: number): void => {
    if (place > reached) pieces.push(fill(whole.scope, 0, whole.shape.with(axis, place - reached)));
  };
  for (const slab of ordered) {
    fillUpTo(slab.start);
    pieces.push(slab.content);
    reached = slab.end;
  }
  fillUpTo(whole.shape[axis]);
  return concat(pieces, axis);
}

function sum(parts: readonly Tensor[]): Tensor | undefined {
  return parts.reduce<Tensor | undefined>((total, part) => (total === undefined ? part : add(total, part)), undefined);
}
