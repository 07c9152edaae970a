/** The most rows that a cohort is sampled with, released or drawn from a release: they are held in memory. */
export const MOST_ROWS = 1_000_000;
