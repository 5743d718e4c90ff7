import { type ImportAccount, type RowProblem } from "./import.js";

const PROBLEMS_SHOWN = 20;

/** The account of an import as lines for a terminal, ending with what to do next. */
export function accountLines(account: ImportAccount, reportFile: string | null): string[] {
  return [
    `${account.fileName}${account.sheet === null ? "" : `, sheet "${account.sheet}"`}, headings in row ${account.headingRow}`,
    "",
    ...countLines(account),
    "",
    ...headingLines(account),
    ...newLines("supplier", account.newSuppliers),
    ...newLines("authority", account.newAuthorities),
    ...newLines("category", account.newCategories),
    ...noticeLines(account),
    ...problemLines(account),
    "",
    ...nextSteps(account, reportFile),
  ];
}

function countLines({ read, created, updated, unchanged, refused, skipped, applied }: ImportAccount): string[] {
  const will = applied ? "" : " (not applied)";
  const rows: [string, number][] = [
    ["Rows read", read],
    [`  created${will}`, created],
    [`  updated${will}`, updated],
    ["  unchanged", unchanged],
    ["  refused", refused],
    ["Blank rows passed over", skipped.blankRows],
    ["Totals rows passed over", skipped.totalsRows],
    ["Repeated headings passed over", skipped.repeatedHeadings],
  ];
  return rows
    .filter(([label, count]) => count > 0 || !label.includes("passed over"))
    .map(([label, count]) => `${label.padEnd(32)}${count.toLocaleString("en-GB").padStart(9)}`);
}

function headingLines({ headings }: ImportAccount): string[] {
  return [
    "Headings",
    ...headings.map(
      ({ heading, field, reason }) => `  ${cut(heading, 44).padEnd(46)}${field ?? `not used: ${reason}`}`,
    ),
    "",
  ];
}

function newLines(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const plural = what.endsWith("y") ? `${what.slice(0, -1)}ies` : `${what}s`;
  const more = names.length > 5 ? `, and ${(names.length - 5).toLocaleString("en-GB")} more` : "";
  return [`New ${names.length === 1 ? what : plural}: ${names.slice(0, 5).join("; ")}${more}`];
}

function noticeLines({ notices }: ImportAccount): string[] {
  if (notices.length === 0) return [];
  return [
    "",
    "Notices",
    ...notices.map(({ column, message, count, firstRows, example }) => {
      const where =
        firstRows.length > 0 ? ` Rows ${firstRows.join(", ")}${count > firstRows.length ? " and more" : ""}.` : "";
      const like = example === null ? "" : ` For example "${cut(example, 60)}".`;
      return `  ${column === null ? "" : `${cut(column, 40)}: `}${message} (${count.toLocaleString("en-GB")})${where}${like}`;
    }),
  ];
}

function problemLines({ problems, refused }: ImportAccount): string[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, PROBLEMS_SHOWN).map(problemLine);
  const rest = problems.length - shown.length;
  return [
    "",
    `Refused: ${refused.toLocaleString("en-GB")} rows, by reason`,
    ...reasonCounts(problems).map(
      ([code, count]) => `  ${code.padEnd(26)}${count.toLocaleString("en-GB").padStart(9)}`,
    ),
    "",
    ...shown,
    ...(rest > 0 ? [`... and ${rest.toLocaleString("en-GB")} more problems.`] : []),
  ];
}

/** How often each problem occurs, most frequent first. */
export function reasonCounts(problems: readonly RowProblem[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function problemLine({ column, value, reason, suggestion }: RowProblem): string {
  const place = column === null ? "" : ` [${column}${value === null ? "" : `: "${cut(value, 40)}"`}]`;
  return `${reason}${place}${suggestion === null ? "" : ` Perhaps: ${suggestion}`}`;
}

function nextSteps(
  { applied, dryRun, refused, created, updated, problems }: ImportAccount,
  reportFile: string | null,
): string[] {
  const report =
    problems.length > 0 && reportFile === null ? " Add --report FILE.csv for the list of every problem." : "";
  if (dryRun && refused > 0)
    return [`A dry run: nothing was kept.${report} Correct the rows, or apply the others with --keep-good.`];
  if (dryRun) return ["A dry run: nothing was kept. Run it without --dry-run to apply it."];
  if (!applied) {
    return [
      `Nothing was applied, because rows were refused.${report} Correct them and import again, or apply the others with --keep-good.`,
    ];
  }
  if (created + updated === 0) return [`Nothing had changed.${report}`];
  const left = refused > 0 ? ` ${refused.toLocaleString("en-GB")} refused rows were left out.` : "";
  return [`Applied.${left}${report} Refresh the Contracts table in Excel to see it.`];
}

/** Every problem as CSV with a heading row, for opening in a spreadsheet. */
export function problemsAsCsv(problems: readonly RowProblem[]): string {
  const rows = problems.map(({ row, sheet, column, value, code, reason, suggestion }) => [
    String(row),
    sheet,
    column,
    value,
    code,
    reason,
    suggestion,
  ]);
  return [["Row", "Sheet", "Column", "Value", "Code", "Reason", "Suggestion"], ...rows]
    .map((cells) => cells.map(csvCell).join(","))
    .join("\r\n")
    .concat("\r\n");
}

/** Text that a spreadsheet would run as a formula gets an apostrophe before it. */
function csvCell(text: string | null | undefined): string {
  const safe = /^[=+\-@\t\r]/.test(text ?? "") ? `'${text}` : (text ?? "");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const cut = (text: string, longest: number): string => {
  const line = text.replace(/\s+/g, " ");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
};
