const FILE_WORDS: Readonly<Record<string, string>> = {
  'synthetic.csv': 'the synthetic cohort',
  'datapackage.json': 'its data dictionary',
  'report.html': 'the report',
  'report.pdf': 'the report, to print or send',
  'report.json': 'the report, to compute with',
  'disclosures.json': 'what each site sent',
  'model.json': 'the model, to be checked by a person and to sample from',
  'generator.onnx': 'the trained generator',
  'generator.json': 'how to read what the generator makes, and to sample from',
};

const KEPT = /^synthetic-(.+)\.csv$/;

/** Where the rows of a model are kept that wasn't released. */
export function keptCohortFile(model: string): string {
  return `synthetic-${model}.csv`;
}

/** Whether a release writes a file of this name. */
export function isReleaseFile(name: string): boolean {
  return fileWords(name) !== '';
}

/** What a file of a release is, as the terminal tells it. */
export function fileWords(name: string): string {
  const kept = KEPT.exec(name);
  return kept ? `the cohort of ${kept[1]}, kept to compare` : (FILE_WORDS[name] ?? '');
}
