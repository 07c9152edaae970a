import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { scratchFolder, writeScratch } from '../testing/fixtures.ts';
import { chromiumPlaces, findChromium } from './find-chromium.ts';
import { fakeChromium } from './testing/fake-chromium.ts';

let folder: string;

beforeEach(async () => {
  folder = await scratchFolder();
});

/** A machine without the places of installers, so that a browser of the real one isn't found. */
const search = (environment: Record<string, string>) => findChromium({ platform: 'aix', environment });

describe('a Chromium', () => {
  it('is found on the PATH by any usual name, Chromium first', async () => {
    const edge = await fakeChromium(folder, '', 'microsoft-edge');
    expect(await search({ PATH: `/nowhere:${folder}` })).toEqual({ executable: edge });
    const other = await scratchFolder();
    const chromium = await fakeChromium(other, '');
    expect(await search({ PATH: `${folder}:${other}` })).toEqual({ executable: chromium });
  });

  it('is the one that COHORTLOOM_CHROMIUM names', async () => {
    await fakeChromium(folder, '');
    const named = await fakeChromium(folder, '', 'my browser');
    expect(await search({ PATH: folder, COHORTLOOM_CHROMIUM: named })).toEqual({ executable: named });
  });

  it.each([
    ['/nowhere/chromium', 'COHORTLOOM_CHROMIUM names no program that can be run'],
    ['/tmp', 'COHORTLOOM_CHROMIUM names no program that can be run'],
    ['none', 'COHORTLOOM_CHROMIUM says none'],
  ])('is not looked for elsewhere where COHORTLOOM_CHROMIUM is %s', async (named, why) => {
    await fakeChromium(folder, '');
    expect(await search({ PATH: folder, COHORTLOOM_CHROMIUM: named })).toEqual({ why });
  });

  it('is none where nothing of its names can be run', async () => {
    await mkdir(join(folder, 'chromium'));
    await chmod(await writeScratch(folder, 'google-chrome', ''), 0o644);
    for (const PATH of [folder, '', '.']) {
      expect(await search({ PATH, COHORTLOOM_CHROMIUM: '' })).toEqual({ why: 'no Chromium, Chrome or Edge was found' });
    }
  });
});

describe('the places of a Chromium', () => {
  it('on Linux are the PATH, absolute folders of it only, and those of packages', () => {
    const places = chromiumPlaces({ platform: 'linux', environment: { PATH: '/usr/bin:.:bin:/opt/bin' } });
    expect(places.slice(0, 2)).toEqual(['/usr/bin/chromium', '/opt/bin/chromium']);
    expect(places).toEqual(expect.arrayContaining(['/usr/bin/google-chrome', '/snap/bin/chromium']));
    expect(places.every((place) => place.startsWith('/'))).toBe(true);
  });

  it('on macOS are the applications of the machine and of the user', () => {
    const places = chromiumPlaces({ platform: 'darwin', environment: { HOME: '/Users/a' } });
    expect(places).toEqual(
      expect.arrayContaining([
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Users/a/Applications/Chromium.app/Contents/MacOS/Chromium',
      ]),
    );
  });

  it('on Windows are the program folders, and Edge is always one', () => {
    const environment = {
      PATH: 'C:\\tools;D:\\',
      ProgramFiles: 'C:\\Program Files',
      'ProgramFiles(x86)': 'C:\\Program Files (x86)',
    };
    const places = chromiumPlaces({ platform: 'win32', environment });
    expect(places).toEqual(
      expect.arrayContaining([
        'C:\\tools\\chrome.exe',
        'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
        'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
      ]),
    );
  });
});
