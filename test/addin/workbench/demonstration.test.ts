import { jest } from "@jest/globals";
import type { Page } from "playwright-core";
import { workbenchProblems } from "../../support/browser/accessibility.js";
import { demonstration, signInAs, type Visitor } from "../../support/browser/demonstration.js";
import { AtTheWorkbench } from "./atTheWorkbench.js";

jest.setTimeout(180_000);

/** The workbench as people get it: the built page, the real add-in, the server with its demonstration data. */
describe("The workbench with the demonstration's data", () => {
  const demo = demonstration("workbench");
  interface Person extends Visitor {
    readonly at: AtTheWorkbench;
  }
  async function open(where: Parameters<typeof demo.open>[0] = {}): Promise<Person> {
    const person = await demo.open(where);
    const at = new AtTheWorkbench(person.page);
    await at.opened();
    return { ...person, at };
  }

  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(500);
    await page.screenshot({ path: demo.picture(`${name}.png`) });
  };

  async function pullContracts({ at, pane }: Person): Promise<void> {
    await pane.getByRole("tab", { name: "Data" }).click();
    await pane.getByRole("button", { name: /Pull/ }).first().click();
    await pane.getByRole("radio", { name: "Contracts" }).check();
    await pane.getByLabel("Add a filter").selectOption({ label: "Reference" });
    await pane.getByRole("group", { name: "Reference" }).getByRole("textbox").fill("7F-2025");
    await pane.getByRole("button", { name: /^Pull \d+ rows?/ }).click();
    await pane
      .getByText(/Pulled \d+ row/)
      .first()
      .waitFor();
    await at.page.waitForTimeout(500);
  }

  test("the sample is a force's own register, whose references are those of the demonstration", async () => {
    const person = await open();
    await picture(person.page, "1-start");
    expect(await workbenchProblems(person.page)).toEqual([]);
    await Promise.all([person.page.waitForEvent("load"), person.page.click("#start-sample")]);
    await person.at.opened();
    await person.at.shows("A4", "Ref No");
    const references = (await person.at.read("A5:A120", "values"))
      .flat()
      .map((text) => String(text).trim().toUpperCase());
    const known = await demo.database.sql("select upper(reference) as reference from contracts");
    const knownReferences = new Set(known.map(({ reference }) => reference));
    const found = references.filter((reference) => knownReferences.has(reference));
    expect(found.length).toBeGreaterThan(20);
    expect(new Set(found).size).toBe(found.length - 1);
    expect(references.filter((text) => text.includes("OLD-12"))).toHaveLength(1);
    const [[sum]] = (await person.at.read("B6", "values", "Summary")) as [[number]];
    expect(sum).toBeGreaterThan(0);
    expect(await person.page.evaluate(() => window.workbench!.host.excel.model.tables.map(({ name }) => name))).toEqual(
      ["Tracker"],
    );
    await signInAs(person.pane, "Category manager");
    await picture(person.page, "2-sample");
    await person.at.select("A4:K40");
    await person.pane.getByRole("tab", { name: "Data" }).click();
    await person.pane.getByRole("button", { name: "Adopt table" }).click();
    await person.pane.getByRole("button", { name: "Use selection" }).click();
    await person.pane
      .getByText(/A4:K40: \d+ rows/)
      .first()
      .waitFor();
    await picture(person.page, "2-sample-columns");
    await person.pane.getByRole("button", { name: "Check", exact: true }).click();
    const matched = await person.pane
      .getByText(/\d+ of \d+ rows matched/)
      .first()
      .textContent();
    await picture(person.page, "2-sample-adopted");
    expect(Number(/(\d+) of/.exec(matched ?? "")?.[1])).toBeGreaterThan(25);
    await person.context.close();
  });

  test("a pulled table, changed and saved as a file, is still linked when the file is opened again", async () => {
    const person = await open({ workbook: "linked" });
    const { at, pane } = person;
    await signInAs(person.pane, "Category manager");
    await pullContracts(person);
    const [headings = []] = await at.read("A1:Z1");
    const title = headings.findIndex((heading) => String(heading).startsWith("Title"));
    const cell = `${String.fromCharCode(65 + title)}2`;
    await at.type(cell, "Renamed in the workbook");
    await pane.getByRole("tab", { name: /Changes/ }).click();
    await pane.getByRole("button", { name: /Publish 1 change/ }).waitFor();
    const before = await at.read("A1:Z30", "formulas");
    const { content } = await at.saveFile();
    await at.openFile("linked again.xlsx", content);
    expect(await at.read("A1:Z30", "formulas")).toEqual(before);
    await picture(at.page, "3-reopened");
    await pane.getByRole("tab", { name: /Changes/ }).click();
    await pane.getByRole("button", { name: /Publish 1 change/ }).waitFor();
    await pane.getByRole("tab", { name: "Data" }).click();
    await pane.getByRole("button", { name: "Refresh", exact: true }).first().click();
    await pane
      .getByText(/Refreshed/)
      .first()
      .waitFor();
    expect(await at.read(cell)).toEqual([["Renamed in the workbook"]]);
    await person.context.close();
  });

  test("two people in two windows of one browser have each their own sign-in and workbook", async () => {
    const ann = await open({ workbook: "ann" });
    const bob = await open({ workbook: "bob", beside: ann.context });
    await signInAs(ann.pane, "Finance officer, Kent");
    await signInAs(bob.pane, "Category manager");
    await ann.at.type("A1", "Ann's");
    await bob.at.type("A1", "Bob's");
    await ann.at.reload();
    await bob.at.reload();
    expect([await ann.at.read("A1"), await bob.at.read("A1")]).toEqual([[["Ann's"]], [["Bob's"]]]);
    await ann.pane
      .getByText(/Finance officer/)
      .first()
      .waitFor();
    await bob.pane
      .getByText(/Category manager/)
      .first()
      .waitFor();
    await ann.pane.getByRole("button", { name: "Sign out" }).click();
    await ann.pane.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await bob.pane.getByRole("button", { name: "Sign out" }).count()).toBe(1);
    await ann.context.close();
  });

  test.each([
    ["light", 1400],
    ["dark", 1400],
    ["dark", 350],
    ["light", 320],
  ] as const)("is in order in the %s theme at %i pixels", async (colorScheme, width) => {
    const person = await open({ viewport: { width, height: 850 }, colorScheme });
    expect(await workbenchProblems(person.page)).toEqual([]);
    await picture(person.page, `4-start-${colorScheme}-${width}`);
    await Promise.all([person.page.waitForEvent("load"), person.page.click("#start-sample")]);
    await person.at.opened();
    await person.page.waitForTimeout(800);
    expect(await workbenchProblems(person.page)).toEqual([]);
    await picture(person.page, `5-sample-${colorScheme}-${width}`);
    await person.page.click("#workbooks");
    expect(await workbenchProblems(person.page)).toEqual([]);
    await picture(person.page, `6-workbooks-${colorScheme}-${width}`);
    const overflow = await person.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(overflow).toBe(false);
    await person.context.close();
  });

  test("raises no error on the pages meanwhile", () => {
    expect(demo.complaints).toEqual([]);
  });
});
