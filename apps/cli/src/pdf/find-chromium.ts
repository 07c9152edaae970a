import { access, constants, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

/** What the search depends on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `why`: there is none to use, as a clause. */
export type ChromiumSearch = { readonly executable: string } | { readonly why: string };

const VARIABLE = 'COHORTLOOM_CHROMIUM';
const SWITCHED_OFF = 'none';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];
const LINUX_PROGRAMS = [
  '/opt/google/chrome/chrome',
  '/opt/microsoft/msedge/msedge',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
];
const MAC_APPLICATIONS = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Chromium\\Application\\chrome.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * A browser that prints without a window: the one that COHORTLOOM_CHROMIUM names (or none, where it says "none"), else
 * Chromium, Chrome or Edge on the PATH or where their installers put them.
 */
export async function findChromium(machine: Machine): Promise<ChromiumSearch> {
  const named = machine.environment[VARIABLE];
  if (named === SWITCHED_OFF) return { why: `${VARIABLE} says ${SWITCHED_OFF}` };
  if (named !== undefined && named !== '') {
    return (await isProgram(named)) ? { executable: named } : { why: `${VARIABLE} names no program that can be run` };
  }
  for (const executable of chromiumPlaces(machine)) if (await isProgram(executable)) return { executable };
  return { why: 'no Chromium, Chrome or Edge was found' };
}

/** Where a browser may be on such a machine, in the order of search. */
export function chromiumPlaces({ platform, environment }: Machine): string[] {
  const { delimiter, join, isAbsolute } = platform === 'win32' ? win32 : posix;
  const suffix = platform === 'win32' ? '.exe' : '';
  const folders = (environment.PATH ?? '').split(delimiter).filter(isAbsolute);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
  return [...onPath, ...installedPlaces(platform, environment)];
}

function installedPlaces(platform: NodeJS.Platform, environment: Machine['environment']): readonly string[] {
  const under = (roots: readonly (string | undefined)[], programs: readonly string[], join: typeof posix.join) =>
    programs.flatMap((program) => roots.flatMap((root) => (root ? [join(root, program)] : [])));
  if (platform === 'win32') {
    const roots = [environment.ProgramFiles, environment['ProgramFiles(x86)'], environment.LOCALAPPDATA];
    return under(roots, WINDOWS_PROGRAMS, win32.join);
  }
  if (platform === 'darwin') {
    const programs = MAC_APPLICATIONS.map((name) => `Applications/${name}.app/Contents/MacOS/${name}`);
    return under(['/', environment.HOME], programs, posix.join);
  }
  return platform === 'linux' ? LINUX_PROGRAMS : [];
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
