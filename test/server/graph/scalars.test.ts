import { type GraphQLScalarType, parseValue as parseLiteralText } from "graphql";
import {
  CellValueScalar,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  PeriodScalar,
} from "../../../server/graph/scalars.js";

const fromVariables = (scalar: GraphQLScalarType, sent: unknown): unknown => scalar.parseValue(sent);
const fromDocument = (scalar: GraphQLScalarType, text: string): unknown =>
  scalar.parseLiteral(parseLiteralText(text), {});

describe("the scalars", () => {
  test.each([
    [DateScalar, "2026-11-22", "2026-11-22"],
    [DateScalar, "2028-02-29", "2028-02-29"],
    [DateTimeScalar, "2026-11-22T09:30:00Z", "2026-11-22T09:30:00Z"],
    [DateTimeScalar, "2026-11-22T09:30:00.123456+01:00", "2026-11-22T09:30:00.123456+01:00"],
    [DecimalScalar, "1250.00", "1250.00"],
    [DecimalScalar, " -3.05 ", "-3.05"],
    [DecimalScalar, "+12.50", "12.50"],
    [DecimalScalar, ".5", "0.5"],
    [DecimalScalar, 1250, "1250"],
    [DecimalScalar, "99999999999999999999.99", "99999999999999999999.99"],
    [PeriodScalar, "2026-27 Q2", "2026-27 Q2"],
    [PeriodScalar, "FY26/27 q2", "2026-27 Q2"],
    [PeriodScalar, "Q2 2026/27", "2026-27 Q2"],
    [CellValueScalar, "Vehicles", "Vehicles"],
    [CellValueScalar, true, true],
    [CellValueScalar, 12, "12"],
    [CellValueScalar, -0, "0"],
  ])("read %s %p as %p", (scalar, sent, expected) => {
    expect(fromVariables(scalar, sent)).toBe(expected);
  });

  test.each([
    [DateScalar, '"2026-11-22"', "2026-11-22"],
    [DecimalScalar, "1250", "1250"],
    [DecimalScalar, "90071992547409931", "90071992547409931"],
    [DecimalScalar, '"1250.5"', "1250.5"],
    [CellValueScalar, "false", false],
    [CellValueScalar, "90071992547409931", "90071992547409931"],
  ])("read %s %s in the document as %p", (scalar, text, expected) => {
    expect(fromDocument(scalar, text)).toBe(expected);
  });

  test.each([
    [DateScalar, "2026-02-31", '"2026-02-31" is not a date. Write it as "YYYY-MM-DD", for example "2026-11-22".'],
    [DateScalar, "22/11/2026", '"22/11/2026" is not a date. Write it as "YYYY-MM-DD", for example "2026-11-22".'],
    [DateScalar, 20261122, '20261122 is not a date. Write it as "YYYY-MM-DD", for example "2026-11-22".'],
    [
      DateTimeScalar,
      "2026-11-22T09:30:00",
      '"2026-11-22T09:30:00" is not a moment. Write it with its offset, for example "2026-11-22T09:30:00Z".',
    ],
    [
      DateTimeScalar,
      "2026-02-30T09:30:00Z",
      '"2026-02-30T09:30:00Z" is not a moment. Write it with its offset, for example "2026-11-22T09:30:00Z".',
    ],
    [
      DateTimeScalar,
      "2026-11-22T25:30:00Z",
      '"2026-11-22T25:30:00Z" is not a moment. Write it with its offset, for example "2026-11-22T09:30:00Z".',
    ],
    [DecimalScalar, 12.5, '12.5 is a JSON number with a fraction, which is not exact. Send it as a string: "12.5".'],
    [DecimalScalar, 1e300, "1e+300 is a JSON number that is too large to be exact. Send it as a string of digits."],
    [
      DecimalScalar,
      "£1.2m",
      '"£1.2m" is not a decimal number. Write digits with at most one point, for example "1250.00".',
    ],
    [
      DecimalScalar,
      "1e6",
      '"1e6" is not a decimal number. Write digits with at most one point, for example "1250.00".',
    ],
    [DecimalScalar, "", '"" is not a decimal number. Write digits with at most one point, for example "1250.00".'],
    [DecimalScalar, true, 'true is not a decimal number. Write digits with at most one point, for example "1250.00".'],
    [DecimalScalar, [1], "Decimal cannot be a list or an object."],
    [PeriodScalar, "2026-28 Q2", '"2026-28 Q2" is not a quarter. Write it as "2026-27 Q2".'],
    [PeriodScalar, "2026-27", '"2026-27" is not a quarter. Write it as "2026-27 Q2".'],
    [CellValueScalar, 12.5, '12.5 is a JSON number with a fraction, which is not exact. Send it as a string: "12.5".'],
    [CellValueScalar, { a: 1 }, "CellValue cannot be a list or an object."],
  ])("refuse %s %p", (scalar, sent, message) => {
    expect(() => fromVariables(scalar, sent)).toThrow(message);
  });

  test.each([
    [DecimalScalar, "12.5", '12.5 is a JSON number with a fraction, which is not exact. Send it as a string: "12.5".'],
    [DateScalar, "[2026]", "Date cannot be [2026]."],
    [CellValueScalar, "{a: 1}", "CellValue cannot be {a: 1}."],
  ])("refuse %s %s in the document", (scalar, text, message) => {
    expect(() => fromDocument(scalar, text)).toThrow(message);
  });

  test.each([
    ["2026-11-22 09:30:00.123456+00", "2026-11-22T09:30:00.123456Z"],
    ["2026-11-22 09:30:00+00", "2026-11-22T09:30:00Z"],
    ["2026-11-22T09:30:00Z", "2026-11-22T09:30:00Z"],
    [new Date(Date.UTC(2026, 10, 22, 9, 30)), "2026-11-22T09:30:00.000Z"],
  ])("give the moment %p as %s", (held, expected) => {
    expect(DateTimeScalar.serialize(held)).toBe(expected);
  });

  test("keep an amount as it is stored", () => {
    expect(DecimalScalar.serialize("1250.00")).toBe("1250.00");
  });
});
