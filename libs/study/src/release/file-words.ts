/** What each file of a release is, as the terminal tells it. */
export const FILE_WORDS: Readonly<Record<string, string>> = {
  'synthetic.csv': 'the synthetic cohort',
  'datapackage.json': 'its data dictionary',
  'report.html': 'the report',
  'report.pdf': 'the report, to print or send',
  'report.json': 'the report, to compute with',
  'disclosures.json': 'what each site sent',
  'model.json': 'the model, to be checked by a person and to sample from',
  'generator.onnx': 'the trained generator',
  'generator.json': 'how to read what the generator makes',
};
