import { fedAvg } from './fed-avg.ts';
import type { AggregationStrategy } from './strategy.ts';

/**
 * Federated averaging of sites that add μ/2·‖w − w_global‖² to their loss, which keeps unlike sites together (Li et al.,
 * MLSys 2020, equation 2).
 * @param proximalCoefficient μ ≥ 0; 0 is plain averaging
 */
export function fedProx(proximalCoefficient = 0.01): AggregationStrategy {
  return { ...fedAvg(), name: 'fed-prox', localProximalCoefficient: proximalCoefficient };
}
