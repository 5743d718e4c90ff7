import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { manifestProblems } from "../../addin/dev/manifestChecks.js";
import { aDatabase } from "../support/database.js";
import { aServer } from "../support/server.js";

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}
const addin = (...given: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile("node_modules/.bin/node", ["addin/dev/addin.mjs", ...given], (error, out, errors) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, errors });
    });
  });

describe("npm run addin", () => {
  test("check says what the manifest has and that nothing is wrong with it", async () => {
    const { code, out, errors } = await addin("check");
    expect([code, errors]).toEqual([0, ""]);
    expect(out).toMatch(/^Sevenfold \d[\d.]+ \(/);
    expect(out).toContain("functions: KPI, KPITREND, SAVING, CONTRACT, CONTRACTS, LIST, PERIOD, ASAT");
  });

  test.each([
    [[], /Use: npm run addin/],
    [["publish"], /Use: npm run addin/],
    [["toString"], /Use: npm run addin/],
    [["start", "--port", "x"], /--port takes a number/],
    [["start", "--port", "70000"], /1 to 65535/],
    [["start", "--port"], /--port takes a value/],
    [["package"], /https address/],
    [["package", "--url", "http://sevenfold.example"], /https address/],
    [["package", "--url", "https://sevenfold.example/add-in"], /https address/],
  ])("%j says what is wrong", async (given, message) => {
    const { code, out, errors } = await addin(...given);
    expect(code).toBe(1);
    expect(out + errors).toMatch(message);
  });
});

test("the server gives a manifest for its own address, in which nothing is wrong", async () => {
  const database = await aDatabase();
  const publicUrl = "https://figures.example:8443";
  const server = await aServer(database, { publicUrl });
  try {
    const answer = await fetch(`${server.address}/manifest.xml`);
    const xml = await answer.text();
    expect(answer.headers.get("content-type")).toContain("application/xml");
    expect(manifestProblems(xml, { origin: publicUrl, root: path.resolve(".") })).toEqual([]);
    expect(xml).not.toContain("localhost");
    expect(xml).toBe(readFileSync("manifest.xml", "utf8").replaceAll("https://localhost:4000", publicUrl));
  } finally {
    await server.stop();
    await database.close();
  }
});
