import { CohortloomError } from '#errors/cohortloom-error';
import { GENERATOR_NAMES } from '#generators/generator-names';
import { checkStudyDeclaration, parseStudyFile, type StudyDeclaration } from '#study/study-declaration';
import { readText } from './read-text.ts';
import type { StudyOptions } from './study-options.ts';

/** The study of a declaration file, with options given on the command line laid over it. Throws CL-CONF-001, CL-CONF-005, CL-IO-001. */
export async function declareStudy(options: StudyOptions, sites: readonly string[]): Promise<StudyDeclaration> {
  const declared = options.study === undefined ? {} : parseStudyFile(await readText(options.study), options.study);
  if (!isRecord(declared)) return checkStudyDeclaration(declared, options.study);
  const { model, n, seed } = options;
  return checkStudyDeclaration(
    {
      ...declared,
      sites: [...sites],
      ...(seed === undefined ? {} : { seed }),
      ...(model === undefined ? declaredModels(declared) : otherModels(declared, namesIn(model))),
      release: declared.release ?? undefined,
      synthetic: n === undefined ? (declared.synthetic ?? undefined) : laidOver(declared.synthetic, { rows: n }),
    },
    options.study,
  );
}

interface ModelSections {
  readonly model?: unknown;
  readonly models?: unknown;
}

/** An empty section is none. */
function declaredModels({ model, models }: ModelSections): ModelSections {
  return { model: model ?? undefined, models: models ?? undefined };
}

/** Throws CL-CONF-005, since not the study file is to be corrected. */
function namesIn(option: string): string[] {
  const names = option.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !GENERATOR_NAMES.some((known) => known === name));
  if (unknown !== undefined) throw noModels(option, unknown === '' ? 'a name is empty' : `${unknown} is no model`);
  const again = names.find((name, index) => names.indexOf(name) < index);
  if (again !== undefined) throw noModels(option, `${again} is named twice`);
  return names;
}

function noModels(option: string, problem: string): CohortloomError {
  return new CohortloomError('CL-CONF-005', {
    what: `--model "${option}" is not understood: ${problem}.`,
    todo: `Name one of ${GENERATOR_NAMES.join(', ')}, or several with commas between them.`,
  });
}

/**
 * Other models than those of the file. Settings of one generator mean nothing to another: a model keeps those that the file
 * gives it by name, and what is no section of settings is left as it is, to be refused.
 */
function otherModels(declared: ModelSections, names: readonly string[]): ModelSections {
  const { model, models } = declaredModels(declared);
  const isReadable = (model === undefined || isRecord(model)) && (models === undefined || Array.isArray(models));
  if (!isReadable || (model !== undefined && models !== undefined)) return { model, models };
  const sections: readonly unknown[] = Array.isArray(models) ? models : [model];
  const chosen = names.map((name) => sections.find((own) => isRecord(own) && nameOf(own) === name) ?? { name });
  return chosen.length === 1
    ? { model: chosen[0], models: undefined }
    : { model: undefined, models: chosen.map(named) };
}

function nameOf(section: Record<string, unknown>): unknown {
  return section.name ?? GENERATOR_NAMES[0];
}

/** In a list each has its name. */
function named(section: unknown): unknown {
  return isRecord(section) ? { ...section, name: nameOf(section) } : section;
}

/** What is no section of settings is left as it is, to be refused with its name. */
function laidOver(section: unknown, options: Record<string, unknown>): unknown {
  if (section === undefined || section === null) return options;
  return isRecord(section) ? { ...section, ...options } : section;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
