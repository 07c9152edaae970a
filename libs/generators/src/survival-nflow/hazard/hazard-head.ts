/**
 * A network that gives each patient the hazard of every time bin, trained by the likelihood of discrete-time survival
 * (Gensheimer & Narasimhan 2019; Kvamme & Borgan 2021, "logistic hazard"). It stands in DeepHit's place: each patient has
 * a loss of its own, so losses and gradients add up over sites, which DeepHit's ranking of pairs does not allow.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, mul, sub } from '#compute/ops/arithmetic';
import { softplus } from '#compute/ops/elementwise';
import { reduceSum } from '#compute/ops/sum';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import { residualNetwork, type ResidualSettings } from '../transforms/residual-network.ts';
import type { NetworkInputs, ParameterTensors } from '../transforms/transform.ts';

export interface HazardSettings extends ResidualSettings {
  /** Covariates. */
  readonly inputs: number;
  /** Time bins, K ≥ 1. */
  readonly bins: number;
}

/** What is known of each patient, both [rows, K] and 0 or 1. */
export interface OutcomeTensors {
  /** Bins that were lived through without an event. */
  readonly survived: Tensor;
  /** The bin of the event; none for the censored. */
  readonly event: Tensor;
}

export interface HazardHead {
  readonly specs: readonly ParameterSpec[];
  /** −ln of the probability of what is known of each patient [rows]. */
  losses(parameters: ParameterTensors, x: Tensor, outcomes: OutcomeTensors, inputs?: NetworkInputs): Tensor;
}

export function hazardHead(settings: HazardSettings): HazardHead {
  const network = residualNetwork(settings, settings.inputs, settings.bins);
  return {
    specs: network.specs,
    losses: (parameters, x, outcomes, inputs) => hazardLosses(network.forward(parameters, x, inputs), outcomes),
  };
}

/** Σₖ survived · −ln(1 − h) + event · −ln h for h = σ(logit), without overflow. */
function hazardLosses(logits: Tensor, { survived, event }: OutcomeTensors): Tensor {
  const lived = mul(survived, softplus(logits));
  const died = mul(event, sub(softplus(logits), logits));
  return reduceSum(add(lived, died), [1]);
}
