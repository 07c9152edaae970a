import { exactSum } from '#sums/exact-sum';
import type { DataDictionary } from '../src/dictionary.ts';
import { contributeProfile, profileLayout, type Profile, readProfile } from '../src/profile/profile.ts';
import type { Table } from '../src/table.ts';

/** The profile of several sites' tables, by the same steps as a `profile` round. */
export function profileOf(dictionary: DataDictionary, tables: readonly Table[]): Profile {
  const contributions = new Map(tables.map((table, site) => [`site-${site}`, contributeProfile(dictionary, table)]));
  return readProfile(dictionary, exactSum(profileLayout(dictionary), contributions));
}
