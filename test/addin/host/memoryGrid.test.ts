import { officeInNode, type OfficeInNode } from "../../support/officeInNode.js";
import { conformanceCases } from "./conformance.js";

describe("Excel's behaviour on the memory grid", () => {
  let office: OfficeInNode;
  beforeAll(async () => {
    office = await officeInNode();
  });
  afterAll(() => office.close());

  test.each(conformanceCases.map((one) => [one.title, one] as const))("%s", async (_title, one) => {
    await one.run(office);
    expect(office.host.excel.interpreter.referenceCount).toBe(0);
  });
});

describe("a person at the grid", () => {
  const withContracts = async (): Promise<OfficeInNode> => {
    const office = await officeInNode();
    office.grid.enter("A1", [
      ["Code", "Value"],
      ["C-1", 1],
    ]);
    await office.Excel.run(async (context) => {
      context.workbook.worksheets.getFirst().tables.add("A1:B2", true).name = "Contracts";
    });
    return office;
  };
  const tableAddress = async ({ Excel }: OfficeInNode): Promise<string> =>
    Excel.run(async (context) => {
      const range = context.workbook.tables.getItem("Contracts").getRange();
      range.load("address");
      await context.sync();
      return range.address;
    });

  test("makes a table grow by typing below it, and the table hears of it", async () => {
    const office = await withContracts();
    const seen: Excel.TableChangedEventArgs[] = [];
    await office.Excel.run(async (context) => {
      context.workbook.tables.getItem("Contracts").onChanged.add(async (args) => void seen.push(args));
      await context.sync();
    });
    office.grid.enter("A3", "C-2");
    expect(await tableAddress(office)).toBe("Sheet1!A1:B3");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toMatchObject([{ address: "A3", details: { valueBefore: "", valueAfter: "C-2" } }]);
  });

  test("keeps the date format that typing brought along when the table grows over it", async () => {
    const office = await withContracts();
    office.grid.enter("B3", "2025-04-01");
    expect(office.grid.shown("B3")).toEqual([["01/04/2025"]]);
  });

  test("deletes the rows of a table and leaves one blank row", async () => {
    const office = await withContracts();
    office.grid.asPerson(() => office.grid.deleteCells(office.grid.areaAt("2:2"), "Up"));
    expect(await tableAddress(office)).toBe("Sheet1!A1:B2");
    expect(office.grid.shown("A1:B2")).toEqual([
      ["Code", "Value"],
      ["", ""],
    ]);
  });

  test("deletes a table with its rows", async () => {
    const office = await withContracts();
    office.grid.asPerson(() => office.grid.deleteCells(office.grid.areaAt("1:2"), "Up"));
    expect(office.grid.drawnTables.size).toBe(0);
    expect(office.host.snapshot().tables).toEqual([]);
  });

  test("cannot give a table two headers alike", async () => {
    const office = await withContracts();
    office.grid.enter("B1", "code");
    expect(office.grid.shown("A1:B1")).toEqual([["Code", "code2"]]);
  });

  test("is told apart from the add-in by the trigger source", async () => {
    const { Excel, grid } = await officeInNode();
    const seen: (string | undefined)[] = [];
    await Excel.run(async (context) => {
      const sheet = context.workbook.worksheets.getFirst();
      sheet.onChanged.add(async ({ triggerSource }) => void seen.push(triggerSource));
      await context.sync();
      sheet.getRange("A1").values = [[1]];
      await context.sync();
    });
    grid.enter("A2", 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual(["ThisLocalAddin", "Unknown"]);
  });
});
