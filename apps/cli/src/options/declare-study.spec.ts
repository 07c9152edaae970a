import { beforeAll, describe, expect, it } from '@jest/globals';
import { scratchFolder, writeScratch } from '../testing/fixtures.ts';
import { declareStudy } from './declare-study.ts';

let folder: string;

beforeAll(async () => {
  folder = await scratchFolder();
});

async function declared(yaml: string, options: { seed?: string; n?: number; model?: string } = {}) {
  return declareStudy({ ...options, study: await writeScratch(folder, 'study.yaml', yaml) }, ['a']);
}

describe('a study file', () => {
  it('has each wrong hyperparameter named', async () => {
    const wrong = declared('model: { hyperparameters: { rounds: 0, batchSize: 1, colour: red } }\n');
    for (const name of ['rounds', 'batchSize', 'colour']) {
      await expect(wrong).rejects.toMatchObject({ what: expect.stringContaining(name) });
    }
  });

  it('may be empty or have empty sections', async () => {
    expect((await declared('')).sites).toEqual(['a']);
    expect((await declared('model:\nsynthetic:\n')).synthetic.calibrate).toBe(true);
  });

  it('gives way to options', async () => {
    const study = await declared('seed: 1\nsynthetic: { rows: 5, poolFactor: 3 }\n', { seed: 'x', n: 7 });
    expect(study).toMatchObject({ seed: 'x', synthetic: { rows: 7, poolFactor: 3 } });
  });

  it('keeps the settings of its own model, and leaves them behind for another', async () => {
    const yaml = 'model: { hyperparameters: { rounds: 3 } }\n';
    expect((await declared(yaml, { model: 'ctabgan-plus' })).models[0].hyperparameters).toEqual({ rounds: 3 });
    const other = await declared(yaml, { model: 'sequential-trees' });
    expect(other.models).toEqual([{ name: 'sequential-trees', hyperparameters: {} }]);
  });

  it('has several models, each with the settings that the file gives it, in the order of the option', async () => {
    const names = async (yaml: string, model?: string) =>
      (await declared(yaml, { model })).models.map(({ name, hyperparameters }) => [name, hyperparameters]);
    const trees = '{ name: sequential-trees, hyperparameters: { minimumLeafSize: 20 } }';
    const both = `models: [{ name: ctabgan-plus, hyperparameters: { rounds: 3 } }, ${trees}]\n`;
    const network = ['ctabgan-plus', { rounds: 3 }];
    const grown = ['sequential-trees', { minimumLeafSize: 20 }];
    expect(await names(both)).toEqual([network, grown]);
    expect(await names(both, 'sequential-trees, ctabgan-plus')).toEqual([grown, network]);
    expect(await names(both, 'sequential-trees')).toEqual([grown]);
    expect(await names('model: { hyperparameters: { rounds: 3 } }\n', 'sequential-trees,ctabgan-plus')).toEqual([
      ['sequential-trees', {}],
      network,
    ]);
    expect(await names('models:\nrelease:\n', 'ctabgan-plus')).toEqual([['ctabgan-plus', {}]]);
  });

  it.each([
    ['an unknown model', 'ctabgan-plus,trees', /trees is no model/],
    ['a model twice', 'ctabgan-plus,ctabgan-plus', /ctabgan-plus is named twice/],
    ['more than three', 'ctabgan-plus,sequential-trees,survival-nflow,ctabgan-plus', /is named twice/],
    ['nothing after a comma', 'ctabgan-plus,', /a name is empty/],
    ['nothing at all', '', /a name is empty/],
  ])('is refused with %s on the command line', async (_, model, words) => {
    await expect(declared('', { model })).rejects.toMatchObject({
      code: 'CL-CONF-005',
      what: expect.stringMatching(words),
    });
  });

  it('is refused where its rule names a model that was left out on the command line', async () => {
    const yaml = 'models: [{ name: ctabgan-plus }, { name: sequential-trees }]\nrelease: { model: sequential-trees }\n';
    expect((await declared(yaml)).release).toMatchObject({ rule: 'named', model: 'sequential-trees' });
    await expect(declared(yaml, { model: 'ctabgan-plus' })).rejects.toMatchObject({
      what: expect.stringContaining('release.model'),
    });
  });

  it('has the settings of the model that it names checked', async () => {
    const wrong = declared('model: { name: sequential-trees, hyperparameters: { rounds: 3, bins: 99 } }\n');
    for (const name of ['rounds', 'bins']) {
      await expect(wrong).rejects.toMatchObject({ code: 'CL-CONF-001', what: expect.stringContaining(name) });
    }
    await expect(declared('', { model: 'trees' })).rejects.toMatchObject({ code: 'CL-CONF-005' });
  });

  it.each([
    ['a list', '- a\n', 'the study'],
    ['a text', 'hello', 'the study'],
    ['a section that is a text', 'model: ctabgan-plus\n', 'model'],
    ['models that are a text', 'models: ctabgan-plus\n', 'models: must be a list of models, each with its name.'],
    ['a section that is a number', 'synthetic: 5\n', 'synthetic'],
    ['a hyperparameter that is misspelt', 'model: { hyperparameters: { batchsize: 64 } }\n', 'batchsize'],
    ['a hyperparameter out of range', 'model: { hyperparameters: { learningRate: 2 } }\n', 'learningRate'],
  ])('is refused as %s', async (_name, yaml, named) => {
    for (const options of [{}, { model: 'ctabgan-plus', n: 5 }]) {
      await expect(declared(yaml, options)).rejects.toMatchObject({
        code: 'CL-CONF-001',
        what: expect.stringContaining(named),
        where: { file: expect.stringContaining('study.yaml') },
      });
    }
  });
});
