import { z } from 'zod';
import type { Profile } from './profile.ts';

const counts = z.array(z.number().nonnegative()).readonly();
const missing = z.number().nonnegative();

/** What a profile that comes from elsewhere must look like. */
export const profileShape: z.ZodType<Profile> = z.strictObject({
  version: z.literal(1),
  siteCount: z.int().nonnegative(),
  rowCount: z.int().nonnegative(),
  categories: z.record(z.string(), counts),
  histograms: z.record(z.string(), z.strictObject({ missing, modal: counts, bins: counts })),
  endpoints: z.record(z.string(), z.strictObject({ missing, censored: counts, event: counts })),
  gaps: z.record(z.string(), counts),
});
