import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { jest } from "@jest/globals";
import type { Browser, BrowserContext, FrameLocator, Page } from "playwright-core";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import { aServer, type TestServer } from "../../support/server.js";
import { startBrowser } from "../../support/browser/browser.js";
import { AtTheWorkbench } from "./atTheWorkbench.js";
import { axeProblems } from "./axeProblems.js";

const root = path.resolve(import.meta.dirname, "../../..");
const pictures = path.join(root, "test/output/workbench");

jest.setTimeout(180_000);

/** The workbench as people get it: the built page, the real add-in, the server with its demonstration data. */
describe("The workbench with the demonstration's data", () => {
  let database: TestDatabase;
  let server: TestServer;
  let browser: Browser;
  let context: BrowserContext;
  const errors: string[] = [];

  beforeAll(async () => {
    fs.mkdirSync(pictures, { recursive: true });
    execFileSync(process.execPath, ["server/start.mjs", "--build-only"], { cwd: root, stdio: "pipe" });
    database = await aDatabase(await demoDatabase());
    server = await aServer(database, { officeJsFolder: path.join(root, "node_modules/@microsoft/office-js/dist") });
    browser = await startBrowser();
    context = await browser.newContext({ viewport: { width: 1400, height: 850 }, locale: "en-GB" });
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await database?.close();
    expect(errors).toEqual([]);
  });

  interface Person {
    readonly at: AtTheWorkbench;
    readonly page: Page;
    readonly pane: FrameLocator;
  }

  async function open(workbook?: string, inContext = context): Promise<Person> {
    const page = await inContext.newPage();
    const at = new AtTheWorkbench(page);
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${server.address}/workbench${workbook === undefined ? "" : `?workbook=${workbook}`}`);
    await at.opened();
    return { at, page, pane: page.frameLocator("#addin") };
  }

  async function signIn({ pane }: Person, name: RegExp): Promise<void> {
    await pane.getByRole("radio", { name }).check();
    await pane.getByRole("button", { name: "Sign in" }).click();
    await pane.getByRole("button", { name: "Sign out" }).waitFor();
  }

  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(500);
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
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
    expect(await axeProblems(person.page)).toEqual([]);
    await Promise.all([person.page.waitForEvent("load"), person.page.click("#start-sample")]);
    await person.at.opened();
    await person.at.shows("A4", "Ref No");
    const references = (await person.at.read("A5:A120", "values"))
      .flat()
      .map((text) => String(text).trim().toUpperCase());
    const known = await database.sql("select upper(reference) as reference from contracts");
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
    await signIn(person, /^Category manager/);
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
    await person.page.close();
  });

  test("a pulled table, changed and saved as a file, is still linked when the file is opened again", async () => {
    const person = await open("linked");
    const { at, pane } = person;
    await signIn(person, /^Category manager/);
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
    await at.page.waitForTimeout(1_500);
    expect(await at.read(cell)).toEqual([["Renamed in the workbook"]]);
    await at.page.close();
  });

  test("two people in two windows of one browser have each their own sign-in and workbook", async () => {
    const ann = await open("ann");
    const bob = await open("bob");
    await signIn(ann, /^Finance officer, Kent/);
    await bob.pane.getByRole("radio").first().waitFor();
    await signIn(bob, /^Category manager/);
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
    await ann.page.close();
    await bob.page.close();
  });

  test.each([
    ["light", 1400],
    ["dark", 1400],
    ["dark", 350],
    ["light", 320],
  ] as const)("is in order in the %s theme at %i pixels", async (colorScheme, width) => {
    const inTheme = await browser.newContext({ viewport: { width, height: 850 }, colorScheme, locale: "en-GB" });
    const person = await open(undefined, inTheme);
    expect(await axeProblems(person.page)).toEqual([]);
    await picture(person.page, `4-start-${colorScheme}-${width}`);
    await Promise.all([person.page.waitForEvent("load"), person.page.click("#start-sample")]);
    await person.at.opened();
    await person.page.waitForTimeout(800);
    expect(await axeProblems(person.page)).toEqual([]);
    await picture(person.page, `5-sample-${colorScheme}-${width}`);
    await person.page.click("#workbooks");
    expect(await axeProblems(person.page)).toEqual([]);
    await picture(person.page, `6-workbooks-${colorScheme}-${width}`);
    const overflow = await person.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(overflow).toBe(false);
    await inTheme.close();
  });
});
