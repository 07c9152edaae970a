import type { OperationOf } from '../graph/operation.ts';
import type { LoweringContext } from './lowering-context.ts';

/** A product of two matrices as Gemm, of batches as MatMul. */
export function lowerMatmul(operation: OperationOf<'matmul'>, context: LoweringContext): string {
  if (context.node.shape.length === 2) return lowerGemm(operation, context);
  const { builder, inputs } = context;
  const oriented = (name: string, transposed: boolean): string =>
    transposed ? builder.node('Transpose', [name], { perm: [0, 2, 1] }) : name;
  return builder.node('MatMul', [oriented(inputs[0], operation.transposeA), oriented(inputs[1], operation.transposeB)]);
}

/** A product of two matrices, and an addend broadcast to it where one is given. */
export function lowerGemm(operation: OperationOf<'matmul'>, context: LoweringContext, addend?: string): string {
  const inputs = addend === undefined ? context.inputs : [...context.inputs, addend];
  return context.builder.node('Gemm', inputs, {
    transA: Number(operation.transposeA),
    transB: Number(operation.transposeB),
  });
}
