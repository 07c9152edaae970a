/** The result of a study in the terminal: scores, verdicts and privacy in at most 80 columns. */
import { printable } from '../figures/markup.ts';
import { comparedWith, keyScoresOf, LEVEL_NAMES } from './key-scores.ts';
import { formatBytes, formatCount, formatRescaled, formatScore } from './number-format.ts';
import { withoutSubject } from './privacy-heading.ts';
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
    paint(1, fit(model.about.title, WIDTH)),
    ...wrap(cohortLine(model)),
    ...(model.release ? ['', ...wrap(model.release.sentence)] : []),
    '',
    ...scoreTable(model).map((line, index) => (index === 0 ? paint(1, line) : line)),
    '',
    ...judgementLines(model, paint),
    ...wrap(disclosureLine(model)),
  ];
  return `${lines.join('\n')}\n`;
}

function cohortLine({ cohorts, about }: ReportModel): string {
  const rows = cohorts.map(({ label, rows: count }) => `${label} ${formatCount(count)}`);
  return `Rows: ${rows.join(', ')}; ${formatCount(about.columns)} columns`;
}

function scoreTable(model: ReportModel): string[] {
  const scores = keyScoresOf(model.scores);
  if (scores.length === 0) return ['No score was computed.'];
  const synthetic = model.cohorts.filter(({ role }) => role === 'synthetic');
  return [
    ...wrap(comparedWith(scores)),
    row('', ['floor', 'score', 'ceiling', 'rescaled']),
    ...synthetic.flatMap(({ id, label }) => [
      ...(synthetic.length > 1 ? [fit(label, WIDTH)] : []),
      ...scores.map((score) => scoreRow(score, id)),
    ]),
  ];
}

function scoreRow(score: Score, cohort: string): string {
  const entry = score.values.find((own) => own.cohort === cohort);
  const onScale = formatRescaled(entry ? rescaled(entry) : null);
  return row(scoreName(score), [
    formatScore(entry?.floor),
    formatScore(entry?.value),
    formatScore(entry?.ceiling),
    onScale,
  ]);
}

function row(name: string, numbers: readonly string[]): string {
  return fit(name, NAME_WIDTH).padEnd(NAME_WIDTH) + numbers.map((text) => text.padStart(NUMBER_WIDTH)).join('');
}

/** Verdicts and privacy of each synthetic cohort, under its name where there are several. */
function judgementLines(model: ReportModel, paint: (code: number, text: string) => string): string[] {
  const synthetic = model.cohorts.filter(({ role }) => role === 'synthetic');
  return synthetic.flatMap(({ id, label }) => [
    ...(synthetic.length > 1 ? [paint(1, fit(label, WIDTH))] : []),
    ...model.verdicts
      .filter(({ cohort }) => cohort === id)
      .map(({ title, level }) => {
        const name = fit(title, NAME_WIDTH).padEnd(NAME_WIDTH);
        return name + paint(LEVEL_COLOURS[level], LEVEL_NAMES[level]);
      }),
    '',
    ...model.privacyStatements
      .filter(({ cohort }) => cohort === id)
      .flatMap(({ sentence }) => wrap(`Privacy: ${withoutSubject(sentence)}`)),
    ...(synthetic.length > 1 ? [''] : []),
  ]);
}

function disclosureLine({ sites }: ReportModel): string {
  if (sites.length === 0) return 'Disclosed: nothing left any site, as all rows were at hand.';
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
