import fs from "node:fs";
import path from "node:path";

/** Who runs on a data folder: one server at a time, because it stops the embedded database when it stops. */
const lockFile = (dataFolder: string): string => path.join(dataFolder, "server.pid");

/** The process of the server that runs on this folder, or null. */
export function serverOn(dataFolder: string): number | null {
  const file = lockFile(dataFolder);
  if (!fs.existsSync(file)) return null;
  const processId = Number(fs.readFileSync(file, "utf8"));
  try {
    process.kill(processId, 0);
    return processId;
  } catch (error) {
    // Somebody else's process is alive too; only a process that is gone has left the folder free.
    return (error as NodeJS.ErrnoException).code === "EPERM" ? processId : null;
  }
}

/**
 * Takes the folder for this server, waiting for one that is just stopping. Gives what frees it again.
 *
 * Errors: throws with what to do when another server stays on it.
 */
export async function takeFolder(dataFolder: string, patienceMs = 10_000): Promise<() => void> {
  fs.mkdirSync(dataFolder, { recursive: true });
  const until = performance.now() + patienceMs;
  for (let other = serverOn(dataFolder); other !== null && other !== process.pid; other = serverOn(dataFolder)) {
    if (performance.now() > until) {
      throw new Error(
        `Sevenfold already runs on ${dataFolder} (process ${other}). Stop it first, or give this one its own: SEVENFOLD_DATA=folder npm start`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const file = lockFile(dataFolder);
  fs.writeFileSync(file, String(process.pid));
  return () => fs.rmSync(file, { force: true });
}
