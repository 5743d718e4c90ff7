import {
  booleanIs,
  conditionFor,
  dateIs,
  decimalIs,
  either,
  enumIs,
  type FieldTable,
  idIs,
  Parameters,
  related,
  textIs,
} from "../../../server/graph/condition.js";
import {
  type BooleanFilter,
  type DateFilter,
  type DecimalFilter,
  type EnumFilter,
  type IdFilter,
  type StringFilter,
} from "../../../server/graph/where.js";

interface Where {
  title?: StringFilter | null;
  value?: DecimalFilter | null;
  ends?: DateFilter | null;
  sme?: BooleanFilter | null;
  level?: EnumFilter<string> | null;
  supplier?: IdFilter | null;
  supplierName?: StringFilter | null;
  and?: Where[] | null;
  or?: Where[] | null;
  not?: Where | null;
}
const fields: FieldTable<Where> = {
  title: textIs("t"),
  value: decimalIs("v"),
  ends: dateIs("e"),
  sme: booleanIs("b"),
  level: enumIs("l", "level"),
  supplier: idIs("supplier", "s"),
  supplierName: related("s in (select id from suppliers where", either(textIs("n"), textIs("m"))),
};
const compiled = (where: Where | null) => {
  const parameters = new Parameters();
  const sql = conditionFor(fields, where, parameters);
  return [sql.replace(/\s+/g, " "), ...parameters.values];
};
const nested = (depth: number): Where => (depth === 0 ? { sme: { equals: true } } : { not: nested(depth - 1) });

describe("a where", () => {
  test.each<[string, Where | null, unknown[]]>([
    ["is always true when it is not given", null, ["true"]],
    ["is always true when it asks nothing", {}, ["true"]],
    ["passes over what is null", { title: null, value: { atLeast: null } }, ["(true)"]],
    ["compares text in any case", { title: { equals: "Vans" } }, ["((upper(t) = upper($1::text)))", "Vans"]],
    [
      "takes a text list as one value",
      { title: { in: ["a", "b"] } },
      ["((upper(t) = any(array(select upper(value) from unnest($1::text[]) value))))", ["a", "b"]],
    ],
    ["takes wildcards literally", { title: { contains: "50%_\\" } }, ["((t ilike $1::text))", "%50\\%\\_\\\\%"]],
    ["looks at the beginning", { title: { startsWith: "V" } }, ["((t ilike $1::text))", "V%"]],
    ["asks for the unknown", { title: { isNull: true } }, ["((t is null))"]],
    ["asks for the known", { ends: { isNull: false } }, ["((e is not null))"]],
    [
      "joins all conditions of a filter",
      { value: { atLeast: "1.50", atMost: "2" } },
      ["((v >= $1::numeric) and (v <= $2::numeric))", "1.50", "2"],
    ],
    [
      "compares dates",
      { ends: { from: "2026-04-01", to: "2027-03-31" } },
      ["((e >= $1::date) and (e <= $2::date))", "2026-04-01", "2027-03-31"],
    ],
    ["tells false from not given", { sme: { equals: false } }, ["((b = $1::boolean))", false]],
    ["matches an enum", { level: { in: ["LOCAL"] } }, ["((l = $1::level))", "LOCAL"]],
    [
      "matches one of several of an enum",
      { level: { in: ["LOCAL", "REGIONAL"] } },
      ["((l = any($1::level[])))", ["LOCAL", "REGIONAL"]],
    ],
    ["matches none of an enum", { level: { in: [] } }, ["((l = any($1::level[])))", []]],
    ["matches an id by its number", { supplier: { equals: "supplier_12" } }, ["((s = $1::bigint))", "12"]],
    ["matches ids", { supplier: { in: ["supplier_1", "supplier_2"] } }, ["((s = any($1::bigint[])))", ["1", "2"]]],
    [
      "asks a related row, by either of two texts",
      { supplierName: { equals: "x" } },
      [
        "(s in (select id from suppliers where (((upper(n) = upper($1::text))) or ((upper(m) = upper($2::text))))))",
        "x",
        "x",
      ],
    ],
    [
      "joins fields and combinators",
      {
        sme: { equals: true },
        or: [{ value: { equals: "1" } }, { value: { isNull: true } }],
        not: { ends: { isNull: true } },
      },
      [
        "((b = $1::boolean)) and ((((v = $2::numeric))) or (((v is null)))) and ((((e is null))) is not true)",
        true,
        "1",
      ],
    ],
    ["finds nothing among no alternatives", { or: [] }, ["(false)"]],
    ["finds everything when nothing more must hold", { and: [] }, ["(true)"]],
  ])("%s", (_title, where, expected) => {
    expect(compiled(where)).toEqual(expected);
  });

  test("never puts what a caller sent into the statement", () => {
    const nasty = "'); drop table contracts; --";
    const [sql, ...values] = compiled({ title: { equals: nasty, in: [nasty], contains: nasty, startsWith: nasty } });
    expect(sql).not.toContain("drop");
    expect(values).toHaveLength(4);
  });

  test.each<[string, Where, string]>([
    [
      "an id of another kind",
      { supplier: { in: ["contract_1"] } },
      '"contract_1" is not the id of a supplier. Use an `id` that this API gave for one.',
    ],
    ["a NUL character", { title: { contains: "a\0b" } }, "A text in `where` holds a NUL character. Take it out."],
    [
      "too many values",
      { title: { in: Array<string>(1001).fill("x") } },
      "An `in` list holds at most 1000 values, and this one has 1001. Ask in several requests.",
    ],
    [
      "too many conditions",
      { or: Array<Where>(201).fill({ sme: { isNull: true } }) },
      "`where` holds at most 200 conditions. Use an `in` list, or ask in several requests.",
    ],
    ["too deep a nesting", nested(6), "`where` nests and, or and not at most 5 deep. Write the condition flatter."],
  ])("refuses %s", (_title, where, message) => {
    expect(() => compiled(where)).toThrow(message);
  });

  test("takes the deepest nesting that is allowed", () => {
    expect(compiled(nested(5))).toHaveLength(2);
  });

  test.each<[string, Where, boolean]>([
    ["one of a few words", { level: { in: ["LOCAL"] } }, true],
    ["an id, or several", { or: [{ supplier: { equals: "supplier_1" } }, { supplier: { in: ["supplier_2"] } }] }, true],
    ["a whole text", { title: { equals: "Vans" } }, true],
    ["a day", { ends: { equals: "2026-04-01" } }, true],
    ["no value", { ends: { isNull: true } }, true],
    ["from a day on", { ends: { from: "2026-04-01" } }, false],
    ["part of a text", { title: { contains: "an" } }, false],
    ["an amount or more", { value: { atLeast: "1" } }, false],
    ["both", { and: [{ level: { in: ["LOCAL"] } }, { ends: { to: "2026-04-01" } }] }, false],
  ])("say whether one plan is good for all their values: %s", (_what, where, areKeys) => {
    const parameters = new Parameters();
    conditionFor(fields, where, parameters);
    expect(parameters.areKeys).toBe(areKeys);
  });
});
