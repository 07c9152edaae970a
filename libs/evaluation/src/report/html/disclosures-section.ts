import { markup, type Markup } from '../../figures/markup.ts';
import { formatBytes, formatCount } from '../number-format.ts';
import type { ReportModel } from '../report-model.ts';
import { dataTable } from './table.ts';

/** What left each site to make this cohort and this report, by kind of round. */
export function disclosuresSection({ sites, suppression }: ReportModel): Markup {
  const total = sites.reduce((sum, { bytes }) => sum + bytes, 0);
  return markup`<section aria-labelledby="disclosures"><h2 id="disclosures">Disclosures</h2><p>Everything that left a site is a contribution to a sum over sites. Rows, identifiers, exact extremes and labels known to one site only stayed there.</p>${dataTable(
    '',
    [
      { heading: 'Site, kind of round' },
      { heading: 'Patients' },
      { heading: 'Rounds' },
      { heading: 'Sent' },
      { heading: 'What was sent', text: true },
    ],
    [
      ...sites.map(({ name, rows, roundsJoined, bytes, disclosures }) => ({
        rows: [
          {
            cells: [
              markup`<strong>${name}</strong>`,
              rows === null ? 'not disclosed' : formatCount(rows),
              formatCount(roundsJoined),
              formatBytes(bytes),
              '',
            ],
          },
          ...disclosures.map((own) => ({
            cells: [own.kind, '', formatCount(own.rounds), formatBytes(own.bytes), own.what],
          })),
        ],
      })),
      { rows: [{ cells: ['All sites', '', '', formatBytes(total), ''] }] },
    ],
  )}<p class="small">${suppressionNote(suppression)}</p></section>`;
}

function suppressionNote({ minimumCellSize, cells }: ReportModel['suppression']): string {
  if (minimumCellSize <= 1) return 'No minimum cell size was set.';
  const suppressed =
    cells === 0
      ? 'no cell of this report was suppressed'
      : `${formatCount(cells)} ${cells === 1 ? 'cell' : 'cells'} of this report suppressed`;
  return `Minimum cell size ${formatCount(minimumCellSize)}: ${suppressed}.`;
}
