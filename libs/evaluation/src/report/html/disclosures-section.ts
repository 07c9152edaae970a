import { markup, type Markup } from '../../figures/markup.ts';
import { formatBytes, formatCount } from '../number-format.ts';
import type { ReportModel, ReportSite } from '../report-model.ts';
import { dataTable } from './table.ts';

/** What left each site to make this cohort and this report, by kind of round; or the files, where nothing left any. */
export function disclosuresSection(model: ReportModel): Markup {
  const { sites, suppression } = model;
  const content = sites.length > 0 ? siteTable(sites) : nothingLeft(model);
  return markup`<section aria-labelledby="disclosures"><h2 id="disclosures">Disclosures</h2>${content}<p class="small">${suppressionNote(suppression)}</p></section>`;
}

function siteTable(sites: readonly ReportSite[]): Markup {
  const columns = [
    { heading: 'Site, kind of round' },
    { heading: 'Patients' },
    { heading: 'Rounds' },
    { heading: 'Sent' },
    { heading: 'What was sent', text: true },
  ];
  const total = sites.reduce((sum, { bytes }) => sum + bytes, 0);
  const groups = [...sites.map(siteRows), { rows: [{ cells: ['All sites', '', '', formatBytes(total), ''] }] }];
  return markup`<p>Everything that left a site is a contribution to a sum over sites. Rows, identifiers, exact extremes and labels known to one site only stayed there.</p>${dataTable('', columns, groups)}`;
}

function siteRows({ name, rows, roundsJoined, bytes, disclosures }: ReportSite) {
  const patients = rows === null ? 'not disclosed' : formatCount(rows);
  const whole = [markup`<strong>${name}</strong>`, patients, formatCount(roundsJoined), formatBytes(bytes), ''];
  const byKind = disclosures.map((own) => [
    wordsFor(own),
    '',
    formatCount(own.rounds),
    formatBytes(own.bytes),
    own.what,
  ]);
  return { rows: [whole, ...byKind].map((cells) => ({ cells })) };
}

function wordsFor({ kind, model }: ReportSite['disclosures'][number]): string {
  return model === undefined ? kind : `${kind}, ${model}`;
}

function nothingLeft({ inputs }: ReportModel): Markup {
  const columns = [
    { heading: 'File' },
    { heading: 'Taken as', text: true },
    { heading: 'Rows' },
    { heading: 'SHA-256', text: true },
  ];
  const rows = inputs.map(({ file, label, rows: count, sha256 }) => ({
    cells: [file, label, formatCount(count), markup`<code>${sha256}</code>`],
  }));
  return markup`<p>Nothing left any site: all rows were at hand on the machine that made this report.</p>${inputs.length > 0 && dataTable('', columns, [{ rows }])}`;
}

function suppressionNote({ minimumCellSize, cells }: ReportModel['suppression']): string {
  if (minimumCellSize <= 1) return 'No minimum cell size was set.';
  const suppressed =
    cells === 0
      ? 'no cell of this report was suppressed'
      : `${formatCount(cells)} ${cells === 1 ? 'cell' : 'cells'} of this report suppressed`;
  return `Minimum cell size ${formatCount(minimumCellSize)}: ${suppressed}.`;
}
