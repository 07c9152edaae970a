/** The result of a study in the terminal: scores, verdicts and privacy in at most 80 columns. */
import { printable } from '../figures/markup.ts';
import { keyScoresOf, LEVEL_NAMES } from './key-scores.ts';
import { formatBytes, formatCount, formatPercent, formatScore } from './number-format.ts';
import type { ReportModel, Score, VerdictLevel } from './report-model.ts';
import { scoreName } from './score-names.ts';
import { rescaled } from './verdicts.ts';

export interface TerminalOptions {
  /** Use ANSI colours. Default: no. */
  readonly colour?: boolean;
}

const WIDTH = 80;
const NAME_WIDTH = 40;
const NUMBER_WIDTH = 9;
const LEVEL_COLOURS: Readonly<Record<VerdictLevel, number>> = {
  supported: 32,
  'with-care': 33,
  'not-supported': 31,
  'not-assessed': 90,
};

/** A summary of the report, ending in a line break. Names are made safe for a terminal. */
export function terminalSummary(model: ReportModel, { colour = false }: TerminalOptions = {}): string {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines = [
    paint(1, fit(model.study.title ?? model.study.name, WIDTH)),
    ...wrap(cohortLine(model)),
    '',
    ...scoreTable(model).map((line, index) => (index === 0 ? paint(1, line) : line)),
    '',
    ...verdictLines(model, paint),
    '',
    ...model.privacyStatements.flatMap(({ sentence }) => wrap(`Privacy: ${sentence}`)),
    ...wrap(disclosureLine(model)),
  ];
  return `${lines.join('\n')}\n`;
}

function cohortLine({ cohorts, study }: ReportModel): string {
  const rows = cohorts.map(({ label, rows: count }) => `${label.toLowerCase()} ${formatCount(count)}`);
  return `Rows: ${rows.join(', ')}; ${formatCount(study.columns)} columns`;
}

function scoreTable(model: ReportModel): string[] {
  const scores = keyScoresOf(model.scores);
  if (scores.length === 0) return ['No score was computed.'];
  const synthetic = model.cohorts.filter(({ role }) => role === 'synthetic');
  const against = scores[0].against === 'held-out' ? 'Against held-out patients' : 'Against training patients';
  return [
    row(against, ['floor', 'score', 'ceiling', 'rescaled']),
    ...synthetic.flatMap(({ id, label }) => [
      ...(synthetic.length > 1 ? [fit(label, WIDTH)] : []),
      ...scores.map((score) => scoreRow(score, id)),
    ]),
  ];
}

function scoreRow(score: Score, cohort: string): string {
  const value = score.values.find((entry) => entry.cohort === cohort)?.value ?? null;
  const onScale = formatPercent(rescaled(score, value), 0);
  return row(scoreName(score), [formatScore(score.floor), formatScore(value), formatScore(score.ceiling), onScale]);
}

function row(name: string, numbers: readonly string[]): string {
  return fit(name, NAME_WIDTH).padEnd(NAME_WIDTH) + numbers.map((text) => text.padStart(NUMBER_WIDTH)).join('');
}

function verdictLines({ verdicts }: ReportModel, paint: (code: number, text: string) => string): string[] {
  return verdicts.map(
    ({ title, level }) => fit(title, NAME_WIDTH).padEnd(NAME_WIDTH) + paint(LEVEL_COLOURS[level], LEVEL_NAMES[level]),
  );
}

function disclosureLine({ sites }: ReportModel): string {
  const total = sites.reduce((sum, { bytes }) => sum + bytes, 0);
  return `Disclosed: sums and parameters only, ${formatBytes(total)} from ${formatCount(sites.length)} ${sites.length === 1 ? 'site' : 'sites'}.`;
}

function fit(text: string, width: number): string {
  const characters = [...printable(text).replace(/\s+/g, ' ')];
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}…`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(/\s+/)) {
    const fitted = fit(word, WIDTH);
    if (line !== '' && line.length + 1 + fitted.length > WIDTH) {
      lines.push(line);
      line = fitted;
    } else line = line === '' ? fitted : `${line} ${fitted}`;
  }
  return [...lines, line];
}
