/** Whether a count is to be suppressed: it is not 0, and below the minimum cell size. */
export function isSmall(count: number, minimumCellSize: number): boolean {
  return count > 0 && count < minimumCellSize;
}
