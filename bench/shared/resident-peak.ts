import { readFile } from 'node:fs/promises';

/** The most memory that a process has had so far, megabytes; 0 where the system doesn't tell. */
export async function residentPeak(pid: number | undefined): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
