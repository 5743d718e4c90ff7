import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { importCommand } from "../../../server/imports/importCommand.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorIn } from "./importing.js";
import { aTerminal } from "./terminal.js";

describe("npm run import", () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await aDatabase();
    await anEditorIn(database);
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "import-command-"));
    await fs.writeFile(path.join(folder, "good.csv"), "Our no,Title,End date\nC-1,Vehicles,31/03/2028\n");
    await fs.writeFile(path.join(folder, "bad.csv"), "Reference,Title,End date\nC-8,Gas,31/02/2028\nC-9,Water,=1+1\n");
    await fs.writeFile(path.join(folder, "map.json"), '{"Our no": "reference"}');
  });
  afterAll(async () => {
    await database.close();
    await fs.rm(folder, { recursive: true });
  });

  const running = (...words: string[]) => aTerminal(importCommand, database, folder)(...words);

  test("imports a file with a heading map in the name of the command line, and says what to do next", async () => {
    const dry = await running("good.csv", "--map", "map.json", "--dry-run");
    expect(dry).toMatchObject({ code: 0, errors: "", text: expect.stringContaining("A dry run: nothing was kept.") });
    const { code, text } = await running("good.csv", "--map", "map.json");
    expect(code).toBe(0);
    expect(text).toMatch(/Rows read +1\n {2}created +1\n {2}updated +0\n {2}unchanged +0\n {2}refused +0\n/);
    expect(text).toMatch(/Our no +reference/);
    expect(text).toMatch(/Applied\. Refresh the Contracts table in Excel to see it\.$/);
    expect(await database.sql("select reference from contracts")).toEqual([{ reference: "C-1" }]);
    expect((await running("good.csv", "--map", "map.json")).text).toMatch(/Nothing had changed\.$/);
  });

  test("ends with 1 and a report where rows are refused", async () => {
    const { code, text } = await running("bad.csv", "--as", "editor", "--report", "report.csv");
    expect(code).toBe(1);
    expect(text).toContain('Row 2: There is no day "31/02/2028". Correct it in the file. [End date: "31/02/2028"]');
    expect(text).toContain("Nothing was applied, because rows were refused.");
    const report = await fs.readFile(path.join(folder, "report.csv"), "utf8");
    expect(report.split("\r\n").slice(0, 3)).toEqual([
      "\uFEFFRow,Sheet,Column,Value,Code,Reason,Suggestion",
      '2,,End date,31/02/2028,NO_SUCH_DAY,"Row 2: There is no day ""31/02/2028"". Correct it in the file.",',
      `3,,End date,'=1+1,NOT_A_DATE,"Row 3: ""=1+1"" is not a date. Write it as day/month/year, for example 31/03/2027.",`,
    ]);
  });

  test.each([
    ["a file that is not there", ["gone.csv"], "cannot be read (ENOENT). Check the name of the file."],
    ["a file that is no register", ["map.json"], "has headings of a contracts register"],
    ["a word that it does not know", ["good.csv", "--quickly"], "--quickly"],
    ["no file", [], "Name one file."],
    [
      "a person that is not known",
      ["good.csv", "--as", "nobody"],
      'There is nobody with the sign-in name "nobody".\n  --as editor   An editor',
    ],
    ["a heading map that is not JSON", ["good.csv", "--map", "good.csv"], "is not JSON"],
  ])("ends with 2 for %s", async (_title, words, message) => {
    expect(await running(...words)).toMatchObject({ code: 2, errors: expect.stringContaining(message) });
  });

  test("explains itself", async () => {
    expect(await running("--help")).toMatchObject({
      code: 0,
      text: expect.stringContaining("npm run import -- FILE [options]"),
    });
  });
});
