import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { generatorKind } from '#generators/generator-registry';
import { MOST_ROWS } from './most-rows.ts';
import { releaseRule, type ReleaseRule, releaseShape } from './release-rule.ts';
import { modelShape, modelsShape, type StudyModel } from './study-models.ts';

const SITE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const siteName = z
  .string()
  .regex(SITE_NAME, 'must be 1 to 63 letters, digits, dots, dashes or underscores, starting with a letter or digit');

const syntheticShape = z
  .strictObject({
    /** Rows of the released cohort; default: as many as there are training rows. */
    rows: z.int().min(1).max(MOST_ROWS).optional(),
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
  model: modelShape.optional(),
  models: modelsShape.optional(),
  release: releaseShape,
  synthetic: syntheticShape,
  rounds: roundsShape,
});

/** A study as its consortium declares it, with every default filled in. */
export interface StudyDeclaration extends Omit<z.output<typeof declarationShape>, 'model' | 'models' | 'release'> {
  readonly quorum: number;
  /** One to three, each once, in the order in which they are trained. */
  readonly models: readonly StudyModel[];
  readonly release: ReleaseRule;
}

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
  const { model, models: listed, release, ...rest } = parsed.data;
  const models = listed ?? [model ?? modelShape.parse({})];
  const names = models.map(({ name }) => name);
  const rule = releaseRule(release, names);
  const quorum = rest.quorum ?? rest.sites.length;
  const problems = [
    ...namedTwice('sites', rest.sites),
    ...namedTwice('models', names),
    ...(quorum > rest.sites.length ? [`quorum: ${quorum} sites are asked for, ${rest.sites.length} are named`] : []),
    ...(model !== undefined && listed !== undefined ? ['the study: model or models, not both'] : []),
  ];
  if (typeof rule === 'string') throw invalid([...problems, rule], file);
  if (problems.length > 0) throw invalid(problems, file);
  for (const own of models) checkHyperparameters(own, file);
  return { ...rest, quorum, models, release: rule };
}

function namedTwice(setting: string, names: readonly string[]): string[] {
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => `${setting}: ${name} is named twice`);
}

/** The model knows its own settings; they are checked with the rest, before any site is asked for anything. */
function checkHyperparameters(model: StudyModel, file?: string): void {
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
