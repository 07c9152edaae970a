/** Writes docs/report.schema.json from the report's schema: npx node --conditions=source scripts/write-report-schema.ts */
import { writeFileSync } from 'node:fs';
import { reportJsonSchema } from '#evaluation/report/json-schema';

writeFileSync(
  new URL('../docs/report.schema.json', import.meta.url),
  `${JSON.stringify(reportJsonSchema(), undefined, 2)}\n`,
);
