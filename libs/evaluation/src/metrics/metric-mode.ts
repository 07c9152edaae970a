/**
 * `correct` (default): as the methods' authors define a metric. `reference`: as the code behind Eckardt et al. 2024
 * computes it, to compare with that paper's figures.
 */
export type MetricMode = 'correct' | 'reference';
