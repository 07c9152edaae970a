import type { Shape } from './tensor.ts';

/** A graph that cannot exist: shapes that do not fit, an axis out of range, a name used twice. A defect of the caller. */
export class GraphError extends Error {
  /** The operation that was refused, as written in code, e.g. `matmul`. */
  readonly operation: string;
  readonly shapes: readonly Shape[];

  constructor(operation: string, problem: string, shapes: readonly Shape[] = []) {
    super(`${operation}: ${problem}${shapes.length > 0 ? ` (${shapes.map(formatShape).join(' and ')})` : ''}`);
    this.name = 'GraphError';
    this.operation = operation;
    this.shapes = shapes;
  }
}

function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
