import type { Interval } from '#statistics/proportion';

export interface ResidualRisk extends Interval {
  /** In [0, 1]. */
  readonly risk: number;
}

/**
 * What an attack gains on patients whose rows the generator learnt from, beyond what it gains on others, as a share of
 * what it could gain: r = (t − c) / (1 − c), cut to [0, 1]. As in Anonymeter, t and c are the middles of the intervals
 * of the success rates, and the interval of r follows from their half widths to first order (Giomi et al., PoPETs 2023).
 * NaN where a rate is NaN or the attack on others can't fail.
 */
export function residualRisk(training: Interval, control: Interval): ResidualRisk {
  const t = middleOf(training);
  const c = middleOf(control);
  if (!(c < 1)) return { risk: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const risk = (t - c) / (1 - c);
  const width = Math.hypot(halfOf(training) / (1 - c), ((1 - t) / (1 - c) ** 2) * halfOf(control));
  return { risk: unit(risk), lower: unit(risk - width), upper: unit(risk + width) };
}

function middleOf({ lower, upper }: Interval): number {
  return (lower + upper) / 2;
}

function halfOf({ lower, upper }: Interval): number {
  return (upper - lower) / 2;
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}
