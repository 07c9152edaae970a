import type { Constraint, DataDictionary } from '../dictionary.ts';
import { fieldNamed } from '../dictionary.ts';

export interface TableWarning {
  /** One sentence without any cell's content or count of rows. */
  readonly what: string;
  /** Rows concerned. For the site's own terminal. */
  readonly rowCount: number;
}

/** A row as the codes and numbers of its cells, in the dictionary's order. */
export type Row = Float64Array;

/** Checks each row against the constraints of the dictionary. */
export class RowConstraints {
  readonly #orders: readonly { readonly lesser: number; readonly greater: number; readonly what: string }[];
  readonly #rules: readonly { readonly broken: (row: Row) => boolean; readonly what: string }[];
  readonly #violations: number[];

  constructor(dictionary: DataDictionary) {
    const position = (name: string) => dictionary.fields.findIndex((field) => field.name === name);
    this.#orders = dictionary.constraints
      .filter((constraint) => constraint.kind === 'order')
      .map(({ lesser, greater }) => ({
        lesser: position(lesser),
        greater: position(greater),
        what: `${lesser} is greater than ${greater}.`,
      }));
    this.#rules = dictionary.constraints.flatMap((constraint) => ruleOf(dictionary, constraint));
    this.#violations = this.#rules.map(() => 0);
  }

  /** Counts the row's violations of `implies` and `exclusive`; returns what `order` constraint it violates, if any. */
  check(row: Row): string | undefined {
    for (let i = 0; i < this.#rules.length; i++) if (this.#rules[i].broken(row)) this.#violations[i]++;
    return this.#orders.find(({ lesser, greater }) => row[lesser] > row[greater])?.what;
  }

  warnings(): TableWarning[] {
    return this.#rules
      .map(({ what }, i) => ({ what, rowCount: this.#violations[i] }))
      .filter((warning) => warning.rowCount > 0);
  }
}

function ruleOf(dictionary: DataDictionary, constraint: Constraint) {
  if (constraint.kind === 'order') return [];
  if (constraint.kind === 'implies') {
    const premise = cellTest(dictionary, constraint.field, constraint.state);
    const conclusion = cellTest(dictionary, constraint.thenField, constraint.thenState);
    const { field, state, thenField, thenState } = constraint;
    const what = `Rows with ${field} = ${state} should have ${thenField} = ${thenState}.`;
    // A missing conclusion is no contradiction.
    return [{ what, broken: (row: Row) => premise(row, 1) && conclusion(row, 0) }];
  }
  const members = constraint.members.map(({ field, state }) => cellTest(dictionary, field, state));
  const what = `At most one of ${constraint.members.map(({ field, state }) => `${field} = ${state}`).join(', ')} should hold in a row.`;
  return [{ what, broken: (row: Row) => members.filter((holds) => holds(row, 1)).length > 1 }];
}

/** Tells whether a cell is known and is (1) or isn't (0) the state. */
function cellTest(dictionary: DataDictionary, name: string, state: string): (row: Row, wanted: 0 | 1) => boolean {
  const position = dictionary.fields.findIndex((field) => field.name === name);
  const field = fieldNamed(dictionary, name);
  const code = field.kind === 'categorical' ? field.states.indexOf(state) : -1;
  return (row, wanted) => row[position] >= 0 && (row[position] === code) === (wanted === 1);
}
