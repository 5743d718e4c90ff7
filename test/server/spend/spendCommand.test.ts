import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { loadSpendCommand } from "../../../server/spend/spendCommand.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { anEditorAndAForce } from "./loading.js";
import { aTerminal } from "../imports/terminal.js";

describe("npm run import:spend", () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await aDatabase();
    await anEditorAndAForce(database);
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "spend-command-"));
    await fs.writeFile(path.join(folder, "april.csv"), "Date,Amount,Supplier\n01/04/2026,10.50,Acme\n");
    await fs.writeFile(path.join(folder, "may.csv"), "When,Amount,Supplier\n01/05/2026,1.00,Acme\nsoon,2.00,Acme\n");
    await fs.writeFile(path.join(folder, "map.json"), '{"When": "postedOn"}');
    await fs.writeFile(path.join(folder, "broken.json"), "{");
  });
  afterAll(async () => {
    await database.close();
    await fs.rm(folder, { recursive: true });
  });

  const running = (...words: string[]) => aTerminal(loadSpendCommand, database, folder)(...words);

  test("it loads a force's files and accounts for them", async () => {
    const dry = await running("NORTH", "april.csv", "--dry-run");
    expect(dry).toMatchObject({ code: 0, errors: "", text: expect.stringMatching(/A dry run: nothing was kept\.$/) });
    const { code, text } = await running("Northshire", "april.csv");
    expect(code).toBe(0);
    expect(text).toContain(
      "april.csv: 1 rows read = 1 loaded + 0 there already + 0 refused (passed over: 0 blank, 0 totals)",
    );
    expect(text).toContain("  2026-27: £10.50 in 1 new lines");
    expect(text).toMatch(/The lines were kept\.$/);
    expect(await database.sql("select person_id::text from spend_loads")).toEqual([{ person_id: "0" }]);
  });

  test("it ends with 1 where rows are refused, and keeps the good ones when told to", async () => {
    const held = await running("NORTH", "may.csv", "--map", "map.json", "--as", "editor");
    expect(held).toMatchObject({ code: 1, text: expect.stringContaining('Row 3: "soon" is not a date.') });
    const kept = await running("NORTH", "may.csv", "--map", "map.json", "--keep-good");
    expect(kept).toMatchObject({
      code: 0,
      text: expect.stringContaining("2 rows read = 1 loaded + 0 there already + 1 refused"),
    });
  });

  test.each([
    [["NORTH"], "Name the force, then its files."],
    [["NORTH", "june.csv"], "cannot be read (ENOENT). Check the name of the file."],
    [["NROTH", "april.csv"], 'There is no force "NROTH". Did you mean NORTH?'],
    [["NORTH", "may.csv"], "has headings of spend. Found: When, Amount, Supplier."],
    [["NORTH", "may.csv", "--map", "broken.json"], "is not JSON"],
    [["NORTH", "april.csv", "--as", "nobody"], 'There is nobody with the sign-in name "nobody".'],
    [["NORTH", "april.csv", "--what"], "npm run import:spend -- FORCE FILE..."],
  ])("it ends with 2 for %j and says what to do", async (words, message) => {
    expect(await running(...words)).toMatchObject({ code: 2, errors: expect.stringContaining(message) });
  });

  test("it explains itself", async () => {
    expect(await running("--help")).toMatchObject({ code: 0, text: expect.stringContaining("--keep-good") });
  });
});
