import { describe, expect, it } from '@jest/globals';
import { describeEngine } from '../../testing/engine-contract.ts';
import { openOnnxRuntime } from './onnxruntime-engine.ts';

describeEngine('onnxruntime', () => openOnnxRuntime());

describe('openOnnxRuntime', () => {
  it('says which providers there are when asked for another', async () => {
    await expect(openOnnxRuntime({ provider: 'abacus' })).rejects.toMatchObject({
      code: 'CL-MODEL-004',
      what: expect.stringMatching(/no provider abacus here; it has .*cpu/),
    });
  });
});
