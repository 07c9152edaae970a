import type { Command } from 'commander';
import type { CommandContext } from '../run-program.ts';

interface AgentCommandOptions {
  readonly config: string;
  readonly whileStdinIsOpen: boolean;
}

export function addAgentCommand(program: Command, context: CommandContext): void {
  program
    .command('agent')
    .description("serve one study as one site: dials the coordinator, trains on the site's own table")
    .requiredOption('--config <file>', 'configuration (YAML)')
    .option(
      '--while-stdin-is-open',
      'stop when the standard input ends, as it does with the process that feeds it',
      false,
    )
    .action(async ({ config, whileStdinIsOpen }: AgentCommandOptions) => {
      const signal = whileStdinIsOpen ? AbortSignal.any([context.signal, stdinClosed()]) : context.signal;
      const { serveAsAgent } = await import('../agent/serve-as-agent.ts');
      await serveAsAgent(config, { signal });
    });
}

function stdinClosed(): AbortSignal {
  const controller = new AbortController();
  process.stdin.on('close', () => controller.abort());
  process.stdin.on('error', () => controller.abort());
  process.stdin.resume();
  process.stdin.unref();
  return controller.signal;
}
