/** How the report writes numbers: the one place that rounds. A value that isn't defined is an en dash. */
export const UNDEFINED_VALUE = '–';

const GROUPED = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** A score between −1 and 1, three decimals. */
export function formatScore(value: number | null | undefined): string {
  return formatFixed(value, 3);
}

export function formatFixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNDEFINED_VALUE;
  return withMinus(value.toFixed(decimals));
}

/** A signed difference: +0.012, −0.004, 0.000. */
export function formatSigned(value: number | null | undefined, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value !== null && value !== undefined && value > 0 && Number(text) > 0 ? `+${text}` : text;
}

export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNDEFINED_VALUE;
  return withMinus(GROUPED.format(value));
}

/** A share in per cent, one decimal: 37.2 %; shares that would round to nothing as <0.1 %. */
export function formatPercent(value: number | null | undefined, decimals = 1): string {
  const text = formatPercentNumber(value, decimals);
  return text === UNDEFINED_VALUE ? text : `${text} %`;
}

/** A score on the way from floor to ceiling. Beyond the ceiling nothing is better: another real cohort is as near as can be. */
export function formatRescaled(value: number | null | undefined): string {
  return value !== null && value !== undefined && value > 1 ? '≥100 %' : formatPercent(value, 0);
}

/** As formatPercent, without the sign: for columns headed %. */
export function formatPercentNumber(value: number | null | undefined, decimals = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNDEFINED_VALUE;
  const smallest = 10 ** -decimals;
  if (value > 0 && value * 100 < smallest / 2) return `<${smallest.toFixed(decimals)}`;
  return withMinus((value * 100).toFixed(decimals));
}

/** A measured quantity at three significant digits, never in exponent form between 1e-4 and 1e9. */
export function formatMeasure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNDEFINED_VALUE;
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e9) return formatCount(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return withMinus(value.toExponential(2));
  const decimals = size === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(size)));
  return withMinus(value.toFixed(decimals));
}

/** A p-value, three decimals: 0.042, <0.001. */
export function formatP(value: number | null | undefined): string {
  return value !== null && value !== undefined && value < 0.001 ? '<0.001' : formatFixed(value, 3);
}

/** A ratio, three significant digits but two decimals at most: 0.61, 12.3; what is out of sight as <0.01, >999. */
export function formatRatio(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNDEFINED_VALUE;
  if (value > 999) return '>999';
  if (value < 0.01) return '<0.01';
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** The least and the greatest of the values, as one where they read alike: 0.561, 0.561–0.563. */
export function formatSpan(values: readonly (number | null)[], format: (value: number | null) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return UNDEFINED_VALUE;
  const [least, greatest] = [format(Math.min(...known)), format(Math.max(...known))];
  if (least === greatest) return least;
  // A dash before a minus sign would read as two of them.
  return greatest.startsWith('−') || least.startsWith('−') ? `${least} to ${greatest}` : `${least}–${greatest}`;
}

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size in decimal units: 812 bytes, 41.7 MB. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  while (amount >= 999.5 && unit < BYTE_UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  const digits = unit === 0 || amount >= 99.95 ? 0 : 1;
  return `${amount.toFixed(digits)} ${unit === 0 && bytes === 1 ? 'byte' : BYTE_UNITS[unit]}`;
}

/** A span of time: 45 s, 3 min 20 s, 2 h 5 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A point in time, UTC, to the minute. */
export function formatInstant(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function withMinus(text: string): string {
  if (!text.startsWith('-')) return text;
  return Number(text.replaceAll(',', '')) === 0 ? text.slice(1) : `−${text.slice(1)}`;
}
