import { expect, test } from '@jest/globals';
import { definitionsOf } from './definitions.ts';
import { renderHtml } from './html/render-html.ts';
import type { ReportModel } from './report-model.ts';
import { simulatedReport } from './testing/simulated-report.ts';

const correct = simulatedReport({ markers: 2, rows: { training: 100, heldOut: 20, synthetic: 100 } });
const reference: ReportModel = { ...correct, about: { ...correct.about, mode: 'reference' } };

test('scores are defined as they were computed', () => {
  const textOf = (model: ReportModel, term: string) => definitionsOf(model).find((own) => own.term === term)?.text;
  expect(textOf(correct, '1 − KM divergence')).toContain('exact integral');
  expect(textOf(reference, '1 − KM divergence')).toContain('trapezoid rule');
  expect(textOf(correct, 'Basic statistical measure (BSM)')).toContain('the relative error');
  expect(textOf(reference, 'Basic statistical measure (BSM)')).toContain('divided by the real mean');
});

test('a report of published scores says so', () => {
  const published = 'BSM and Kaplan–Meier scores differ from the default';
  expect(renderHtml(reference)).toContain(published);
  expect(renderHtml(correct)).not.toContain(published);
});
