/** Lengths of the axes, outermost first; [] is a scalar. All shapes are static. */
export type Shape = readonly number[];

export type DType = 'float32' | 'int32';
