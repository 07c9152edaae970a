import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { GENERATOR_NAMES, type GeneratorName, generatorKind } from '#generators/generator-registry';

const SITE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const siteName = z
  .string()
  .regex(SITE_NAME, 'must be 1 to 63 letters, digits, dots, dashes or underscores, starting with a letter or digit');

const modelShape = z
  .strictObject({
    name: z.enum(GENERATOR_NAMES).default(GENERATOR_NAMES[0]),
    hyperparameters: z.record(z.string(), z.unknown()).default({}),
  })
  .prefault({});

const syntheticShape = z
  .strictObject({
    /** Rows of the released cohort; default: as many as there are training rows. */
    rows: z.int().min(1).max(1_000_000).optional(),
    /** Rows sampled for each row released, from which the calibrated cohort is drawn. */
    poolFactor: z.number().min(2).max(500).default(60),
    /** Rake the pool to the margins that the profile round disclosed. */
    calibrate: z.boolean().default(true),
  })
  .prefault({});

const seconds = z.number().min(0.1).max(86_400);

const roundsShape = z
  .strictObject({
    progressTimeoutSeconds: seconds.default(120),
    quorumDeadlineSeconds: seconds.default(600),
    gatherTimeoutSeconds: seconds.default(60),
  })
  .prefault({});

const declarationShape = z.strictObject({
  name: z.string().regex(SITE_NAME, 'must be fit for a file name').default('study'),
  seed: z
    .union([z.string().min(1).max(200), z.number()])
    .transform(String)
    .default('1'),
  sites: z.array(siteName).min(1).max(1_000),
  quorum: z.int().min(1).optional(),
  /** Share of its rows that each site keeps out of training, to be judged by. */
  holdOut: z.number().min(0).max(0.5).default(0.2),
  model: modelShape,
  synthetic: syntheticShape,
  rounds: roundsShape,
});

/** A study as its consortium declares it, with every default filled in. */
export type StudyDeclaration = z.output<typeof declarationShape> & { readonly quorum: number };

/** The settings in the text of a study file, not checked yet; an empty file has none. Throws CL-CONF-001. */
export function parseStudyFile(text: string, file?: string): unknown {
  try {
    return parseYaml(text) ?? {};
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? cause.linePos?.[0].line : undefined;
    throw invalid(['the file is not YAML'], file, line);
  }
}

/** Fills defaults into a declaration and checks it. Throws CL-CONF-001 naming each property that is wrong. */
export function checkStudyDeclaration(value: unknown, file?: string): StudyDeclaration {
  const parsed = declarationShape.safeParse(value);
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the study'}: ${issue.message}`),
      file,
    );
  }
  const { sites } = parsed.data;
  const twice = sites.find((site, index) => sites.indexOf(site) !== index);
  if (twice !== undefined) throw invalid([`sites: ${twice} is named twice`], file);
  const quorum = parsed.data.quorum ?? sites.length;
  if (quorum > sites.length) throw invalid([`quorum: ${quorum} sites are asked for, ${sites.length} are named`], file);
  checkHyperparameters(parsed.data.model, file);
  return { ...parsed.data, quorum };
}

/** The model knows its own settings; they are checked with the rest, before any site is asked for anything. */
function checkHyperparameters(model: { name: GeneratorName; hyperparameters: unknown }, file?: string): void {
  try {
    generatorKind(model.name).configure(model.hyperparameters);
  } catch (error) {
    throw CohortloomError.from(error).at({ file });
  }
}

function invalid(problems: readonly string[], file?: string, line?: number): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `The study's declaration is not valid: ${problems.join('; ')}.`,
    where: { file, line },
    todo: 'Correct the study file; docs/study-file.md lists the settings.',
  });
}
