import { toDataPackage } from '#tabular/dictionary-writing';
import type { DataDictionary } from '#tabular/dictionary';
import type { StudyDeclaration } from '../study-declaration.ts';

/** The data package of a released cohort: the agreed dictionary, the file it describes, and where it comes from. */
export function describeCohort(
  dictionary: DataDictionary,
  declaration: StudyDeclaration,
  run: { readonly softwareVersion: string; readonly finishedAt: Date },
  rowCount: number,
): unknown {
  return {
    ...toDataPackage(dictionary, { path: 'synthetic.csv' }),
    name: `${declaration.name.toLowerCase()}-synthetic`,
    title: `Synthetic cohort of study ${declaration.name}`,
    description:
      `${rowCount} synthetic patients sampled from a ${declaration.model.name} generator that ` +
      `${declaration.sites.length} sites trained together without sharing rows. No row is a patient. ` +
      'report.html tells what the cohort can be used for.',
    created: run.finishedAt.toISOString(),
    contributors: declaration.sites.map((title) => ({ title, role: 'contributor' })),
    cohortloom: {
      softwareVersion: run.softwareVersion,
      study: declaration.name,
      seed: declaration.seed,
      model: declaration.model.name,
      synthetic: true,
    },
  };
}
