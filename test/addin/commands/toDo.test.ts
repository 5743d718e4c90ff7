import type { LinkedTable } from "../../../addin/commands/linkedTables.js";
import { openSample } from "../../../addin/commands/sampleData.js";
import { forgetChoice, saveChoice, savedChoices } from "../../../addin/commands/savedChoices.js";
import { toDoList } from "../../../addin/commands/toDo.js";
import { aWorkbook } from "../workbook/workbookUnderTest.js";

const NOW = new Date("2026-11-22T12:00:00Z");

function aTable(
  { label = "Contracts", readAt = "2026-11-22T09:00:00Z", ...binding }: Partial<LinkedTable["binding"]> = {},
  table: Partial<LinkedTable> = {},
): LinkedTable {
  return {
    binding: { label, readAt, ...binding } as LinkedTable["binding"],
    ...{ sheetName: "Sheet1", edits: 0, goneRows: 0 },
    ...table,
  };
}

describe("what needs doing", () => {
  test.each<[string, LinkedTable[], boolean, string[]]>([
    ["is nothing where all is well", [aTable()], false, []],
    [
      "comes most urgent first",
      [
        aTable({ label: "Savings", readAt: "2026-11-01T12:00:00Z" }, { edits: 2, goneRows: 3 }),
        aTable({ conflictsAhead: 1 }, { edits: 1 }),
        aTable({ label: "KPIs" }, { sheetName: null, edits: null }),
      ],
      true,
      [
        "Your last publish got no answer: ask again what became of it",
        "1 edit of yours changed by someone else too",
        "3 edits not published",
        "KPIs: deleted from the workbook",
        "Savings: read 21 days ago",
        "3 rows no longer in Sevenfold or its filter, in grey",
      ],
    ],
    [
      "names a table whose keys are gone",
      [aTable({}, { edits: null })],
      false,
      ["Contracts cannot be compared: key columns are gone"],
    ],
    [
      "says nothing of a frozen table's age",
      [aTable({ readAt: "2026-01-01T00:00:00Z", frozenAt: "2026-01-02T00:00:00Z" }, { edits: null })],
      false,
      [],
    ],
  ])("%s", (_title, tables, isUnanswered, texts) => {
    expect(toDoList(tables, isUnanswered, NOW).map(({ text }) => text)).toEqual(texts);
  });

  test("counts edits in linked cells with those in tables", () => {
    expect(toDoList([], false, NOW, 1).map(({ text }) => text)).toEqual(["1 edit not published"]);
  });
});

test("the sample needs no server, and is linked to nothing", async () => {
  const office = await aWorkbook();
  expect(await openSample()).toMatchObject({
    kind: "DONE",
    text: expect.stringContaining("Wrote sheet Sample contracts"),
  });
  expect(office.grid.shown("Sample contracts!A1:E2")).toEqual([
    ["Reference", "Title", "Lead force", "Current end", "Annual value (£)"],
    ["SAMPLE-01", "Body armour", "KENT", "31-Mar-2027", "412,500.00"],
  ]);
  expect(await openSample()).toMatchObject({ text: expect.stringContaining("Wrote sheet Sample contracts 2") });
  office.close();
});

describe("saved choices", () => {
  const items = new Map<string, string>();
  beforeAll(() => {
    const localStorage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    };
    Object.assign(globalThis, { window: { localStorage } });
  });
  afterAll(() => void Reflect.deleteProperty(globalThis, "window"));

  const filters = [{ field: "leadForce", values: ["KENT"], least: "", most: "" }];

  test("are kept per dataset and by name, and leave out what the dataset no longer has", () => {
    expect(saveChoice("CONTRACTS", { name: " Mine ", columns: ["title", "reference"], filters })).toMatchObject({
      kind: "DONE",
    });
    saveChoice("CONTRACTS", { name: "Another", columns: ["gone", "title"], filters: [] });
    const fields = ["reference", "title", "leadForce"];
    expect(savedChoices("CONTRACTS", fields)).toEqual([
      { name: "Another", columns: ["title"], filters: [] },
      { name: "Mine", columns: ["title", "reference"], filters },
    ]);
    expect(savedChoices("SAVINGS", fields)).toEqual([]);
    saveChoice("CONTRACTS", { name: "mine", columns: ["title"], filters: [] });
    expect(savedChoices("CONTRACTS", fields).map(({ name }) => name)).toEqual(["Another", "mine"]);
    forgetChoice("CONTRACTS", "Mine");
    expect(savedChoices("CONTRACTS", fields).map(({ name }) => name)).toEqual(["Another"]);
  });

  test("need a name, and survive what cannot be read", () => {
    expect(saveChoice("SPEND", { name: " ", columns: [], filters: [] })).toMatchObject({ kind: "ATTENTION" });
    items.set([...items.keys()][0]!.replace("CONTRACTS", "SPEND"), "{not JSON");
    expect(savedChoices("SPEND", [])).toEqual([]);
  });
});
