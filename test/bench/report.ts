import { type PartyName } from "./parties.js";
import { median } from "./measure.js";

/** What one contender's entry of a workload came to, over all rounds. */
export interface Figures {
  readonly workload: string;
  readonly label: string;
  readonly party: PartyName;
  /** Answers a second, round by round: rounds of one number were run one after another, so they are compared with each other. */
  readonly rounds: readonly number[];
  readonly p50: number;
  readonly p99: number;
  readonly serverCpu: number | null;
  readonly postgresCpu: number | null;
  readonly peakMb: number | null;
}

/** A ratio over the rounds: its median, least and most. */
export interface Ratio {
  readonly middle: number;
  readonly least: number;
  readonly most: number;
}

export interface Budget {
  readonly workload: string;
  /** Sevenfold's throughput divided by the label's. */
  readonly against: string;
  readonly kind: "floor" | "aim";
  readonly least: number;
}

/** What is promised: see the budgets of the architecture. */
export const budgets: readonly Budget[] = [
  ["W1", "PostGraphile", "floor", 1.8],
  ["W1", "PostGraphile", "aim", 2.5],
  ["W1", "plain", "aim", 0.9],
  ["W1s", "PostGraphile", "floor", 4],
  ["W1s", "PostGraphile", "aim", 7],
  ["W1s", "plain", "aim", 2.5],
  ["W2", "PostGraphile", "floor", 1.8],
  ["W2", "PostGraphile", "aim", 2.8],
  ["W2", "plain", "aim", 0.75],
  ["W3", "PostGraphile", "floor", 2.5],
  ["W3", "PostGraphile", "aim", 4],
  ["W3", "plain", "aim", 0.9],
  ["W3s", "PostGraphile", "floor", 2.5],
  ["W3s", "PostGraphile", "aim", 4],
  ["W3s", "plain", "aim", 0.9],
  ["W4", "PostGraphile", "floor", 1],
  ["W4", "PostGraphile, aliases", "floor", 40],
  ["W4", "PostGraphile", "aim", 1.3],
  ["W4", "plain", "aim", 0.85],
  ["W4k", "PostGraphile", "floor", 1],
  ["W4k", "PostGraphile", "aim", 1.3],
  ["W4k", "plain", "aim", 0.85],
  ["W5", "PostGraphile", "floor", 6],
  ["W5", "PostGraphile", "aim", 8.5],
  ["W5", "plain", "aim", 0.9],
  ["W6", "PostGraphile, mutations", "floor", 30],
  ["W6", "bare SQL", "aim", 0.6],
  ["W6", "plain", "aim", 0.95],
  ["W7", "bare SQL", "floor", 50],
  ["W7", "bare SQL", "aim", 100],
].map(([workload, against, kind, least]) => ({ workload, against, kind, least }) as Budget);

/** Of the rounds that both have. */
export function ratio(one: Figures, other: Figures): Ratio {
  const each = one.rounds.map((rate, round) => rate / (other.rounds[round] ?? NaN)).filter(Number.isFinite);
  return { middle: median(each), least: Math.min(...each), most: Math.max(...each) };
}

const digits = (value: number | null): string => {
  if (value === null) return "";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
};
const shownRatio = ({ middle, least, most }: Ratio): string => `${digits(middle)} (${digits(least)}-${digits(most)})`;

/** The table of one workload, a list of cells a row; the first row is the heading. */
export function tableOf(figures: readonly Figures[]): string[][] {
  const reference = (label: string) => figures.find((each) => each.label === label);
  const against = (each: Figures, label: string): string => {
    const other = reference(label);
    return other && other !== each ? shownRatio(ratio(each, other)) : "";
  };
  const before = reference("Sevenfold before");
  if (before) {
    return [
      ["contender", "a second", "p50 ms", "p99 ms", "server CPU ms", "Postgres CPU ms", "peak MB", "x before"],
      ...figures.map((each) => [
        each.label,
        digits(median(each.rounds)),
        digits(each.p50),
        digits(each.p99),
        digits(each.serverCpu),
        digits(each.postgresCpu),
        each.peakMb?.toFixed(0) ?? "",
        against(each, "Sevenfold before"),
      ]),
    ];
  }
  return [
    [
      "contender",
      "a second",
      "p50 ms",
      "p99 ms",
      "server CPU ms",
      "Postgres CPU ms",
      "peak MB",
      "x PostGraphile",
      "x plain",
    ],
    ...figures.map((each) => [
      each.label,
      digits(median(each.rounds)),
      digits(each.p50),
      digits(each.p99),
      digits(each.serverCpu),
      digits(each.postgresCpu),
      each.peakMb === null ? "" : each.peakMb.toFixed(0),
      against(each, "PostGraphile"),
      against(each, "plain"),
    ]),
  ];
}

/** Every budget that could be measured, and whether it is met. */
export function budgetTable(figures: readonly Figures[]): string[][] {
  const find = (workload: string, label: string) =>
    figures.find((each) => each.workload === workload && each.label === label);
  const rows = budgets.flatMap(({ workload, against, kind, least }) => {
    const [ours, theirs] = [find(workload, "Sevenfold"), find(workload, against)];
    if (!ours || !theirs) return [];
    const measured = ratio(ours, theirs);
    const verdict = measured.middle >= least ? "met" : `${((1 - measured.middle / least) * 100).toFixed(0)} % below`;
    return [[workload, `${kind} against ${against}`, String(least), shownRatio(measured), verdict]];
  });
  return [["workload", "budget", "at least", "measured", ""], ...rows];
}

export function asText(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

export function asMarkdown([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(heading),
    `|${heading.map((_, column) => (column === 0 ? "---" : "--:")).join("|")}|`,
    ...rows.map(line),
  ].join("\n");
}

const BAR = 14;
const LEFT = 190;
const WIDTH = 520;
const colours: Readonly<Record<string, string>> = { Sevenfold: "#1f6f54", plain: "#8a8f98", "bare SQL": "#c9ccd1" };

/** How many times as fast as PostGraphile each contender is, on a logarithmic scale, as one SVG picture. */
export function chartOf(figures: readonly Figures[]): string {
  const names = [...new Set(figures.map(({ workload }) => workload))];
  const bars = names.flatMap((workload) => {
    const own = figures.filter((each) => each.workload === workload);
    const base = own.find(({ label }) => label === "PostGraphile");
    if (!base) return [];
    return own
      .filter(({ label }) => label in colours)
      .map((each, index) => ({
        workload: index === 0 ? workload : "",
        label: each.label,
        times: ratio(each, base).middle,
      }));
  });
  const most = Math.max(10, ...bars.map(({ times }) => times));
  const least = Math.min(0.5, ...bars.map(({ times }) => times));
  const at = (times: number) => LEFT + (Math.log(times / least) / Math.log(most / least)) * WIDTH;
  const height = 60 + bars.length * (BAR + 4);
  const lines = [0.1, 0.5, 1, 2, 5, 10, 20, 50].filter((times) => times >= least && times <= most);
  const grid = lines.map(
    (times) =>
      `<line x1="${at(times).toFixed(1)}" x2="${at(times).toFixed(1)}" y1="34" y2="${height - 8}" stroke="${times === 1 ? "#333" : "#ddd"}"/>` +
      `<text x="${at(times).toFixed(1)}" y="30" text-anchor="middle">${times}x</text>`,
  );
  const drawn = bars.map(({ workload, label, times }, index) => {
    const y = 40 + index * (BAR + 4);
    const [from, to] = [at(1), at(times)].sort((a, b) => a - b) as [number, number];
    return (
      `<text x="4" y="${y + 11}" font-weight="bold">${workload}</text><text x="60" y="${y + 11}">${label}</text>` +
      `<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${BAR}" fill="${colours[label]}"/>` +
      `<text x="${(to + 4).toFixed(1)}" y="${y + 11}">${digits(times)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 50} ${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<text x="4" y="14" font-size="13">Throughput as a multiple of PostGraphile 5, same data and same PostgreSQL (logarithmic)</text>
${[...grid, ...drawn].join("\n")}
</svg>
`;
}
