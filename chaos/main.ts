import { parseOptions, USAGE, type ChaosOptions } from './options.ts';
import { Campaign } from './run/campaign.ts';
import { ProgressBar } from './run/progress-bar.ts';

/**
 * Disturbs studies of real processes and checks that nothing is lost. Ends with 0 when nothing was; the last line counts the
 * studies that passed and those that failed.
 */
process.exitCode = await main();

async function main(): Promise<number> {
  let options: ChaosOptions;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 64;
  }
  const bar = new ProgressBar(options.kills, process.stdout);
  const print = (words: string) => {
    bar.clear();
    console.log(words);
  };
  const campaign = new Campaign(options, bar, print);
  const { kills, studies, broken } = await campaign.run();
  print(`Store ${options.store.name}, seed ${options.seed}: ${kills} processes killed in ${studies} studies.`);
  print(`${studies - broken} passed, ${broken} failed`);
  return broken === 0 ? 0 : 1;
}
