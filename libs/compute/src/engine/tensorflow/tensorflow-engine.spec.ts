import { describe, expect, it } from '@jest/globals';
import { describeEngine } from '../../testing/engine-contract.ts';
import { openTensorflow } from './tensorflow-engine.ts';

describeEngine('tensorflow on tfjs cpu', () => openTensorflow({ provider: 'cpu' }));

describe('openTensorflow', () => {
  it('says what is missing when asked for a provider that is not installed', async () => {
    await expect(openTensorflow({ provider: 'abacus' })).rejects.toMatchObject({
      code: 'CL-MODEL-004',
      what: 'TensorFlow.js is not installed here (abacus).',
    });
  });
});
