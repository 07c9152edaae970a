import type { Command } from 'commander';
import { ENGINE_NAMES } from '#compute/engine/engine';
import type { EngineChoice } from '#compute/engine/select-engine';
import { CohortloomError } from '#errors/cohortloom-error';

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
  const known = ENGINE_NAMES.find((own) => own === name);
  if (known !== undefined) return { name: known, provider: provider === '' ? undefined : provider };
  throw new CohortloomError('CL-CONF-005', {
    what: `--engine ${text} is no engine.`,
    todo: 'Choose onnxruntime or tensorflow, with a provider after a colon if you like: onnxruntime:webgpu.',
  });
}
