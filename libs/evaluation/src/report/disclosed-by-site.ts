import type { Participation, RoundKind } from '#federation/rounds/round';
import type { ReportSite } from './report-model.ts';

/** One round of a study as far as disclosure goes. */
export interface DisclosedRound {
  readonly kind: RoundKind;
  /** Of a training round in a study of several models. */
  readonly model?: string;
  readonly participants: readonly Participation[];
}

const KINDS: readonly RoundKind[] = ['profile', 'train', 'assess'];

const WHAT: Readonly<Record<Exclude<RoundKind, 'train'>, string>> = {
  profile: 'number of rows; counts per category and per agreed bin of each column',
  assess:
    'two-way tables, moments, numbers at risk and of events on agreed times, also by marker; ' +
    'histograms of distances to synthetic rows, successes of attacks, answers of models',
};

/** What the training of a model takes from a site, in words. */
export interface TrainingWords {
  /** As its rounds name it. */
  readonly model?: string;
  readonly contributes: string;
}

/** A kind of round, of training by model. */
interface Kind {
  readonly kind: RoundKind;
  readonly model?: string;
  readonly what: string;
}

/**
 * What each site disclosed over all rounds, sites by name. `rows` are those a site trained with, where it trained.
 * @param trainings in the order in which the models were trained
 */
export function disclosedBySite(rounds: readonly DisclosedRound[], trainings: readonly TrainingWords[]): ReportSite[] {
  const names = new Set(rounds.flatMap(({ participants }) => participants.map(({ site }) => site)));
  const kinds = KINDS.flatMap((kind): Kind[] =>
    kind === 'train'
      ? trainings.map(({ contributes, ...model }) => ({ kind, ...model, what: contributes }))
      : [{ kind, what: WHAT[kind] }],
  );
  return [...names].toSorted(byCodeUnits).map((name) => disclosedBy(name, rounds, kinds));
}

function disclosedBy(name: string, rounds: readonly DisclosedRound[], kinds: readonly Kind[]): ReportSite {
  const own = rounds.flatMap(({ kind, model, participants }) =>
    participants.filter(({ site }) => site === name).map((participation) => ({ kind, model, ...participation })),
  );
  const disclosures = kinds.flatMap((described) => {
    const ofKind = own.filter(({ kind, model }) => kind === described.kind && model === described.model);
    const { what, ...kind } = described;
    return ofKind.length === 0 ? [] : [{ ...kind, rounds: ofKind.length, bytes: totalBytes(ofKind), what }];
  });
  const trained = own.filter(({ kind }) => kind === 'train');
  const rows = (trained.length > 0 ? trained : own).map(({ rowCount }) => rowCount);
  return { name, rows: Math.max(...rows), roundsJoined: own.length, bytes: totalBytes(own), disclosures };
}

function totalBytes(entries: readonly { readonly bytes: number }[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The same order on every machine, whatever its locale. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
