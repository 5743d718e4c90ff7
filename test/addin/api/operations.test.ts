import { readdirSync, readFileSync } from "node:fs";
import { buildSchema, parse, print, validate } from "graphql";
import { OPERATION_FILES } from "../../../addin/api/operations.js";

const FOLDER = "schema/operations";

test.each(Object.entries(OPERATION_FILES))("keeps %s the same as what the add-in sends", (file, operations) => {
  const text = operations.map((operation) => operation.text).join("\n");
  // When this fails: npm run addin -- operations
  expect(readFileSync(`${FOLDER}/${file}`, "utf8")).toBe(text);
  expect(`${print(parse(text))}\n`).toBe(text);
});

test("names every file of the add-in's operations", () => {
  expect(readdirSync(FOLDER)).toEqual(expect.arrayContaining(Object.keys(OPERATION_FILES)));
});

test("sends nothing that the printed schema does not know", () => {
  const schema = buildSchema(readFileSync("schema/schema.graphql", "utf8"));
  const operations = Object.values(OPERATION_FILES).flat();
  expect(operations).toHaveLength(24);
  for (const { text } of operations) expect(validate(schema, parse(text))).toEqual([]);
});
