import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';

const ADDRESS = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s/]+):\d{1,5}$/, 'expected HOST:PORT, e.g. coordinator.example.org:7433');

const TLS = z.strictObject({
  /** PEM file of the authority that signed the coordinator's certificate; the system's authorities by default. */
  ca: z.string().min(1).optional(),
  /** PEM files of the agent's own certificate, where the coordinator asks for one. */
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
});

const RETRY = z.strictObject({
  /** The first pause between two dials, milliseconds; it doubles up to `maxDelay`, each with ±20 % jitter. */
  initialDelay: z.int().min(1).default(200),
  maxDelay: z.int().min(1).default(10_000),
  /** How long in a row the coordinator may be unreachable before the agent gives up, milliseconds. */
  giveUpAfter: z
    .int()
    .min(1)
    .default(30 * 60_000),
});

export const AGENT_CONFIG = z.strictObject({
  /** HOST:PORT, or several where more than one coordinator may lead the study: they are dialled in turn. */
  coordinator: z.union([ADDRESS.transform((address) => [address]), z.array(ADDRESS).min(1)], {
    error: 'expected HOST:PORT, e.g. coordinator.example.org:7433, or a list of them',
  }),
  study: z.string().min(1),
  site: z.string().min(1),
  /** The secret that the coordinator's operator gave this site. */
  token: z.string().min(16).optional(),
  /** Present (even empty) for TLS. */
  tls: TLS.optional(),
  /** Where the agent keeps its ledger of everything disclosed, and its state. */
  dataFolder: z.string().min(1),
  /** The least time between two checkpoints of one training, milliseconds. */
  checkpointInterval: z.int().min(0).default(5_000),
  retry: RETRY.default(() => RETRY.parse({})),
});

/** As written by an operator. */
export type AgentConfigInput = z.input<typeof AGENT_CONFIG>;
/** With the defaults filled in. */
export type AgentConfig = z.output<typeof AGENT_CONFIG>;

/** @throws CL-CONF-001 naming every setting that is wrong */
export function parseAgentConfig(input: unknown, file?: string): AgentConfig {
  const result = AGENT_CONFIG.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new CohortloomError('CL-CONF-001', {
    what: `The agent's configuration is invalid: ${faults.join('; ')}.`,
    where: { file },
    todo: 'Correct these settings; docs/deploying-an-agent.md lists them all.',
  });
}
