import type { Page } from "playwright-core";
import { servedPages } from "../../support/browser/servedPages.js";

const PAGE = "test/addin/taskpane/filterPage/page.html";
const SUPPLIERS = ["Acme", "Axon", "Borough Print", "G4S", "Kent Motors"];

describe("the filter by a column that is looked up", () => {
  const served = servedPages([PAGE]);
  let page: Page;
  /** While it is set, answers wait for it. */
  let held: Promise<void> | undefined;
  const searches: string[] = [];

  beforeEach(async () => {
    held = undefined;
    searches.length = 0;
    page = await served.browser.newPage();
    page.setDefaultTimeout(8_000);
    await page.route("**/graphql", async (route) => {
      const { variables } = route.request().postDataJSON() as { variables: { search: string } };
      searches.push(variables.search);
      await held;
      const found = SUPPLIERS.filter((name) => name.toLowerCase().includes(variables.search.toLowerCase()));
      const lookup = found.map((value) => ({ value, detail: null }));
      await route.fulfill({ json: { data: { lookup } } }).catch(() => undefined);
    });
    await page.goto(`${served.origin}/${PAGE}`);
  });
  afterEach(() => page.close());

  const box = () => page.getByRole("combobox", { name: "Search supplier" });
  // Several may be chosen, so they are ticked rather than picked.
  const offer = (name: string) => page.getByRole("menuitemcheckbox", { name });
  const chosen = () => page.getByLabel("Values", { exact: true }).textContent();

  test("takes one value after another, and keeps the letters typed for the next", async () => {
    await box().pressSequentially("ax", { delay: 20 });
    await offer("Axon").click();
    expect(await chosen()).toBe("Axon");
    expect(await box().inputValue()).toBe("");
    await box().pressSequentially("kent", { delay: 20 });
    expect(await box().inputValue()).toBe("kent");
    await offer("Kent Motors").click();
    expect(await chosen()).toBe("Axon, Kent Motors");
    expect(searches).toContain("kent");
  });

  test("never chooses by Enter what was offered for other letters", async () => {
    await box().pressSequentially("a", { delay: 20 });
    await offer("Acme").waitFor();
    let letGo = () => undefined as void;
    held = new Promise((resolve) => (letGo = resolve));
    await box().pressSequentially("cm", { delay: 20 });
    await box().press("ArrowDown");
    // No supplier holds these letters, whichever answers have come by now.
    await box().fill("zz");
    await box().press("Enter");
    expect(await chosen()).toBe("");
    expect(await offer("Acme").count()).toBe(0);
    letGo();
  });
});
