import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const MILLISECONDS_A_TICK = 10;

/**
 * Processor time of a local PostgreSQL so far, in milliseconds: its running processes and those that have ended. Null where
 * /proc does not tell (any system but Linux).
 */
export function postgresCpuMs(dataFolder: string): number | null {
  try {
    const postmaster = Number(readFileSync(path.join(dataFolder, "postmaster.pid"), "utf8").split("\n")[0]);
    const own = statOf(postmaster);
    let ticks = own.ticks + own.endedChildren;
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const stat = statOf(Number(entry));
        if (stat.parent === postmaster) ticks += stat.ticks;
      } catch {
        // It ended in between.
      }
    }
    return ticks * MILLISECONDS_A_TICK;
  } catch {
    return null;
  }
}

function statOf(processId: number): { parent: number; ticks: number; endedChildren: number } {
  const text = readFileSync(`/proc/${processId}/stat`, "utf8");
  // The name in brackets may hold spaces; what follows it does not.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
    (at) => fields[at],
  );
  return { parent, ticks: user + system, endedChildren: endedUser + endedSystem };
}
