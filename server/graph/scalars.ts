import { Big } from "big.js";
import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from "graphql";
import { parseIsoDate } from "../shared/calendar.js";
import { isDecimal } from "../shared/money.js";
import { parseQuarter, quarterName } from "../shared/period.js";

const quoted = (sent: unknown): string => (typeof sent === "string" ? JSON.stringify(sent.slice(0, 60)) : String(sent));
const refuse = (message: string): never => {
  throw new GraphQLError(message);
};

/** The two ways in which a value arrives, with one reading of it. */
function scalar<Held>(described: {
  name: string;
  description: string;
  specifiedByURL?: string;
  out: (held: unknown) => unknown;
  read: (sent: { readonly value: string | boolean | bigint | number; readonly shown: string }) => Held;
}): GraphQLScalarType<Held, unknown> {
  const { name, description, specifiedByURL, out, read } = described;
  return new GraphQLScalarType<Held, unknown>({
    name,
    description,
    specifiedByURL,
    serialize: out,
    parseValue: (sent) => {
      if (typeof sent === "string" || typeof sent === "boolean") return read({ value: sent, shown: quoted(sent) });
      if (typeof sent !== "number") return refuse(`${name} cannot be a list or an object.`);
      return read({ value: Number.isSafeInteger(sent) ? BigInt(sent) : sent, shown: String(sent) });
    },
    parseLiteral: (node: ValueNode) => {
      switch (node.kind) {
        case Kind.STRING:
          return read({ value: node.value, shown: quoted(node.value) });
        case Kind.BOOLEAN:
          return read({ value: node.value, shown: String(node.value) });
        case Kind.INT:
          return read({ value: BigInt(node.value), shown: node.value });
        case Kind.FLOAT:
          return read({ value: Number(node.value), shown: node.value });
        default:
          return refuse(`${name} cannot be ${print(node).slice(0, 60)}.`);
      }
    },
  });
}

/** A calendar date. Held as the "YYYY-MM-DD" string itself. */
export const DateScalar = scalar<string>({
  name: "Date",
  description: 'A calendar date without a time or a zone, for example "2026-11-22". Years 1900 to 2199.',
  specifiedByURL: "https://datatracker.ietf.org/doc/html/rfc3339#section-5.6",
  out: String,
  read: ({ value, shown }) =>
    (typeof value === "string" ? parseIsoDate(value) : null) ??
    refuse(`${shown} is not a date. Write it as "YYYY-MM-DD", for example "2026-11-22".`),
});

const moment =
  /^(\d{4}-\d{2}-\d{2})[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d|[+-]00)$/i;

/** What PostgreSQL writes ("2026-11-22 09:30:00.123456+00") or a JavaScript Date, as ISO in UTC. */
function isoMoment(held: unknown): string {
  if (held instanceof Date) return held.toISOString();
  return String(held)
    .replace(" ", "T")
    .replace(/\+00(:?00)?$/, "Z");
}

/** A moment in UTC. Held as text that both PostgreSQL and JavaScript read. */
export const DateTimeScalar = scalar<string>({
  name: "DateTime",
  description:
    'A moment, given in UTC: "2026-11-22T09:30:00Z", with up to six decimals of a second. A moment that is sent may have any offset but must have one.',
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
  out: isoMoment,
  read: ({ value, shown }) => {
    const day = typeof value === "string" ? moment.exec(value.trim())?.[1] : undefined;
    if (typeof value === "string" && day !== undefined && parseIsoDate(day)) return value.trim();
    return refuse(`${shown} is not a moment. Write it with its offset, for example "2026-11-22T09:30:00Z".`);
  },
});

const LONGEST_DECIMAL = 40;

/** An exact decimal number. Held as a plain decimal string; never a JavaScript number. */
export const DecimalScalar = scalar<string>({
  name: "Decimal",
  description:
    'An exact decimal number as a string: "1250.00", "-3.05". Strings and whole numbers are accepted; a number with a fraction must be sent as a string, because JSON numbers are not exact.',
  out: String,
  read: ({ value, shown }) => {
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "number") return refuse(notExact(shown));
    const text = typeof value === "string" ? value.trim() : "";
    return isDecimal(text) && text.length <= LONGEST_DECIMAL
      ? exactly(text)
      : refuse(`${shown} is not a decimal number. Write digits with at most one point, for example "1250.00".`);
  },
});
const notExact = (shown: string): string =>
  shown.includes("e")
    ? `${shown} is a JSON number that is too large to be exact. Send it as a string of digits.`
    : `${shown} is a JSON number with a fraction, which is not exact. Send it as a string: "${shown}".`;
/** "+1250.50" and ".5" in their plain form, with the decimals that were written. */
function exactly(text: string): string {
  const unsigned = text.replace(/^\+/, "");
  return new Big(unsigned).toFixed((unsigned.split(".")[1] ?? "").length);
}

/** A quarter of a financial year. Held in its one form, "2026-27 Q2". */
export const PeriodScalar = scalar<string>({
  name: "Period",
  description:
    'A quarter of a financial year (1 April to 31 March; Q1 is April to June), given as "2026-27 Q2". "2026/27 Q2", "FY26/27 Q2" and "Q2 2026-27" are understood too.',
  out: String,
  read: ({ value, shown }) => {
    const quarter = typeof value === "string" ? parseQuarter(value) : null;
    return quarter ? quarterName(quarter) : refuse(`${shown} is not a quarter. Write it as "2026-27 Q2".`);
  },
});

/** What one cell of a sheet holds: text, true, false, or null for an empty cell. */
export const CellValueScalar = scalar<string | boolean>({
  name: "CellValue",
  description:
    'What a cell holds: text, true or false, or null when it is empty. Money and other numbers travel as exact decimal strings ("1250.00"), dates as "2026-11-22", choices as their code, look-ups as the text that is shown. A whole number is accepted and read as its text; a number with a fraction must be sent as a string.',
  out: (held) => (typeof held === "boolean" ? held : String(held)),
  read: ({ value, shown }) => {
    if (typeof value === "bigint") return value.toString();
    return typeof value === "number" ? refuse(notExact(shown)) : value;
  },
});
