import { beforeAll, describe, expect, it } from '@jest/globals';
import { scratchFolder, writeScratch } from '../testing/fixtures.ts';
import { declareStudy } from './study-options.ts';

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
    expect((await declared(yaml, { model: 'ctabgan-plus' })).model.hyperparameters).toEqual({ rounds: 3 });
    const other = await declared(yaml, { model: 'sequential-trees' });
    expect(other.model).toEqual({ name: 'sequential-trees', hyperparameters: {} });
  });

  it('has the settings of the model that it names checked', async () => {
    const wrong = declared('model: { name: sequential-trees, hyperparameters: { rounds: 3, bins: 99 } }\n');
    for (const name of ['rounds', 'bins']) {
      await expect(wrong).rejects.toMatchObject({ code: 'CL-CONF-001', what: expect.stringContaining(name) });
    }
    await expect(declared('', { model: 'trees' })).rejects.toMatchObject({ code: 'CL-CONF-001' });
  });

  it.each([
    ['a list', '- a\n', 'the study'],
    ['a text', 'hello', 'the study'],
    ['a section that is a text', 'model: ctabgan-plus\n', 'model'],
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
