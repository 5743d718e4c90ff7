import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { serverOn, takeFolder } from "../../../server/database/folderLock.js";

describe("a data folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sevenfold-folder-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const anotherProcess = () => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);

  test("is taken by one server and free again when it stops", async () => {
    const free = await takeFolder(folder);
    expect(serverOn(folder)).toBe(process.pid);
    free();
    expect(serverOn(folder)).toBeNull();
  });

  test("is free when the server on it was killed", async () => {
    const other = anotherProcess();
    fs.writeFileSync(path.join(folder, "server.pid"), String(other.pid));
    const ended = new Promise((resolve) => other.once("exit", resolve));
    other.kill("SIGKILL");
    await ended;
    expect(serverOn(folder)).toBeNull();
  });

  test("waits for a server that is stopping, and says what to do about one that is not", async () => {
    const other = anotherProcess();
    fs.writeFileSync(path.join(folder, "server.pid"), String(other.pid));
    await expect(takeFolder(folder, 300)).rejects.toThrow(
      `Sevenfold already runs on ${folder} (process ${other.pid}). Stop it first`,
    );
    setTimeout(() => other.kill("SIGKILL"), 300);
    const free = await takeFolder(folder);
    expect(serverOn(folder)).toBe(process.pid);
    free();
  });
});
