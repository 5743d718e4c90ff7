import { acts, matrix, ownerships, ownershipsOf, type Act, roleName, roles, type Role } from "./matrix.js";
import { operations } from "./operations.js";

const words = { OWN: "their forces", SHARED: "no single force", OTHER: "others" } as const;

/** The matrix as people read it: server/access/RIGHTS.md. */
export function rightsTable(): string {
  const names = Object.keys(roles) as Role[];
  const head = ["May", ...names.map(roleName)];
  const reach = (role: Role, act: Act): string => {
    const reached = ownershipsOf(role, act);
    return reached.length === ownerships.length ? "all" : reached.map((each) => words[each]).join(", ");
  };
  const takes = (act: Act): string =>
    Object.entries(operations)
      .filter(([, wanted]) => wanted === act || (typeof wanted !== "string" && wanted.includes(act)))
      .map(([name]) => `\`${name}\``)
      .join(", ");
  return [
    "# Who may do what",
    "",
    "Made from `matrix.ts` and `operations.ts` by `npm run schema`.",
    "",
    "A membership gives a person a role in one force, in all forces of a collaboration, or everywhere. A cell says on whose",
    "rows: of the forces of the membership, of no single force (a supplier, a contract without a lead force), or all.",
    "",
    ...aligned(
      head,
      (Object.keys(matrix) as Act[]).map((act) => [acts[act].says, ...names.map((role) => reach(role, act))]),
    ),
    "",
    "## The roles",
    "",
    ...names.map((role) => `- **${roleName(role)}**: ${roles[role]}`),
    "",
    "## What each query and mutation takes",
    "",
    ...(Object.keys(matrix) as Act[])
      .filter((act) => takes(act) !== "")
      .map((act) => `- ${acts[act].says}: ${takes(act)}`),
    "",
  ].join("\n");
}

/** The lines of a table whose columns are as wide as their widest cell, as the formatter leaves them. */
function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_name, at) => Math.max(3, ...[head, ...rows].map((cells) => (cells[at] ?? "").length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
