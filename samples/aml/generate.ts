import { writeFile } from 'node:fs/promises';
import { sampleFiles } from './sample-files.ts';

/** Writes the sample cohort beside this script (`npm run samples`). */
for (const [name, text] of sampleFiles()) await writeFile(new URL(name, import.meta.url), text);
