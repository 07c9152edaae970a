import type { DataDictionary } from '../dictionary.ts';
import type { Profile } from './profile.ts';

/** A state that some patients have, but too few to tell. */
export interface SmallState {
  readonly field: string;
  /** Undefined: missing. */
  readonly state: string | undefined;
}

/** States with a count above 0 and below the dictionary's minimum cell size. Their counts aren't to be released. */
export function smallStates(dictionary: DataDictionary, profile: Profile): SmallState[] {
  return dictionary.fields.flatMap((field) => {
    if (field.kind === 'numeric') return [];
    return profile.categories[field.name].flatMap((count, code) =>
      isSmall(count, dictionary.minimumCellSize) ? [{ field: field.name, state: field.states.at(code) }] : [],
    );
  });
}

/** Whether a count is to be suppressed: it is not 0, and below the minimum cell size. */
export function isSmall(count: number, minimumCellSize: number): boolean {
  return count > 0 && count < minimumCellSize;
}
