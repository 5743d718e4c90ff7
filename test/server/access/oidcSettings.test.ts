import { oidcSettings } from "../../../server/access/oidcSettings.js";
import { readConfig } from "../../../server/config.js";

const KENT = "11111111-1111-4111-8111-111111111111";
const ESSEX = "22222222-2222-4222-8222-222222222222";
const needed = { OIDC_AUDIENCE: "api", OIDC_CLIENT_ID: "client" };

test("is nothing where nothing is configured", () => {
  expect(oidcSettings({})).toBeNull();
});

test("makes one trusted issuer for each tenant, and signs in at the address of all", () => {
  expect(
    oidcSettings({
      ...needed,
      OIDC_ISSUERS: "https://login.microsoftonline.com/{tid}/v2.0",
      OIDC_TENANTS: `${KENT}=KENT, ${ESSEX}=ESSEX`,
      OIDC_SCOPE: "api://api/access",
      OIDC_PEOPLE: "claims",
    }),
  ).toEqual({
    issuers: [
      { issuer: `https://login.microsoftonline.com/${KENT}/v2.0`, tenant: KENT, forceCode: "KENT" },
      { issuer: `https://login.microsoftonline.com/${ESSEX}/v2.0`, tenant: ESSEX, forceCode: "ESSEX" },
    ],
    audiences: ["api"],
    authority: "https://login.microsoftonline.com/organizations/v2.0",
    clientId: "client",
    scope: "api://api/access",
    people: "claims",
    firstAdministrator: null,
    isDemonstration: false,
  });
});

test("takes other providers as they are, with or without a force", () => {
  const settings = oidcSettings({ ...needed, OIDC_ISSUERS: "https://id.example/kent=KENT,https://id.example/all" });
  expect(settings?.issuers).toEqual([
    { issuer: "https://id.example/kent", tenant: null, forceCode: "KENT" },
    { issuer: "https://id.example/all", tenant: null, forceCode: null },
  ]);
  expect(settings).toMatchObject({ authority: "https://id.example/kent", scope: "openid", people: "linked" });
});

test("names the first administrator by provider and account", () => {
  const settings = oidcSettings({
    ...needed,
    OIDC_ISSUERS: "https://login.microsoftonline.com/{tid}/v2.0",
    OIDC_TENANTS: `${KENT}=KENT`,
    FIRST_ADMINISTRATOR: ` https://login.microsoftonline.com/${KENT}/v2.0  an account|1 `,
  });
  expect(settings?.firstAdministrator).toEqual({
    issuer: `https://login.microsoftonline.com/${KENT}/v2.0`,
    subject: "an account|1",
  });
});

test.each([
  [
    { OIDC_ISSUERS: "https://id.example", FIRST_ADMINISTRATOR: "ann" },
    /FIRST_ADMINISTRATOR is "ann"; it must be one of/,
  ],
  [{ OIDC_ISSUERS: "https://id.example", FIRST_ADMINISTRATOR: "https://id.example" }, /and the account there/],
  [{ OIDC_ISSUERS: "https://id.example", FIRST_ADMINISTRATOR: "https://other.example ann" }, /one of OIDC_ISSUERS/],
  [
    { OIDC_AUDIENCE: "", OIDC_CLIENT_ID: "", FIRST_ADMINISTRATOR: "a b" },
    /FIRST_ADMINISTRATOR is set but OIDC_ISSUERS/,
  ],
  [{ OIDC_ISSUERS: "http://id.example" }, /OIDC_ISSUERS has "http:\/\/id.example"; it must be an https address/],
  [{ OIDC_ISSUERS: "id.example" }, /must be an https address/],
  [{ OIDC_ISSUERS: "https://id.example=kent" }, /after the = there must be a force's code/],
  [{ OIDC_ISSUERS: "https://id.example/{tid}" }, /OIDC_TENANTS must say whose/],
  [{ OIDC_ISSUERS: "https://id.example/{tid}", OIDC_TENANTS: KENT }, /without a force/],
  [{ OIDC_ISSUERS: "https://id.example/{tid}", OIDC_TENANTS: "kent=KENT" }, /must be a tenant's id and its force/],
  [{ OIDC_ISSUERS: "https://id.example", OIDC_PEOPLE: "all" }, /OIDC_PEOPLE is "all"; it must be linked or claims/],
  [{ OIDC_ISSUERS: "https://id.example", OIDC_AUDIENCE: "" }, /OIDC_AUDIENCE is missing/],
  [{}, /OIDC_AUDIENCE is set but OIDC_ISSUERS is not/],
])("refuses %j", (environment, message) => {
  expect(() => oidcSettings({ ...needed, ...environment })).toThrow(message);
});

test("switches the local sign-in off where people can prove who they are, unless it is asked for", () => {
  const oidc = { ...needed, OIDC_ISSUERS: "https://id.example" };
  expect(readConfig({}).localSignIn).toBe(true);
  expect(readConfig(oidc).localSignIn).toBe(false);
  expect(readConfig({ DEMO_PROVIDER: "on" })).toMatchObject({ localSignIn: false, demoProviderPort: 4001 });
  expect(readConfig({ ...oidc, LOCAL_SIGN_IN: "on" }).localSignIn).toBe(true);
});

test.each([
  [{ DEMO_PROVIDER: "on", HOST: "0.0.0.0" }, /DEMO_PROVIDER is on; it is for trying the sign-in on this machine/],
  [{ DEMO_PROVIDER: "on", OIDC_ISSUERS: "https://id.example", ...needed }, /DEMO_PROVIDER is on/],
  [{ LIMIT_COST: "many" }, /LIMIT_COST is "many"; it must be a whole number/],
  [{ PROXY_HOPS: "99" }, /PROXY_HOPS is "99"; it must be a whole number from 0 to 10/],
])("refuses %j", (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message);
});
