/**
 * What is measured of a candidate in an `assess` round: the whole, or what concerns the candidate alone, where the whole is
 * measured of another one and tells of the references, which are the same for all: independent columns, and real rows.
 */
export type MeasuredScope = 'whole' | 'candidate';
