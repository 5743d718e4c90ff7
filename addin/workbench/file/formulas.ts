/**
 * Formulas in files bear prefixes that nobody sees: newer functions "_xlfn.", an add-in's functions "_xldudf_", names of
 * LAMBDA's parameters "_xlpm.".
 */

/** Functions that came after the file format; files name them with "_xlfn.". */
const NEWER = new Set(
  `ACOT ACOTH ARABIC ARRAYTOTEXT BASE BYCOL BYROW CEILING.MATH CHOOSECOLS CHOOSEROWS COMBINA CONCAT COT COTH CSC CSCH
  DAYS DECIMAL DROP EXPAND FLOOR.MATH FORECAST.ETS FORMULATEXT GAMMA GAUSS HSTACK IFNA IFS IMAGE ISFORMULA ISOWEEKNUM LAMBDA LET
  MAKEARRAY MAP MAXIFS MINIFS NUMBERVALUE PERMUTATIONA PHI RANDARRAY REDUCE RRI SCAN SEC SECH SEQUENCE SHEET SHEETS SKEW.P
  SWITCH TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNICHAR UNICODE UNIQUE VALUETOTEXT VSTACK WRAPCOLS WRAPROWS
  XLOOKUP XMATCH XOR PERCENTILE.EXC PERCENTILE.INC QUARTILE.EXC QUARTILE.INC RANK.AVG RANK.EQ STDEV.P STDEV.S VAR.P VAR.S
  MODE.MULT MODE.SNGL`.split(/\s+/),
);
/** These bear one prefix more. */
const NEWER_SHEET = new Set(["FILTER", "SORT", "SORTBY"]);

/** Parts of a formula that are not rewritten: texts and sheets' names in quotes. */
const QUOTED = `"(?:[^"]|"")*"|'(?:[^']|'')*'`;

/** As a person sees it: "=_xlfn.XLOOKUP(...)" in a file is "=XLOOKUP(...)". */
export function shownFormula(stored: string): string {
  return `=${stored.replace(
    new RegExp(`${QUOTED}|_xldudf_([A-Za-z0-9]+)_([A-Za-z0-9_.]+)(?=\\()|_xl(?:fn|ws|pm|nm|udf)\\.`, "g"),
    (whole, namespace: string | undefined, name: string | undefined) => {
      if (namespace !== undefined) return `${namespace}.${name ?? ""}`;
      return whole.startsWith("_xl") ? "" : whole;
    },
  )}`;
}

/** As a file holds it. `namespaces`: the words before the dot of add-ins' functions, in capitals. */
export function storedFormula(shown: string, namespaces: readonly string[]): string {
  const stored = shown.replace(
    new RegExp(`${QUOTED}|(?<![\\w.])([A-Za-z][A-Za-z0-9_.]*)(?=\\()`, "g"),
    (whole, called: string | undefined) => {
      if (called === undefined) return whole;
      const name = called.toUpperCase();
      const [namespace = "", ...rest] = called.split(".");
      if (rest.length > 0 && namespaces.includes(namespace.toUpperCase()))
        return `_xldudf_${namespace}_${rest.join("_")}`;
      if (NEWER_SHEET.has(name)) return `_xlfn._xlws.${name}`;
      return NEWER.has(name) ? `_xlfn.${name}` : called;
    },
  );
  return thisRowSpelled(stored.replace(/^=/, ""));
}

/** "Savings[@Value]" and "Savings[@[Annual value]]" are short for "Savings[[#This Row],[Value]]", which files hold. */
function thisRowSpelled(formula: string): string {
  return formula.replace(
    new RegExp(`${QUOTED}|(\\w+)\\[@(?:\\[([^\\]]+)\\]|([^\\]\\[]+))\\]`, "g"),
    (whole, table: string | undefined, long: string | undefined, short: string | undefined) =>
      table === undefined ? whole : `${table}[[#This Row],[${long ?? short ?? ""}]]`,
  );
}
