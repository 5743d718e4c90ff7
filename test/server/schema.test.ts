import fs from "node:fs";
import path from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { projectFolder } from "../../server/config.js";
import { printedSchema } from "../../server/schema.js";

const inSchemaFolder = (...names: string[]) => path.join(projectFolder, "schema", ...names);

describe("the schema", () => {
  test("is printed as the code says", async () => {
    expect(fs.readFileSync(inSchemaFolder("schema.graphql"), "utf8")).toBe(await printedSchema());
  });

  test.each(fs.readdirSync(inSchemaFolder("operations")))(
    "knows everything that the operations of %s ask for",
    async (name) => {
      const document = parse(fs.readFileSync(inSchemaFolder("operations", name), "utf8"));
      expect(validate(buildSchema(await printedSchema()), document)).toEqual([]);
      const names = document.definitions.map((definition) =>
        "name" in definition ? definition.name?.value : undefined,
      );
      expect(names).not.toContain(undefined);
    },
  );
});
