import { createHash } from 'node:crypto';
import type { DataDictionary } from './dictionary.ts';
import { type DataPackageJson, toDataPackage } from './dictionary-writing.ts';

/** Where a released cohort comes from. */
export interface Release {
  /** Name of the CSV file, relative to the package. */
  readonly path: string;
  /** The CSV file's text, for its size and hash. */
  readonly csv: string;
  readonly rowCount: number;
  readonly title: string;
  readonly description: string;
  /** What the cohort was learnt from, for example "3 sites of the study aml-demo". */
  readonly sources: readonly { readonly title: string; readonly path?: string }[];
  /** Program and version, for example "Cohortloom 0.1.0". */
  readonly createdBy: string;
  /** ISO 8601 date and time. */
  readonly created: string;
  /** Study, model, seed and what else is needed to make it again. */
  readonly provenance: Readonly<Record<string, string | number | boolean>>;
}

/** The `datapackage.json` of a released synthetic cohort: readable by Frictionless tools, and by us as a dictionary. */
export function releasePackage(dictionary: DataDictionary, release: Release): DataPackageJson {
  const described = toDataPackage(dictionary, { path: release.path });
  const bytes = Buffer.from(release.csv);
  return {
    ...described,
    title: release.title,
    description: release.description,
    created: release.created,
    sources: release.sources,
    contributors: [{ title: release.createdBy, role: 'wrangler' }],
    cohortloom: { synthetic: true, ...release.provenance },
    resources: described.resources.map((resource) => ({
      ...resource,
      bytes: bytes.length,
      hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      rowCount: release.rowCount,
    })),
  };
}
