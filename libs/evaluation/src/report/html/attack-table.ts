import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatPercent, UNDEFINED_VALUE } from '../number-format.ts';
import { ATTACK_ALARM, attacksOn } from '../privacy-statement.ts';
import type { AttackFigure, CohortPrivacy, ReportPrivacy } from '../report-model.ts';
import { withLimits } from './interval.ts';
import { dataTable, type TableRow } from './table.ts';

/** Singling out, linking and inference: rates on training and on other patients, and what is gained on training. */
export function attackTable({ synthetic, independent }: ReportPrivacy): Markup {
  const attacks = namedAttacks(synthetic);
  if (attacks.length === 0) return NOTHING;
  const floors = new Map(namedAttacks(independent));
  const whole = new Set(attacksOn(synthetic).map(({ figure }) => figure));
  const columns = [
    { heading: 'Attack' },
    { heading: 'Training patients' },
    { heading: 'Held out' },
    { heading: 'Guessing' },
    { heading: 'Risk' },
    { heading: 'Risk, independent' },
    { heading: 'Reading', text: true },
  ];
  const rows = attacks.map(([name, figure]): TableRow => {
    const { training, control, naive } = figure;
    return {
      part: /^(by|inferring) /.test(name),
      cells: [
        name,
        rateText(training),
        rateText(control),
        rateText(naive),
        riskText(figure),
        riskText(floors.get(name) ?? null),
        readingOf(figure, whole.has(figure)),
      ],
    };
  });
  return dataTable('Attacks, share that succeeds', columns, [{ rows }], { className: 'compact' });
}

/** Only an attack as a whole raises the alarm: of many single columns one goes beyond any limit by chance. */
function readingOf({ lower, isTooWeak }: AttackFigure, isWhole: boolean): string {
  const isAlarming = isWhole && (lower ?? 0) > ATTACK_ALARM;
  return [isAlarming && 'alarm', isTooWeak && 'too weak to tell'].filter(Boolean).join('; ');
}

/** How to read the table. */
export function attackNote(): Markup {
  return markup`<p class="small">Risk: what an attack gains on training patients beyond the same attack on patients held out, as a share of what it could gain; alarm where the lower limit for an attack as a whole (linking: for the fewest neighbours) is above ${formatPercent(ATTACK_ALARM, 0)}, a convention of this software. Single columns, numbers of columns and further neighbours are listed to be read, not to raise an alarm. Too weak to tell: the attack does not beat guessing without the cohort, and a stronger one may. Columns inferred so much more often for training patients are listed with limits that allow for the choice among all columns.</p>`;
}

function namedAttacks({ singlingOut, linkability, inference }: CohortPrivacy): [string, AttackFigure][] {
  const attacks: readonly (readonly [string, AttackFigure | null])[] = [
    ['Singling out by one column', singlingOut.univariate],
    ['Singling out by several columns', singlingOut.multivariate],
    ...singlingOut.byAttributes.map((own): [string, AttackFigure] => [`by ${own.attributes} columns`, own]),
    ...linkability.map((own): [string, AttackFigure] => [`Linking, ${own.neighbours} nearest`, own]),
    ['Inferring a column, mean', inference.overall],
    ...inference.columns.map((own): [string, AttackFigure] => [`inferring ${own.field}`, own]),
  ];
  return attacks.flatMap(([name, figure]): [string, AttackFigure][] => (figure ? [[name, figure]] : []));
}

function rateText(own: AttackFigure['training']): string {
  return own === null ? UNDEFINED_VALUE : own.rate === null ? 'supp.' : formatPercent(own.rate);
}

function riskText(own: AttackFigure | null): Markup {
  if (own?.risk === null || own?.risk === undefined) return markup`${UNDEFINED_VALUE}`;
  const value = formatPercent(own.risk);
  return own.lower === null || own.upper === null
    ? markup`${value}`
    : withLimits(value, [formatPercent(own.lower), formatPercent(own.upper)]);
}
