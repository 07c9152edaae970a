import { z } from 'zod';
import { ENGINE_NAMES } from '#compute/engine/engine';

/** The section `engine` of a configuration. */
export const ENGINE_SHAPE = z.strictObject({
  name: z.enum(ENGINE_NAMES).optional(),
  provider: z.string().min(1).optional(),
  threads: z.int().min(1).max(256).optional(),
});
