import type { RoundState } from '#federation/rounds/round-state';

/**
 * What a journal must tell of a round, as plain JSON: when sites last advanced is the live engine's own. Of a round of many
 * exchanges only the round is durable, not the exchange that it has come to.
 */
export function durable({ spec, phase, members }: RoundState) {
  const isWhole = spec.exchange === 0;
  return {
    round: spec.round,
    phase,
    members: [...members].map(([site, { filled, failure, connected, returns }]) => ({
      site,
      ...(isWhole && filled !== undefined && { filled: filled.sha256 }),
      ...(failure !== undefined && { failure: failure.code }),
      connected,
      returns,
    })),
  };
}
