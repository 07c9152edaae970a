import { z } from 'zod';

const numbers = z.array(z.number());

/** The shape of an encoder's JSON. */
export const encoderShape = z.object({
  version: z.literal(1),
  columns: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('categorical'), field: z.string(), counts: numbers }),
      z.object({ kind: z.literal('general'), field: z.string(), counts: numbers }),
      z.object({
        kind: z.literal('modes'),
        field: z.string(),
        modalValues: numbers,
        transform: z.object({ logShift: z.number().nullable(), centre: z.number(), scale: z.number().positive() }),
        modes: z.object({
          means: numbers,
          deviations: numbers,
          logConstants: numbers,
          kept: z.array(z.int().nonnegative()),
        }),
        counts: numbers,
      }),
    ]),
  ),
});
