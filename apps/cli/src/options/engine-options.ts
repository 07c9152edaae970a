import type { Command } from 'commander';
import { z } from 'zod';
import type { EngineChoice } from '#compute/engine/select-engine';
import { CohortloomError } from '#errors/cohortloom-error';

export const ENGINE_SHAPE = z.strictObject({
  name: z.enum(['onnxruntime', 'tensorflow']).optional(),
  provider: z.string().min(1).optional(),
  threads: z.int().min(1).max(256).optional(),
});

/** `--engine NAME[:PROVIDER]`, e.g. onnxruntime:webgpu. */
export function addEngineOption(command: Command): Command {
  return command.option(
    '--engine <name[:provider]>',
    'compute engine: onnxruntime (cpu, webgpu, cuda) or tensorflow (node-gpu, node, cpu)',
    parseEngine,
  );
}

function parseEngine(text: string): EngineChoice {
  const [name, provider] = text.split(':');
  const parsed = ENGINE_SHAPE.safeParse({ name, provider: provider === '' ? undefined : provider });
  if (parsed.success) return parsed.data;
  throw new CohortloomError('CL-CONF-005', {
    what: `--engine ${text} is no engine.`,
    todo: 'Choose onnxruntime or tensorflow, with a provider after a colon if you like: onnxruntime:webgpu.',
  });
}
