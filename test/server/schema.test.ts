import fs from "node:fs";
import path from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { projectFolder } from "../../server/config.js";
import { printed } from "../../server/printed.js";
import { printedSchema } from "../../server/schema.js";

const inSchemaFolder = (...names: string[]) => path.join(projectFolder, "schema", ...names);

const made = [...(await printed())];

describe("the schema", () => {
  test.each(made)("is printed in %s as the code says", (name, text) => {
    expect(fs.readFileSync(path.join(projectFolder, name), "utf8")).toBe(text);
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
