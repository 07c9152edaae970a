import type { Against, AssessmentScore } from '../assessment.ts';
import type { AnswerFigures } from '../utility/prediction-figures.ts';
import type { UtilityFigures } from '../utility/utility-figures.ts';
import { scoreOf, type ScoreId, type Three } from './assessment-scores.ts';

/** The concordance of risks that tell nothing. */
const CHANCE = 0.5;

/** What models say, as scores among the others: predictions, Cox models, the discriminator, clusters. */
export function utilityScores(figures: UtilityFigures, against: Against): AssessmentScore[] {
  return [
    ...(against === 'training' ? [discriminatorScore(figures)] : []),
    ...clusterScores(figures, against),
    ...figures.predictions
      .filter((prediction) => prediction.against === against)
      .flatMap(({ target, value, floor, ceiling }) => predictionScores(target, against, [value, floor, ceiling])),
    ...figures.survivalModels
      .filter((model) => model.against === against)
      .map(({ endpoint, value, ceiling }) =>
        scoreOf({ name: 'concordance', label: 'Concordance of a Cox model', subject: endpoint, against }, [
          value?.concordance?.value ?? null,
          CHANCE,
          ceiling?.concordance?.value ?? null,
        ]),
      ),
  ];
}

function discriminatorScore({ discriminator: { value, floor, ceiling } }: UtilityFigures): AssessmentScore {
  const id: ScoreId = { name: 'discriminator', label: 'Random-forest discriminator', against: 'training' };
  return scoreOf(id, [value, floor, ceiling]);
}

function clusterScores({ clusterCoverage }: UtilityFigures, against: Against): AssessmentScore[] {
  return clusterCoverage
    .filter((coverage) => coverage.against === against)
    .map(({ value, floor, ceiling }) =>
      scoreOf({ name: 'k-means-coverage', label: 'Cluster coverage', against }, [value, floor, ceiling]),
    );
}

function predictionScores(
  subject: string,
  against: Against,
  [value, floor, ceiling]: Three<AnswerFigures | null>,
): AssessmentScore[] {
  const three = (pick: (figures: AnswerFigures) => number | null): Three<number | null> => [
    value && pick(value),
    floor && pick(floor),
    ceiling && pick(ceiling),
  ];
  return [
    scoreOf(
      { name: 'prediction', label: 'Prediction (Matthews correlation)', subject, against },
      three(({ correlation }) => correlation),
    ),
    scoreOf(
      { name: 'auroc', label: 'Prediction (AUROC)', subject, against },
      three(({ auroc }) => auroc?.value ?? null),
    ),
    scoreOf(
      { name: 'brier', label: 'Prediction (scaled Brier score)', subject, against },
      three(({ scaledBrier }) => scaledBrier),
    ),
  ];
}
