import { chmod } from 'node:fs/promises';
import { writeScratch } from '../../testing/fixtures.ts';

/** A shell script that stands for a browser: `$out` is the PDF it is asked for, `$page` the page's address. */
export async function fakeChromium(folder: string, body: string, name = 'chromium'): Promise<string> {
  const path = await writeScratch(folder, name, `#!/bin/sh\n${READ_ARGUMENTS}\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

/** The smallest file that passes for a PDF. */
export const WRITE_PDF = `printf '%%PDF-1.4\\n%%%%EOF\\n' > "$out"`;

const READ_ARGUMENTS = `for argument in "$@"; do
  case "$argument" in
    --print-to-pdf=*) out="\${argument#--print-to-pdf=}" ;;
    --user-data-dir=*) profile="\${argument#--user-data-dir=}" ;;
    *) page="$argument" ;;
  esac
done`;
