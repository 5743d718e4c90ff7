import type { Page } from "playwright-core";
import { aPerson } from "../support/builders.js";
import { paneFrame } from "../support/browser/accessibility.js";
import { demonstration, type Visitor } from "../support/browser/demonstration.js";
import { type SecureProxy, startSecureProxy } from "../support/browser/secureProxy.js";
import { aProvider, type TestProvider } from "../support/oidcProvider.js";

/** A person at the workbench signs in at a real OpenID Connect provider, in the window that the add-in opens. */
describe("signing in from the pane", () => {
  let provider: TestProvider;
  let secure: SecureProxy;
  const people = [
    { subject: "ann", displayName: "Ann at Kent" },
    { subject: "bob", displayName: "Bob at Essex" },
    { subject: "new", displayName: "Nobody's account" },
  ];
  const demo = demonstration("signIn", {
    hasData: false,
    config: async () => {
      provider = await aProvider(people, () => [demo.server.address, secure.origin]);
      // Beside it a tenant of Microsoft's, so that the add-in lets Office sign people in where Office can.
      const tenant = "11111111-1111-4111-8111-111111111111";
      const entra = { issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, tenant, forceCode: "KENT" };
      const { settings } = provider;
      return { oidc: { ...settings, issuers: [...settings.issuers, entra] }, localSignIn: false };
    },
  });

  beforeAll(async () => {
    secure = await startSecureProxy(demo.server.address);
    for (const { subject, displayName } of people.slice(0, 2)) {
      const id = await aPerson(demo.database, { subject, displayName, roles: ["VIEWER"] });
      await demo.database.sql("insert into person_identities (person_id, issuer, subject) values ($1, $2, $3)", [
        id,
        provider.settings.authority,
        subject,
      ]);
    }
  }, 60_000);
  afterAll(async () => {
    await secure?.close();
    await provider?.stop();
  });

  const atTheWorkbench = (origin?: string): Promise<Visitor> =>
    demo.open({ viewport: { width: 1300, height: 800 }, ignoreHTTPSErrors: true, ...(origin && { origin }) });
  /** Presses a button of the pane that opens the sign-in window, and gives the window. */
  async function windowOpenedBy({ context, pane }: Visitor, button: string): Promise<Page> {
    const opened = context.waitForEvent("page");
    await pane.getByRole("button", { name: button, exact: true }).click();
    return opened;
  }
  /** Waits until the pane says it, to the eye and to a screen reader. */
  const says = async ({ pane }: Visitor, text: string | RegExp) => {
    await pane.getByText(text).first().waitFor();
  };
  const tokensIn = (page: Page) => paneFrame(page).evaluate(() => window.sessionStorage.getItem("sevenfold.token"));

  test("signs in through the provider's page, out, and in as somebody else", async () => {
    const at = await atTheWorkbench();
    const { page, pane } = at;
    await pane.getByText("Demonstration sign-in service").waitFor();
    await page.screenshot({ path: demo.picture("1-signed-out.png") });

    const signIn = await windowOpenedBy(at, "Sign in");
    await signIn.getByRole("heading", { name: "Who are you?" }).waitFor();
    await signIn.screenshot({ path: demo.picture("2-provider.png") });
    await signIn.getByRole("button", { name: "Ann at Kent" }).click();
    await says(at, "Signed in as Ann at Kent.");
    await page.screenshot({ path: demo.picture("3-signed-in.png") });
    expect(signIn.isClosed()).toBe(true);

    const token = await tokensIn(page);
    expect(token).toMatch(/^ey/);
    expect(JSON.parse(Buffer.from(token!.split(".")[1]!, "base64url").toString())).toMatchObject({
      iss: provider.settings.authority,
      sub: "ann",
    });
    const workbook = await page.evaluate(() =>
      JSON.stringify([window.workbench!.grid.snapshot(), window.workbench!.host.snapshot()]),
    );
    expect(workbook).not.toContain(token!.slice(0, 20));
    expect(workbook).not.toContain(token!.slice(-20));

    await pane.getByRole("button", { name: "Sign out" }).click();
    await says(at, "Signed out.");
    expect(await tokensIn(page)).toBeNull();

    // The provider still knows Ann, and asks nobody.
    const again = await windowOpenedBy(at, "Sign in");
    await says(at, "Signed in as Ann at Kent.");
    expect(again.isClosed()).toBe(true);
    await pane.getByRole("button", { name: "Sign out" }).click();

    const other = await windowOpenedBy(at, "Use another account");
    await other.getByRole("button", { name: "Bob at Essex" }).click();
    await says(at, "Signed in as Bob at Essex.");
    expect(demo.complaints).toEqual([]);
    await at.context.close();
  }, 90_000);

  test("says what to ask for when the account is nobody's, and stays signed out", async () => {
    const at = await atTheWorkbench();
    const window = await windowOpenedBy(at, "Sign in");
    await window.getByRole("button", { name: "Nobody's account" }).click();
    await says(at, /Sevenfold does not know your account yet\. Ask your administrator to link it/);
    await at.pane.getByRole("button", { name: "Use another account" }).waitFor();
    expect(await tokensIn(at.page)).toBeNull();
    await at.context.close();
  }, 60_000);

  test("says so when the person cancels, and when they close the window", async () => {
    const at = await atTheWorkbench();
    const cancelled = await windowOpenedBy(at, "Sign in");
    await cancelled.getByRole("button", { name: "Cancel" }).click();
    await says(at, "The sign-in was cancelled. Start again when you are ready.");
    const closed = await windowOpenedBy(at, "Sign in");
    await closed.getByRole("heading", { name: "Who are you?" }).waitFor();
    await closed.close();
    await says(at, "The sign-in window was closed. Sign in when you are ready.");
    await at.context.close();
  }, 60_000);

  test("refuses an answer that belongs to no sign-in of this window", async () => {
    const context = await demo.browser.newContext();
    const page = await context.newPage();
    page.on("dialog", (dialog) => void dialog.accept());
    await page.goto(`${demo.server.address}/sign-in?code=stolen&state=made-up`);
    await page.getByText("This answer belongs to no sign-in that was started here.").waitFor();
    await context.close();
  }, 60_000);

  test("uses Office's own dialog over https, and a token of the provider's own making", async () => {
    const at = await atTheWorkbench(secure.origin);
    let made: { access_token?: string; id_token?: string } = {};
    await at.context.route(`${provider.settings.authority}/token`, async (route) => {
      const response = await route.fetch();
      made = (await response.json()) as typeof made;
      await route.fulfill({ response });
    });
    const signIn = await windowOpenedBy(at, "Sign in");
    await signIn.getByRole("button", { name: "Ann at Kent" }).click();
    await says(at, "Signed in as Ann at Kent.");
    expect(await tokensIn(at.page)).toBe(made.access_token);
    const statusFor = async (token: string | undefined) =>
      (
        await fetch(`${demo.server.address}/graphql?query={viewer{displayName}}`, {
          headers: { authorization: `Bearer ${token}`, "apollo-require-preflight": "true" },
        })
      ).status;
    expect([await statusFor(made.access_token), await statusFor(made.id_token)]).toEqual([200, 401]);
    await at.pane.getByRole("button", { name: "Sign out" }).click();

    const closed = await windowOpenedBy(at, "Use another account");
    await closed.getByRole("heading", { name: "Who are you?" }).waitFor();
    await closed.close();
    await says(at, "The sign-in window was closed. Sign in when you are ready.");
    expect(demo.complaints).toEqual([]);
    await at.context.close();
  }, 90_000);

  /** An Office that can sign people in by itself: the far end of the library's messages, with tokens of the provider. */
  async function officeThatSignsIn(page: Page, silent: string | null, asked: string | null): Promise<void> {
    await paneFrame(page).evaluate(
      ([token, tokenAsked]) => {
        const { requirements } = Office.context;
        const real = requirements.isSetSupported.bind(requirements);
        requirements.isSetSupported = (name, version) => name === "NestedAppAuth" || real(name, version as string);
        const listeners = new Set<(answer: string) => void>();
        const methods: string[] = [];
        const encoded = (claims: object) => btoa(JSON.stringify(claims)).replaceAll("=", "");
        const account = {
          homeAccountId: "1.t",
          localAccountId: "1",
          environment: "login.test",
          tenantId: "t",
          username: "ann",
        };
        const id = { iss: "i", sub: "1", oid: "1", tid: "t", exp: 4_102_444_800, preferred_username: "ann" };
        const idToken = [encoded({ alg: "none" }), encoded(id), ""].join(".");
        const answerTo = (method: string) => {
          if (method === "GetInitContext") {
            return {
              success: true,
              initContext: { sdkName: "office", sdkVersion: "1", capabilities: {}, accountContext: account },
            };
          }
          const given = method === "GetToken" ? token : tokenAsked;
          if (given === null && method === "GetToken") {
            return { success: false, error: { status: "USER_INTERACTION_REQUIRED", code: "interaction_required" } };
          }
          if (given === null) return { success: false, error: { status: "DISABLED", code: "broker_disabled" } };
          const granted = {
            access_token: given,
            id_token: idToken,
            expires_in: 3_600,
            scope: "figures",
            properties: null,
          };
          return { success: true, token: granted, account };
        };
        Object.assign(window, {
          nestedMethods: methods,
          nestedAppAuthBridge: {
            addEventListener: (_name: string, listener: (answer: string) => void) => listeners.add(listener),
            removeEventListener: (_name: string, listener: (answer: string) => void) => listeners.delete(listener),
            postMessage: (text: string) => {
              const { requestId, method } = JSON.parse(text) as { requestId: string; method: string };
              methods.push(method);
              const answer = { messageType: "NestedAppAuthResponse", requestId, ...answerTo(method) };
              setTimeout(() => listeners.forEach((listener) => listener(JSON.stringify(answer))));
            },
          },
        });
      },
      [silent, asked] as const,
    );
  }
  const asksOfOffice = (page: Page) =>
    paneFrame(page).evaluate(() => (window as unknown as { nestedMethods: string[] }).nestedMethods);

  test.each([
    ["without a question, where Office knows the person", true, true, ["GetInitContext", "GetToken"]],
    ["in Office's window, where it has to ask", false, true, ["GetInitContext", "GetToken", "GetTokenPopup"]],
  ])(
    "lets Office sign in by itself: %s",
    async (_title, knows, canAsk, expected) => {
      const at = await atTheWorkbench();
      const token = await provider.token();
      await at.pane.getByRole("button", { name: "Use another account" }).waitFor();
      await officeThatSignsIn(at.page, knows ? token : null, canAsk ? token : null);
      await at.pane.getByRole("button", { name: "Sign in", exact: true }).click();
      await says(at, "Signed in as Ann at Kent.");
      expect(await asksOfOffice(at.page)).toEqual(expected);
      expect(at.context.pages()).toHaveLength(1);
      expect(await tokensIn(at.page)).toBe(token);
      await at.context.close();
    },
    60_000,
  );

  test("opens its own window where Office says that it can and then cannot", async () => {
    const at = await atTheWorkbench();
    await at.pane.getByRole("button", { name: "Use another account" }).waitFor();
    await officeThatSignsIn(at.page, null, null);
    const signIn = await windowOpenedBy(at, "Sign in");
    await signIn.getByRole("button", { name: "Ann at Kent" }).click();
    await says(at, "Signed in as Ann at Kent.");
    expect(await asksOfOffice(at.page)).toEqual(["GetInitContext", "GetToken", "GetTokenPopup"]);
    await at.context.close();
  }, 60_000);
});
