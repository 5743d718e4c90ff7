import { parse } from "graphql";
import { KnownQuestions } from "../../../server/http/knownQuestions.js";

describe("a question", () => {
  const TEXT =
    "query One($reference: String) { contract(reference: $reference) { title } } query Two { forces { code } }";
  const known = new KnownQuestions();
  const learn = (text: string) => known.learnText(text, parse(text));
  learn(TEXT);
  learn("query Then @asRecorded(at: null) { forces { code } }");
  learn("mutation { signInLocally { token } }");
  const request = (body: unknown, accept = "*/*") => ({
    method: "POST",
    headers: [["accept", accept]] as [string, string][],
    search: "",
    body,
  });
  known.learnContentType(request({}), "application/json; charset=utf-8");

  test("is known with its operation, its variables and the type of its answer", () => {
    expect(known.in(request({ query: TEXT, operationName: "One", variables: { reference: "C-1" } }))).toMatchObject({
      operation: "query",
      operationName: "One",
      variables: { reference: "C-1" },
      contentType: "application/json; charset=utf-8",
      definition: { name: { value: "One" } },
    });
  });

  test.each<[string, unknown, string]>([
    ["of another text", { query: `${TEXT} `, operationName: "One" }, "*/*"],
    ["that does not say which of two", { query: TEXT }, "*/*"],
    ["that names none of two", { query: TEXT, operationName: "Three" }, "*/*"],
    ["that names one by a number", { query: TEXT, operationName: 1 }, "*/*"],
    ["with variables in a list", { query: TEXT, operationName: "One", variables: [] }, "*/*"],
    ["with variables as text", { query: TEXT, operationName: "One", variables: "{}" }, "*/*"],
    ["with extensions", { query: TEXT, operationName: "One", extensions: null }, "*/*"],
    ["about the past", { query: "query Then @asRecorded(at: null) { forces { code } }" }, "*/*"],
    ["that changes something", { query: "mutation { signInLocally { token } }" }, "*/*"],
    ["in a list of questions", [{ query: TEXT, operationName: "One" }], "*/*"],
    ["that is no JSON", TEXT, "*/*"],
    ["whose answer was not agreed on", { query: TEXT, operationName: "One" }, "text/plain"],
  ])("is left to the pipeline: one %s", (_what, body, accept) => {
    expect(known.in(request(body, accept))).toBeNull();
  });

  test("that is too long to keep is left to the pipeline", () => {
    const text = `{ forces { code } } # ${"x".repeat(6_000)}`;
    learn(text);
    expect(known.in(request({ query: text }))).toBeNull();
  });
});
