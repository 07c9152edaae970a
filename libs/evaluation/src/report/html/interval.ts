import type { Estimate } from '../../inference/inference-figures.ts';
import { markup, type Markup } from '../../figures/markup.ts';
import { UNDEFINED_VALUE } from '../number-format.ts';

type Format = (value: number | null) => string;

/** An estimate with its confidence limits; a limit that isn't reached is NR. */
export function estimateText({ value, lower, upper }: Estimate, format: Format): Markup {
  if (value === null) return markup`${UNDEFINED_VALUE}`;
  return withLimits(
    format(value),
    [lower, upper].map((limit) => (limit === null ? 'NR' : format(limit))),
  );
}

/** A time that may not be reached, with its limits. */
export function timeText({ value, lower, upper }: Estimate, format: Format): Markup {
  if (value === null && lower === null && upper === null) return markup`NR`;
  const [time, ...limits] = [value, lower, upper].map((own) => (own === null ? 'NR' : format(own)));
  return withLimits(time, limits);
}

/** Limits below 0 are joined by a word: a dash between them would read as another minus. */
export function withLimits(value: string, [lower, upper]: readonly string[]): Markup {
  const joint = [lower, upper].some((limit) => limit.startsWith('−')) ? ' to ' : '–';
  return markup`${value} <span class="interval">(${lower}${joint}${upper})</span>`;
}
