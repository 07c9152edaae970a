import { isSmallCount, suppressSmallCells } from '#privacy/small-cells';
import { agreementOf } from '#statistics/agreement';
import type { DataDictionary } from '#tabular/dictionary';
import type { EffectEvidence } from '../effects/effect-evidence.ts';
import { type FittedEffect, fitHazardRatio, fitOddsRatio, type NoEffect } from '../effects/fit-effect.ts';
import { stateTargets } from '../effects/state-target.ts';
import { type Term, termsOf } from '../effects/terms.ts';
import type { ReferenceSets } from '../scoring/assessed-sets.ts';
import { type DescribedSet, stateCounts } from '../scoring/described-set.ts';
import { repeated } from '../scoring/repeated.ts';
import { ROUNDED_DIGITS, ROUNDED_P_DIGITS, toDigits } from '../scoring/rounding.ts';
import { orNull } from '../scoring/suppression.ts';
import { unknownOf, unknownOutcomes } from '../scoring/unknown-rows.ts';
import { eachInStep, type InSteps } from '../steps.ts';
import type { AgreementSummary, Effect, EffectComparison, EffectTable, MeanAgreement } from './inference-figures.ts';

type Fit = FittedEffect | NoEffect;

/** An outcome with the way to fit one covariate to it. */
interface Outcome {
  readonly name: string;
  readonly kind: EffectTable['kind'];
  readonly fit: (evidence: EffectEvidence, term: Term) => Fit;
  /** Patients whose outcome isn't known. */
  readonly unknown: (set: DescribedSet) => number;
}

/** What the effects of any candidate stand beside, outcome by outcome. */
export type EffectReferences = readonly OutcomeReference[];

interface OutcomeReference {
  readonly outcome: Outcome;
  readonly terms: readonly Term[];
  /** Per term, of the training patients. */
  readonly released: readonly Released[];
  readonly floor: MeanAgreement;
  readonly ceiling: MeanAgreement;
}

/**
 * Univariable models of every covariate for every outcome: logistic for a state such as remission, Cox for an endpoint;
 * of training and synthetic patients side by side, with what two halves of the training patients and a cohort of
 * independent columns would agree in.
 */
export function* effectTables(references: EffectReferences, { effects }: DescribedSet): InSteps<EffectTable[]> {
  return yield* eachInStep(references, ({ outcome, terms, released, floor, ceiling }) => {
    const synthetic = terms.map((term) => outcome.fit(effects, term));
    return {
      outcome: outcome.name,
      kind: outcome.kind,
      terms: terms.map((term, i) => compare(term, released[i], synthetic[i])),
      agreement: summarise(released, synthetic),
      floor,
      ceiling,
    };
  });
}

/** The part of `effectTables` that is the same for every candidate, and takes the longest. */
export function* effectReferences(dictionary: DataDictionary, sets: ReferenceSets): InSteps<EffectReferences> {
  const deviations = new Map(
    sets.training.layout.numerics.map(({ field, index }) => [
      field.name,
      sets.training.statistics[index].standardDeviation,
    ]),
  );
  const terms = termsOf(dictionary, (field) => deviations.get(field) ?? Number.NaN);
  const references: OutcomeReference[] = [];
  for (const outcome of outcomesOf(dictionary)) {
    references.push(yield* outcomeReference(dictionary, sets, outcome, terms));
  }
  return references;
}

function outcomesOf(dictionary: DataDictionary): Outcome[] {
  return [
    ...stateTargets(dictionary).map(({ name, field }): Outcome => ({
      name,
      unknown: (set) => unknownOf(set, field),
      kind: 'odds-ratio',
      fit: (evidence, term) => fitOddsRatio(evidence.response(name, term)),
    })),
    ...dictionary.endpoints.map(({ name }, i): Outcome => ({
      name,
      unknown: (set) => unknownOutcomes(set, i),
      kind: 'hazard-ratio',
      fit: (evidence, term) => fitHazardRatio(evidence.survival(name, term)),
    })),
  ];
}

function* outcomeReference(
  dictionary: DataDictionary,
  sets: ReferenceSets,
  outcome: Outcome,
  terms: readonly Term[],
): InSteps<OutcomeReference> {
  const minimum = dictionary.minimumCellSize;
  const fits = ({ effects }: DescribedSet) => terms.map((term) => outcome.fit(effects, term));
  const unknown = outcome.unknown(sets.training);
  const released = fits(sets.training).map((fit, i) => {
    const telling = tellingOf(terms[i], fit, sets.training, unknown, minimum);
    return releasable(fit, telling, minimum);
  });
  yield;
  const floors = yield* eachInStep(sets.independents.slice(0, EFFECT_DRAWS), (other) =>
    summarise(released, asReleased(fits(other), released)),
  );
  // Of the same covariates in the same digits, so that the shares compare and nothing is told that isn't of all patients.
  const ceilings = yield* eachInStep(sets.halvings.slice(0, EFFECT_DRAWS), ({ a, b }) =>
    summarise(asReleased(fits(b), released), asReleased(fits(a), released)),
  );
  return { outcome, terms, released, floor: meanOf(floors), ceiling: meanOf(ceilings) };
}

/** Draws that floor and ceiling are means of, at most: each takes a regression per covariate. */
const EFFECT_DRAWS = 4;

type Released = Fit | RoundedEffect | typeof SUPPRESSED;

const SUPPRESSED = { kind: 'suppressed' } as const;

/** An effect of patients whose number isn't released. */
interface RoundedEffect extends Omit<FittedEffect, 'kind'> {
  readonly kind: 'rounded';
}

/**
 * What hides the count of a state hides its effect too: all of it, or, where only the number of missing values is small,
 * its patients and what more digits would tell of these. So does a small number of patients without the outcome, whom
 * those behind the effect leave out.
 * @param unknown patients without the outcome
 */
function tellingOf(
  term: Term,
  fit: Fit,
  training: DescribedSet,
  unknown: number,
  minimum: number,
): 'whole' | 'rounded' | 'nothing' {
  const { patients, otherPatients } = fit.cells;
  const isAnySmall = (counts: readonly number[]) => counts.some((count) => isSmallCount(count, minimum));
  const entry = training.layout.fields.find(({ field }) => field.name === term.field.name);
  if (term.kind === 'numeric' || entry?.kind !== 'categorical') {
    const missing = unknownOf(training, term.field.name);
    const leftOut = training.sums.gram.rowCount - patients - otherPatients;
    return isAnySmall([missing, leftOut, leftOut - missing, leftOut - unknown]) ? 'rounded' : 'whole';
  }
  const counts = stateCounts(training, entry);
  if (suppressSmallCells(counts, minimum).counts[term.state] !== null) {
    return isAnySmall([counts[term.state] - patients]) ? 'rounded' : 'whole';
  }
  return isAnySmall(Array.from(counts.subarray(0, -1))) ? 'nothing' : 'rounded';
}

/**
 * With a number that is known from the table and small counts, a ratio and its interval would tell these counts; a cell of
 * nobody is taken for small. A minimum of 1 suppresses nothing.
 */
function releasable(fit: Fit, telling: ReturnType<typeof tellingOf>, minimum: number): Released {
  const { patients, events, otherPatients, otherEvents } = fit.cells;
  const isState = otherPatients > 0;
  const cells = isState
    ? [events, patients - events, otherEvents, otherPatients - otherEvents]
    : [events, patients - events];
  const isFew = minimum > 1 && cells.some((cell) => cell < minimum);
  if (telling === 'nothing' || isFew) return SUPPRESSED;
  return telling === 'rounded' && fit.kind === 'effect' ? roundedEffect(fit) : fit;
}

function roundedEffect({ ratio, p, cells }: FittedEffect): RoundedEffect {
  const round = (value: number) => toDigits(value, ROUNDED_DIGITS);
  const { estimate, lower, upper } = ratio;
  return {
    kind: 'rounded',
    ratio: { estimate: round(estimate), lower: round(lower), upper: round(upper) },
    p: toDigits(p, ROUNDED_P_DIGITS),
    cells,
  };
}

function compare(term: Term, training: Released, synthetic: Fit): EffectComparison {
  const { name, title, group } = term.field;
  return {
    field: name,
    ...(title !== undefined && { title }),
    ...(group !== undefined && { group }),
    ...(term.kind === 'state' ? { state: term.field.states[term.state] } : { per: term.per }),
    training: effectOf(training),
    synthetic: effectOf(synthetic),
    ...reasonFor(training, synthetic),
    agreement: compareFits(training, synthetic),
  };
}

function effectOf(fit: Released): Effect | null {
  if (!isFitted(fit)) return null;
  const { estimate, lower, upper } = fit.ratio;
  const { patients, events } = fit.kind === 'rounded' ? UNTOLD : fit.cells;
  return { ratio: estimate, lower, upper, p: fit.p, patients, events };
}

const UNTOLD = { patients: null, events: null };

function isFitted(fit: Released): fit is FittedEffect | RoundedEffect {
  return fit.kind === 'effect' || fit.kind === 'rounded';
}

function compareFits(training: Released, synthetic: Released): EffectComparison['agreement'] {
  if (!isFitted(training) || !isFitted(synthetic)) return null;
  const agreement = agreementOf(onLogScale(training), onLogScale(synthetic));
  return {
    sameDirection: agreement.sameDirection === true,
    sameSignificance: agreement.sameSignificance === true,
    overlap: agreement.intervalOverlap ?? null,
    trainingInside: agreement.realWithinSynthetic === true,
  };
}

function onLogScale({ ratio, p }: Pick<FittedEffect, 'ratio' | 'p'>) {
  const { estimate, lower, upper } = ratio;
  return { estimate: Math.log(estimate), lower: Math.log(lower), upper: Math.log(upper), pValue: p };
}

/** In as many digits as the effect among all training patients is released in, and suppressed where that is. */
function asReleased(fits: readonly Fit[], released: readonly Released[]): Released[] {
  return fits.map((fit, i) => {
    if (!isFitted(released[i])) return SUPPRESSED;
    return released[i].kind === 'rounded' && fit.kind === 'effect' ? roundedEffect(fit) : fit;
  });
}

/** A covariate that the other cohort has no estimate of, because it lost a rare state, agrees in nothing. */
function summarise(real: readonly Released[], others: readonly Released[]): AgreementSummary {
  const terms = real.filter(isFitted).length;
  const found = real.map((fit, i) => compareFits(fit, others[i])).filter((agreement) => agreement !== null);
  const overlaps = found.map(({ overlap }) => overlap ?? 0);
  return {
    terms,
    agreeing: found.filter(({ sameDirection, sameSignificance }) => sameDirection && sameSignificance).length,
    sameDirection: found.filter(({ sameDirection }) => sameDirection).length,
    meanOverlap: terms === 0 ? null : overlaps.reduce((sum, overlap) => sum + overlap, 0) / terms,
  };
}

/** Of one draw or several. */
function meanOf(draws: readonly AgreementSummary[]): MeanAgreement {
  const mean = (pick: (draw: AgreementSummary) => number) => repeated(draws.map(pick)).mean;
  const overlaps = draws.flatMap(({ meanOverlap }) => meanOverlap ?? []);
  const { deviation } = repeated(draws.map(({ agreeing, terms }) => agreeing / terms));
  return {
    draws: draws.length,
    terms: mean(({ terms }) => terms),
    agreeing: mean(({ agreeing }) => agreeing),
    sameDirection: mean(({ sameDirection }) => sameDirection),
    meanOverlap: orNull(repeated(overlaps).mean),
    ...(deviation !== undefined && { shareDeviation: deviation }),
  };
}

const REASONS: Readonly<Record<NoEffect['reason'], string>> = {
  'no-observations': 'no patient has both values',
  'no-events': 'no patient, or every patient, has the outcome',
  'constant-column': 'all patients are alike',
  'collinear-columns': 'all patients are alike',
  'not-converged': 'the model did not converge',
  separation: 'all with the state, or none of them, have the outcome',
};

function reasonFor(training: Released, synthetic: Fit): Pick<EffectComparison, 'missingReason'> {
  const parts = [
    training.kind === 'suppressed' && 'training: few patients with it, without it, with the outcome or without',
    training.kind === 'no-effect' && `training: ${REASONS[training.reason]}`,
    synthetic.kind === 'no-effect' && `synthetic: ${REASONS[synthetic.reason]}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? {} : { missingReason: parts.join('; ') };
}
