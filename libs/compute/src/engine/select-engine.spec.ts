import { describe, expect, it } from '@jest/globals';
import { selectEngine } from './select-engine.ts';

describe('selectEngine', () => {
  it('prefers ONNX Runtime on the processor', async () => {
    expect(await selectEngine()).toMatchObject({ name: 'onnxruntime', provider: 'cpu' });
  });

  it('opens the engine and provider asked for', async () => {
    expect(await selectEngine({ name: 'tensorflow', provider: 'cpu' })).toMatchObject({
      name: 'tensorflow',
      provider: 'cpu',
    });
  });

  it('does not fall back to another engine than the one asked for', async () => {
    await expect(selectEngine({ name: 'onnxruntime', provider: 'abacus' })).rejects.toMatchObject({
      code: 'CL-MODEL-004',
    });
  });

  it('says so when there is none', async () => {
    await expect(selectEngine({ provider: 'abacus' })).rejects.toMatchObject({
      code: 'CL-MODEL-004',
      what: expect.stringContaining('ONNX Runtime has no provider abacus here'),
    });
  });
});
