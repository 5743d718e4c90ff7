import { ask, useServer } from "../../../addin/api/client.js";
import { SHEET_COUNT, VIEWER, type ChangesInput } from "../../../addin/api/operations.js";
import { publishChanges } from "../../../addin/api/publish.js";
import { endSession, keepSession, sessionToken, startSession } from "../../../addin/api/session.js";
import { aGraphQLPeer, type GraphQLPeer } from "./graphqlPeer.js";

let peer: GraphQLPeer;
beforeEach(async () => {
  peer = await aGraphQLPeer(() => ({ body: { data: { viewer: null } } }));
});
afterEach(async () => {
  endSession();
  await peer.close();
});

const problemOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "no problem",
    (error: unknown) => error,
  );
const error = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });

test("sends a named operation with its variables, and the token once somebody is signed in", async () => {
  peer.answer = () => ({ body: { data: { sheetCount: 3 } } });
  expect(await ask(SHEET_COUNT, { dataset: "KPIS", where: [] })).toEqual({ sheetCount: 3 });
  startSession("abc.def");
  await ask(SHEET_COUNT, { dataset: "KPIS", where: [] });
  expect(
    peer.requests.map(({ path, operationName, variables, headers }) => [
      path,
      operationName,
      variables,
      headers.authorization,
    ]),
  ).toEqual([
    ["/graphql", "SheetCount", { dataset: "KPIS", where: [] }, undefined],
    ["/graphql", "SheetCount", { dataset: "KPIS", where: [] }, "Bearer abc.def"],
  ]);
});

test("ends the session when the server no longer knows the token", async () => {
  startSession("old");
  peer.answer = () => ({ status: 401, body: error("NOT_SIGNED_IN", "Your sign-in has run out. Sign in again.") });
  expect(await problemOf(ask(VIEWER, {}))).toMatchObject({
    kind: "NOT_SIGNED_IN",
    message: "Your sign-in has run out. Sign in again.",
  });
  expect(sessionToken()).toBeNull();
});

test("asks the same again with the next token, where the one it had ran out and there is another", async () => {
  const runOut = { status: 401, body: error("NOT_SIGNED_IN", "Your sign-in has run out. Sign in again.") };
  peer.answer = ({ headers }) =>
    headers.authorization === "Bearer second" ? { body: { data: { sheetCount: 3 } } } : runOut;
  startSession("first");
  keepSession({ token: "first", until: Date.now() + 3_600_000 }, async () => ({
    token: "second",
    until: Date.now() + 7_200_000,
  }));
  const count = () => ask(SHEET_COUNT, { dataset: "KPIS", where: [] });
  expect(await Promise.all([count(), count()])).toEqual([{ sheetCount: 3 }, { sheetCount: 3 }]);
  expect(peer.requests.map(({ headers }) => headers.authorization).sort()).toEqual([
    "Bearer first",
    "Bearer first",
    "Bearer second",
    "Bearer second",
  ]);
  expect(sessionToken()).toBe("second");
});

test.each([
  ["NOT_ALLOWED", "NOT_ALLOWED", "Only editors publish."],
  ["INTERNAL", "SERVER", "Something went wrong here. Quote 4F2A."],
  ["BAD_REQUEST", "BAD_REQUEST", "There is no field x."],
  ["GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST", "Cannot query field."],
])("tells %s apart, with the server's own words", async (code, kind, message) => {
  peer.answer = () => ({ status: 400, body: error(code, message) });
  expect(await problemOf(ask(VIEWER, {}))).toMatchObject({ kind, message });
});

test("says that the server had a problem when the answer is not GraphQL", async () => {
  peer.answer = () => ({ status: 502, body: "<html>Bad gateway</html>" });
  expect(await problemOf(ask(VIEWER, {}))).toMatchObject({
    kind: "SERVER",
    message: "Sevenfold had a problem (HTTP 502). Try again in a minute.",
  });
});

test("says that it is offline when nothing answers, and when the answer takes too long", async () => {
  peer.answer = () => new Promise(() => undefined);
  expect(await problemOf(ask(VIEWER, {}, { timeoutMs: 30 }))).toMatchObject({
    kind: "OFFLINE",
    message: expect.stringContaining("did not answer in time"),
  });
  await peer.close();
  expect(await problemOf(ask(VIEWER, {}))).toMatchObject({
    kind: "OFFLINE",
    message: expect.stringContaining("cannot be reached"),
  });
  useServer("http://127.0.0.1:1");
  expect(await problemOf(ask(VIEWER, {}))).toMatchObject({ kind: "OFFLINE" });
});

test("stops with the caller's own reason when it is cancelled", async () => {
  peer.answer = () => new Promise(() => undefined);
  const ending = new AbortController();
  const asked = problemOf(ask(VIEWER, {}, { signal: ending.signal }));
  ending.abort(new Error("enough"));
  expect(await asked).toMatchObject({ message: "enough" });
});

const INPUT: ChangesInput = {
  dataset: "CONTRACTS",
  rows: [],
  inserts: [],
  deletes: [],
  mode: "APPLY_VALID",
  reason: null,
  workbook: null,
};
const NO_WAIT = [0, 0];

test("publishes again under the same key when the answer was lost", async () => {
  let calls = 0;
  peer.answer = () => (++calls < 3 ? { body: "HANG_UP" } : { body: { data: { publishChanges: { receipt: "R-1" } } } });
  expect(await publishChanges(INPUT, "key-1", NO_WAIT)).toEqual({ receipt: "R-1" });
  expect(peer.requests.map(({ path, variables }) => [path, variables.idempotencyKey])).toEqual([
    ["/graphql/bulk", "key-1"],
    ["/graphql/bulk", "key-1"],
    ["/graphql/bulk", "key-1"],
  ]);
});

test("does not publish again what the server refused", async () => {
  peer.answer = () => ({ body: error("NOT_ALLOWED", "Only editors publish.") });
  expect(await problemOf(publishChanges(INPUT, "key-2", NO_WAIT))).toMatchObject({ kind: "NOT_ALLOWED" });
  expect(peer.requests).toHaveLength(1);
});
