import { type Command, Option } from 'commander';
import type { StudyRequest } from '#study/life/study-document';
import { STORE_VARIABLE } from '../store/store-variable.ts';

interface StoreOption {
  readonly store: string;
}

export function addStudyCommand(program: Command): void {
  const study = program.command('study').description('look at studies in a store, and pause, resume or withdraw them');
  addTo(study, 'list', 'all studies of the store').action(async ({ store }: StoreOption) =>
    (await looking()).listStudies(store),
  );
  addTo(study, 'show <study>', 'where a study stands, what it waits for, what each site has disclosed').action(
    async (id: string, { store }: StoreOption) => (await looking()).showStudy(store, id),
  );
  addTo(study, 'history <study>', 'what happened, in order')
    .option('--json', 'as JSON lines, for machines', false)
    .action(async (id: string, { store, json }: StoreOption & { json: boolean }) =>
      (await looking()).showHistory(store, id, json),
    );
  addTo(study, 'pause <study>', 'open no further round; the open one may finish').action(changeBy({ type: 'pause' }));
  addTo(study, 'resume <study>', 'go on with a study that was paused or has failed').action(
    changeBy({ type: 'resume' }),
  );
  addTo(study, 'withdraw <study>', 'end a study for good, and delete what its sites contributed')
    .requiredOption('--reason <words>', 'why, in 1 to 500 characters; the sites are told')
    .action(async (id: string, { store, reason }: StoreOption & { reason: string }) =>
      (await looking()).changeStudy(store, id, { type: 'withdraw', reason }),
    );
}

function addTo(parent: Command, name: string, description: string): Command {
  const store = new Option('--store <url>', "the coordinator's store: a folder, a database, or @FILE that names one");
  return parent.command(name).description(description).addOption(store.env(STORE_VARIABLE).makeOptionMandatory());
}

function changeBy(request: StudyRequest) {
  return async (id: string, { store }: StoreOption) => (await looking()).changeStudy(store, id, request);
}

function looking() {
  return import('../store/look-at-studies.ts');
}
