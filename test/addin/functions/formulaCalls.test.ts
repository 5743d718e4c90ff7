import { sevenfoldCalls } from "../../../addin/functions/formulaCalls.js";

const calls = (formula: string) => sevenfoldCalls(formula).map((call) => [call.name, call.arguments]);

test.each<[string, string, [string, string[]][]]>([
  ["one function", '=SEVENFOLD.KPI("SPEND",B2,-1)', [["KPI", ['"SPEND"', "B2", "-1"]]]],
  ["small letters and blanks", "=sevenfold.kpi ( B1 , , C1 )", [["KPI", ["B1", "", "C1"]]]],
  ["one without arguments", "=SEVENFOLD.PERIOD()", [["PERIOD", []]]],
  ["commas and brackets in texts", '=SEVENFOLD.LIST("a,b)""c")', [["LIST", ['"a,b)""c"']]]],
  ["quoted sheet names", "=SEVENFOLD.KPI('My (old), sheet'!A1,B1)", [["KPI", ["'My (old), sheet'!A1", "B1"]]]],
  [
    "columns of tables",
    "=SEVENFOLD.KPI([@[KPI, code]],tbl[[#This Row],[Force]])",
    [["KPI", ["[@[KPI, code]]", "tbl[[#This Row],[Force]]"]]],
  ],
  [
    "several in one formula",
    "=SEVENFOLD.KPI(A1)-SEVENFOLD.KPI(A2)",
    [
      ["KPI", ["A1"]],
      ["KPI", ["A2"]],
    ],
  ],
  [
    "one inside another",
    "=SEVENFOLD.KPI(A1,B1,SEVENFOLD.PERIOD(-1))",
    [
      ["KPI", ["A1", "B1", "SEVENFOLD.PERIOD(-1)"]],
      ["PERIOD", ["-1"]],
    ],
  ],
  ["one inside a function of the program", "=IFERROR(SEVENFOLD.KPI(A1),0)", [["KPI", ["A1"]]]],
  ["where the add-in was missing", "=_xldudf_SEVENFOLD_KPI(A1)", [["KPI", ["A1"]]]],
  ["none in a text", '="SEVENFOLD.KPI(A1)"', []],
  ["none of another add-in", "=MYSEVENFOLD.KPI(A1)", []],
])("finds %s", (_what, formula, expected) => {
  expect(calls(formula)).toEqual(expected);
});

test("gives each as it stands in the formula", () => {
  expect(sevenfoldCalls('=1+SEVENFOLD.KPI("A", B2)*2').map(({ text }) => text)).toEqual(['SEVENFOLD.KPI("A", B2)']);
});
