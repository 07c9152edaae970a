import type { Engine } from '#compute/engine/engine';
import { CohortloomError } from '#errors/cohortloom-error';
import type { CheckpointPort } from '#federation/rounds/checkpoint';
import type { ReportProgress, SiteAssignment, SiteWorker } from '#federation/rounds/round';
import { contributeCandidates } from '#evaluation/summaries/several-candidates';
import { deriveSeed, type Seed } from '#random/random-stream';
import type { Contribution } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import { contributeProfile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import { type HoldOutSplit, splitHoldOut } from '../hold-out.ts';
import { decodeSiteTask, type StudySetup } from '../site-task.ts';
import type { AssessmentReader } from './assessment-reader.ts';
import { SiteTrainer } from './site-trainer.ts';

export interface StudySiteOptions {
  readonly site: string;
  readonly dictionary: DataDictionary;
  /** The site's own rows. They stay here. */
  readonly table: Table;
  /** Called once, when the first training round comes of a generator that needs it. */
  readonly engine: () => Promise<Engine>;
  /** Shared by the sites of one process. */
  readonly assessments: AssessmentReader;
}

/** A site's side of a study: answers every kind of round with sums over its own rows. */
export class StudySiteWorker implements SiteWorker {
  readonly #options: StudySiteOptions;
  readonly #trainer: SiteTrainer;
  #split: { readonly setup: StudySetup; readonly tables: HoldOutSplit } | undefined;

  constructor(options: StudySiteOptions) {
    this.#options = options;
    this.#trainer = new SiteTrainer(options.dictionary, options.engine);
  }

  async contribute(
    assignment: SiteAssignment,
    progress: ReportProgress,
    signal: AbortSignal,
    checkpoint?: CheckpointPort,
  ): Promise<Contribution> {
    const { setup, payload } = decodeSiteTask(assignment.broadcast);
    const { train, heldOut } = this.#tables(setup);
    const { dictionary, assessments } = this.#options;
    switch (assignment.kind) {
      case 'profile':
        return contributeProfile(dictionary, train);
      case 'train':
        return this.#trainer.contribute(assignment, payload, train, progress, signal, checkpoint);
      case 'assess':
        return contributeCandidates(
          assessments.read(dictionary, assignment.broadcast, payload),
          dictionary,
          { training: train, heldOut },
          assessmentSeed(setup, this.#options.site),
        );
      default:
        throw unknownKind(assignment.kind satisfies never);
    }
  }

  #tables(setup: StudySetup): HoldOutSplit {
    const known = this.#split;
    if (known && known.setup.seed === setup.seed && known.setup.holdOut === setup.holdOut) return known.tables;
    const tables = splitHoldOut(this.#options.table, setup.holdOut, setup.seed, this.#options.site);
    this.#split = { setup, tables };
    return tables;
  }
}

/** Of the study and the site alone: which rounds came before doesn't change how a site's rows are cut in halves. */
function assessmentSeed({ seed }: StudySetup, site: string): Seed {
  return deriveSeed(seed, 'assess', 'site', site);
}

function unknownKind(kind: string): CohortloomError {
  return new CohortloomError('CL-NET-001', {
    what: `The coordinator asks for a round of kind ${kind}, which this version does not know.`,
    todo: 'Install the same version at coordinator and sites.',
  });
}
