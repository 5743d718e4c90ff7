import { MemoryGrid } from "../../../addin/host/memoryGrid.js";
import { officeInNode } from "../../support/officeInNode.js";

/** Waits until the work passes; answers take a moment to travel. */
async function eventually(check: () => void): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      return check();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  check();
}

const KPI = { id: "KPI", name: "KPI", parameters: [{ name: "measure" }, { name: "period" }] };
const TOTAL = { id: "TOTAL", name: "TOTAL", parameters: [{ name: "values", dimensionality: "matrix" as const }] };

test("tells the add-in that it runs in Excel on the web, in the task pane, with the sets it claims", async () => {
  const { Office } = await officeInNode();
  expect(await Office.onReady()).toMatchObject({ host: "Excel", platform: "OfficeOnline" });
  expect(Office.context.requirements.isSetSupported("ExcelApi", "1.14")).toBe(true);
  expect(Office.context.requirements.isSetSupported("ExcelApi", "1.15")).toBe(false);
  expect(Office.context.requirements.isSetSupported("SharedRuntime", "1.1")).toBe(true);
});

test("gives each caller a workbook of its own", async () => {
  const [first, second] = await Promise.all([officeInNode(), officeInNode()]);
  await first.Excel.run(async (context) => {
    context.workbook.worksheets.getFirst().getRange("A1").values = [["mine"]];
  });
  expect(first.grid.shown("A1")).toEqual([["mine"]]);
  expect(second.grid.shown("A1")).toEqual([[""]]);
});

test("keeps document settings, and hands out those it was given", async () => {
  const saved: unknown[] = [];
  const { Office, host } = await officeInNode(new MemoryGrid(), {
    documentSettings: { signature: '"old"' },
    onDocumentSettings: (settings) => void saved.push(settings),
  });
  const { settings } = Office.context.document;
  expect(settings.get("signature")).toBe("old");
  settings.set("signature", { version: 2 });
  await new Promise((resolve) => settings.saveAsync(resolve));
  expect(JSON.parse(host.documentSettings["signature"] ?? "")).toEqual({ version: 2 });
  expect(saved).toHaveLength(1);
});

test("shows and hides the pane as the add-in asks", async () => {
  const shown: boolean[] = [];
  const { Office } = await officeInNode(new MemoryGrid(), { onVisibility: (visible) => void shown.push(visible) });
  await Office.addin.hide();
  await Office.addin.showAsTaskpane();
  expect(shown).toEqual([false, true]);
});

test("runs a ribbon command and waits until the add-in says it has completed", async () => {
  const { Office, host } = await officeInNode();
  const calls: string[] = [];
  Office.actions.associate("refresh", async (event: Office.AddinCommands.Event) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    calls.push(event.source.id);
    event.completed();
  });
  await host.command("refresh");
  expect(calls).toEqual(["refresh"]);
});

test("records what the add-in asks of the ribbon", async () => {
  const { Office, host } = await officeInNode();
  await Office.ribbon.requestUpdate({ tabs: [{ id: "Sevenfold", controls: [{ id: "Publish", enabled: false }] }] });
  expect(host.ribbonUpdates).toEqual([{ button: "Publish", enabled: false }]);
});

test("records every batch with its result", async () => {
  const { Excel, host } = await officeInNode();
  await Excel.run(async (context) => void context.workbook.worksheets.getFirst().getRange("A1").load("values"));
  const last = host.requests.at(-1);
  expect(last?.result.Error).toBeUndefined();
  expect(last?.request.Actions.length).toBeGreaterThan(0);
});

describe("custom functions", () => {
  test("are called with their arguments and answer with their value", async () => {
    const { CustomFunctions, host } = await officeInNode();
    CustomFunctions.associate("KPI", (measure: string, period: string) => `${measure} in ${period}`);
    expect(await host.invoke("KPI", ["margin", "2025-Q1"])).toBe("margin in 2025-Q1");
  });

  test("fail with the error they threw", async () => {
    const { CustomFunctions, host } = await officeInNode();
    CustomFunctions.associate("KPI", () => {
      throw new CustomFunctions.Error("#N/A", "No such measure.");
    });
    await expect(host.invoke("KPI", ["?", "?"])).rejects.toMatchObject({ code: "#N/A", message: "No such measure." });
  });

  test("compute in cells, with text, cells and ranges for arguments", async () => {
    const { CustomFunctions, grid, host } = await officeInNode();
    CustomFunctions.associate("KPI", async (measure: string, period: string) => `${measure}/${period}`);
    CustomFunctions.associate("TOTAL", (rows: number[][]) => rows.flat().reduce((sum, value) => sum + value, 0));
    host.registerFunctions([KPI, TOTAL], "SEVENFOLD");
    grid.enter("A1", [
      ["margin", '=SEVENFOLD.KPI("A","B")', "=SEVENFOLD.KPI(A1,B1)"],
      [1, 2, "=SEVENFOLD.TOTAL(A2:B2)*2"],
    ]);
    expect(grid.shown("B1")).toEqual([["#GETTING_DATA"]]);
    await eventually(() =>
      expect(grid.shown("A1:C2")).toEqual([
        ["margin", "A/B", "margin/A/B"],
        ["1", "2", "6"],
      ]),
    );
  });

  test("show their error in the cell, and are asked again after recalculating", async () => {
    const { CustomFunctions, grid, host } = await officeInNode();
    let isKnown = false;
    CustomFunctions.associate("KPI", () => {
      if (!isKnown) throw new CustomFunctions.Error("#N/A", "Not yet.");
      return 42;
    });
    host.registerFunctions([KPI], "SEVENFOLD");
    grid.enter("A1", '=SEVENFOLD.KPI("A","B")');
    await eventually(() => expect(grid.shown("A1")).toEqual([["#N/A"]]));
    isKnown = true;
    grid.recalculate();
    await eventually(() => expect(grid.shown("A1")).toEqual([["42"]]));
  });

  test("spill several values over the cells below", async () => {
    const { CustomFunctions, grid, host } = await officeInNode();
    CustomFunctions.associate("TOTAL", () => [[1], [2]]);
    host.registerFunctions([TOTAL], "SEVENFOLD");
    grid.enter("B1", "=SEVENFOLD.TOTAL(A1)");
    await eventually(() => expect(grid.shown("B1:B2")).toEqual([["1"], ["2"]]));
    grid.enter("B2", "in the way");
    expect(grid.shown("B1")).toEqual([["#SPILL!"]]);
  });

  test("that stream send value after value until they are stopped", async () => {
    const { CustomFunctions, host } = await officeInNode();
    let wasStopped = false;
    CustomFunctions.associate("TICK", (invocation: { setResult(value: number): void; onCanceled: () => void }) => {
      invocation.onCanceled = () => (wasStopped = true);
      invocation.setResult(1);
    });
    const values: unknown[] = [];
    const stop = await host.functions.stream("TICK", [], (value) => values.push(value));
    await eventually(() => expect(values).toEqual([1]));
    stop();
    await eventually(() => expect(wasStopped).toBe(true));
  });
});
