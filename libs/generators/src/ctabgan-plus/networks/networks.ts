import type { Span } from '#tabular/encoding/layout';
import type { Hyperparameters } from '../hyperparameters.ts';
import type { NetworkLayout } from '../network-layout.ts';
import { auxiliaryClassifier, type Classifier } from './classifier.ts';
import { convolutionalCritic, convolutionalGenerator } from './convolutional.ts';
import { mlpCritic, mlpGenerator } from './mlp.ts';
import type { CriticNetwork, GeneratorNetwork } from './network.ts';

/** The networks of one study: the same at every site. */
export interface Networks {
  readonly generator: GeneratorNetwork;
  readonly critic: CriticNetwork;
  readonly classifier: Classifier | undefined;
}

/** `target`: the span that the classifier learns to predict, in network order. Throws CL-MODEL-002. */
export function buildNetworks(layout: NetworkLayout, target: Span | undefined, settings: Hyperparameters): Networks {
  const { width, conditionWidth } = layout;
  const sizes = { width, conditionWidth, noiseWidth: settings.noiseWidth };
  const bodies =
    settings.body === 'mlp'
      ? {
          generator: mlpGenerator(sizes, settings.generatorWidths),
          critic: mlpCritic(sizes, settings.criticWidths),
        }
      : {
          generator: convolutionalGenerator(sizes, settings.channels),
          critic: convolutionalCritic(sizes, settings.channels),
        };
  return { ...bodies, classifier: target && auxiliaryClassifier(width, target, settings.classifierWidths) };
}
