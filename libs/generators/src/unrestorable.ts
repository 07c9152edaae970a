import { CohortloomError } from '#errors/cohortloom-error';

/** CL-MODEL-006 for a file of the model that a release lacks. */
export function missingPart(name: string): CohortloomError {
  return new CohortloomError('CL-MODEL-006', {
    what: `The release lacks ${name}, from which its model is sampled.`,
    todo: `Take ${name} from the release again.`,
  });
}

/** Throws CL-MODEL-006 for a file that isn't there or says that it is of another format; whether it is whole, its reader says. */
export function requireFormat(name: string, content: unknown, wanted: string): void {
  if (content === undefined) throw missingPart(name);
  const format = formatOf(content);
  if (format === undefined || format === wanted) return;
  throw new CohortloomError('CL-MODEL-006', {
    what: `${name} is of another format than ${wanted}, the one that this version reads.`,
    todo: 'Sample with the version that released it, or take the released cohort.',
  });
}

function formatOf(content: unknown): string | undefined {
  const { sampling } = Object(content) as { sampling?: unknown };
  const { format } = Object(sampling) as { format?: unknown };
  return typeof format === 'string' ? format : undefined;
}
