import { z } from 'zod';
import { reportModelSchema } from './report-model.ts';

/** JSON Schema (2020-12) of report.json, as published in docs/report.schema.json. */
export function reportJsonSchema(): Record<string, unknown> {
  return {
    title: 'Cohortloom report',
    description: 'What report.html shows, as data.',
    ...z.toJSONSchema(reportModelSchema, { target: 'draft-2020-12' }),
  };
}
