import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { DEFAULT_MAX_CONTRIBUTION_BYTES, MAX_BLOB_BYTES } from '#protocol/limits';

const NAME = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dots, dashes and underscores only');

const SITE = z.strictObject({
  name: NAME,
  /** A secret that the site's agent must show; at least 16 characters. */
  token: z.string().min(16).optional(),
});

const TLS = z.strictObject({
  /** PEM files. */
  cert: z.string().min(1),
  key: z.string().min(1),
  /** With it, agents must show a certificate signed by this authority (mutual TLS). */
  clientCa: z.string().min(1).optional(),
});

const LISTEN = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535).default(7433),
});

const LIMITS = z.strictObject({
  /** The largest contribution that is taken from one site, bytes. */
  maxContributionBytes: z.int().min(1).max(MAX_BLOB_BYTES).default(DEFAULT_MAX_CONTRIBUTION_BYTES),
  /** How much of contributions that are still arriving is kept at once, bytes; sites beyond it wait for their turn. */
  stagingBytes: z
    .int()
    .min(1)
    .default(32 * 1024 * 1024),
});

export const COORDINATOR_CONFIG = z.strictObject({
  study: NAME,
  listen: LISTEN.default(() => LISTEN.parse({})),
  tls: TLS.optional(),
  sites: z
    .array(SITE)
    .min(1)
    .refine((sites) => new Set(sites.map(({ name }) => name)).size === sites.length, 'two sites have one name'),
  /** How often an agent must say something, milliseconds; after three times this in silence it counts as gone. */
  heartbeatInterval: z.int().min(50).max(60_000).default(5_000),
  /** A coordinator that doesn't renew its lead for so long may be replaced by another one, milliseconds. */
  leaseTtl: z.int().min(300).max(600_000).default(9_000),
  limits: LIMITS.default(() => LIMITS.parse({})),
});

/** As written by an operator. */
export type CoordinatorConfigInput = z.input<typeof COORDINATOR_CONFIG>;
/** With the defaults filled in. */
export type CoordinatorConfig = z.output<typeof COORDINATOR_CONFIG>;

/** @throws CL-CONF-001 naming every setting that is wrong */
export function parseCoordinatorConfig(input: unknown, file?: string): CoordinatorConfig {
  const result = COORDINATOR_CONFIG.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new CohortloomError('CL-CONF-001', {
    what: `The coordinator's configuration is invalid: ${faults.join('; ')}.`,
    where: { file },
    todo: 'Correct these settings; docs/operating-a-coordinator.md lists them all.',
  });
}
