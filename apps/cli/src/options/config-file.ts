import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { namesFolder } from '#storage/open-stores';
import { FILE_SIGN } from '../store/store-variable.ts';
import { readText } from './read-text.ts';

/** Reads a YAML configuration of which `shape` describes the part that a command itself needs. Throws CL-CONF-001. */
export async function readConfigFile<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>> {
  const parsed = shape.safeParse(parseConfig(await readText(path), path));
  if (parsed.success) return parsed.data;
  throw invalid(
    parsed.error.issues
      .map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`)
      .join('; '),
    path,
  );
}

/** A path in a configuration is relative to the file it stands in. */
export function besideConfig(configPath: string, path: string): string {
  return resolve(dirname(configPath), path);
}

/** The same for a store that is a folder, or is named in a file; a URL stays as it is. */
export function storeBesideConfig(configPath: string, store: string): string {
  const sign = store.startsWith(FILE_SIGN) ? FILE_SIGN : '';
  const path = store.slice(sign.length);
  return namesFolder(path) ? sign + besideConfig(configPath, path) : store;
}

/** The same for every PEM file of a `tls` section; anything else stays for the schema to judge. */
export function tlsBesideConfig(configPath: string, tls: unknown): unknown {
  if (typeof tls !== 'object' || tls === null) return tls;
  return Object.fromEntries(
    Object.entries(tls).map(([name, path]) => [
      name,
      typeof path === 'string' && path !== '' ? besideConfig(configPath, path) : path,
    ]),
  );
}

function parseConfig(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    throw invalid('the file is not YAML', path);
  }
}

function invalid(problem: string, file: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `The configuration is not valid: ${problem}.`,
    where: { file },
    todo: 'Correct the file; docs/operating-a-coordinator.md and docs/deploying-an-agent.md list the settings.',
  });
}
