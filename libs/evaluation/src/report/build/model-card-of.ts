import type { Assessment } from '../../assessment.ts';
import { formatCount } from '../number-format.ts';
import type { ReportModel, ReportSite } from '../report-model.ts';

type ModelCard = ReportModel['modelCard'];

export function modelCardOf({ from, rows, siteCount }: Assessment, sites: readonly ReportSite[]): ModelCard {
  const { training, heldOut } = rows;
  const uses = [
    { term: 'Intended use', text: 'The uses that the verdicts above support, within the limits stated.' },
    {
      term: 'Not intended for',
      text: 'Decisions about single patients, evidence for efficacy or safety, or re-identification of anyone.',
    },
  ];
  if (from === 'rows') {
    const text = `${formatCount(training)} patients to compare with; ${formatCount(heldOut)} more that, as far as is stated, the generator never saw.`;
    return [{ term: 'Real rows', text }, ...uses];
  }
  const text = `${formatCount(training)} patients at ${Math.max(siteCount, sites.length)} sites; ${formatCount(heldOut)} more kept out of training. Sites with too few rows to be assessed are not in these numbers. No row left its site.`;
  return [
    { term: 'Training data', text },
    ...uses,
    { term: 'Privacy protection', text: 'Sums over sites and a minimum cell size. No differential privacy.' },
  ];
}
