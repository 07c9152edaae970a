/**
 * Aggregation strategies: what the coordinator does with the mean over sites. Each published algorithm is a file beside
 * this one. All arithmetic is float64 and rounds to float32 once per step, so a step is the same on every machine.
 */
export type NamedParameters = ReadonlyMap<string, Float32Array>;

/**
 * What a server optimizer remembers between rounds. Serialisable: `slots` are tensors named `slot/parameter`
 * (`momentum/critic.0.weight`), `steps` counts the updates of each parameter.
 */
export interface ServerState {
  readonly steps: ReadonlyMap<string, number>;
  readonly slots: NamedParameters;
}

export interface StrategyStep {
  readonly state: ServerState;
  readonly parameters: NamedParameters;
}

export interface AggregationStrategy {
  readonly name: StrategyName;
  /** What a site's weighted vectors hold: its parameters after local training, or the mean gradient of its batch. */
  readonly contributes: 'parameters' | 'gradients';
  /** μ of the term μ/2·‖w − w_global‖² that sites add to their loss; 0 switches it off. */
  readonly localProximalCoefficient: number;
  init(parameters: NamedParameters): ServerState;
  /**
   * @param parameters the global parameters that were broadcast
   * @param mean Σ n_k·v_k / Σ n_k by name; may hold a part of the parameters, the others stay as they are
   * @throws CL-ROUND-002 when a name or length doesn't match the parameters
   */
  apply(state: ServerState, parameters: NamedParameters, mean: NamedParameters): StrategyStep;
}

export type StrategyName = 'fed-avg' | 'fed-avg-m' | 'fed-adam' | 'fed-prox' | 'fed-sgd';
