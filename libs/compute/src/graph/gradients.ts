/**
 * Reverse-mode differentiation inside the operation set. Source: Griewank & Walther, Evaluating Derivatives (2nd ed.),
 * chapter 3.2.
 */
import { fill } from '../ops/sum.ts';
import { addUp } from './add-up.ts';
import { ancestors } from './build.ts';
import { GraphError } from './graph-error.ts';
import { sameShape, type Tensor } from './tensor.ts';

/**
 * The gradients of `loss` with respect to each of `wrt`, each of that tensor's shape; zeros where the loss does not
 * depend on it. The loss is a scalar, or `seed` (of its shape) says how its elements are weighted. The results are
 * ordinary tensors and may be differentiated again. Throws GraphError for a loss with axes and no seed.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[], seed?: Tensor): Tensor[] {
  const start = seed ?? fill(loss.scope, 1, loss.shape);
  if (seed === undefined && loss.shape.length > 0)
    throw new GraphError('gradients', 'a loss with axes needs a seed', [loss.shape]);
  if (!sameShape(start.shape, loss.shape))
    throw new GraphError('gradients', 'loss and seed differ in shape', [loss.shape, start.shape]);
  const parts = new Map<Tensor, Tensor[]>([[loss, [start]]]);
  for (const tensor of pathsBetween(wrt, loss).toReversed()) propagate(tensor, parts);
  return wrt.map((tensor) => addUp(parts.get(tensor) ?? []) ?? fill(tensor.scope, 0, tensor.shape));
}

/** Hands the gradient of a tensor, whose parts are complete, on to its inputs. */
function propagate(tensor: Tensor, parts: Map<Tensor, Tensor[]>): void {
  const seed = addUp(parts.get(tensor) ?? []);
  if (seed === undefined) return;
  parts.set(tensor, [seed]);
  tensor.pullback?.(seed, tensor).forEach((part, index) => {
    if (part === undefined) return;
    const input = tensor.inputs[index];
    parts.set(input, [...(parts.get(input) ?? []), part]);
  });
}

/** The tensors through which `loss` depends on one of `wrt`, in order of construction. */
function pathsBetween(wrt: readonly Tensor[], loss: Tensor): Tensor[] {
  const targets = new Set(wrt);
  const onPath = new Set<Tensor>();
  for (const tensor of ancestors([loss]))
    if (targets.has(tensor) || tensor.inputs.some((input) => onPath.has(input))) onPath.add(tensor);
  return [...onPath];
}
