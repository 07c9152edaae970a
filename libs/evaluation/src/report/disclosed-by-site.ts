import type { Participation, RoundKind } from '#federation/rounds/round';
import type { ReportSite } from './report-model.ts';

/** One round of a study as far as disclosure goes. */
export interface DisclosedRound {
  readonly kind: RoundKind;
  readonly participants: readonly Participation[];
}

const KINDS: readonly RoundKind[] = ['profile', 'train', 'assess'];

const WHAT: Readonly<Record<Exclude<RoundKind, 'train'>, string>> = {
  profile: 'number of rows; counts per category and per agreed bin of each column',
  assess:
    'two-way tables, moments, numbers at risk and of events on agreed times, also by marker; ' +
    'histograms of distances to synthetic rows, successes of attacks, answers of models',
};

/**
 * What each site disclosed over all rounds, sites by name. `rows` are those a site trained with, where it trained.
 * @param training what the generator's training takes from a site, in words
 */
export function disclosedBySite(rounds: readonly DisclosedRound[], training: string): ReportSite[] {
  const names = new Set(rounds.flatMap(({ participants }) => participants.map(({ site }) => site)));
  return [...names].toSorted(byCodeUnits).map((name) => disclosedBy(name, rounds, { ...WHAT, train: training }));
}

function disclosedBy(
  name: string,
  rounds: readonly DisclosedRound[],
  what: Readonly<Record<RoundKind, string>>,
): ReportSite {
  const own = rounds.flatMap(({ kind, participants }) =>
    participants.filter(({ site }) => site === name).map((participation) => ({ kind, ...participation })),
  );
  const disclosures = KINDS.flatMap((kind) => {
    const ofKind = own.filter((entry) => entry.kind === kind);
    return ofKind.length === 0 ? [] : [{ kind, rounds: ofKind.length, bytes: totalBytes(ofKind), what: what[kind] }];
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
