/**
 * Long work in steps. Whoever runs it has the thread between two of them, and may let others have a turn: a process that
 * computes for seconds on end can't tell anyone that it lives.
 */
export type InSteps<Result> = Generator<void, Result, void>;

/** For whoever has nothing else to do. */
export function allAtOnce<Result>(work: InSteps<Result>): Result {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** A step per item. */
export function* eachInStep<Item, Result>(items: Iterable<Item>, work: (item: Item) => Result): InSteps<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    results.push(work(item));
    yield;
  }
  return results;
}
