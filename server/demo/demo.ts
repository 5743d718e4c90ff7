import { collaborations, forces, weightOf, type ForceCode } from "./organisations.js";
import { demoContracts } from "./contracts.js";
import { demoPipeline } from "./pipeline.js";
import { Random } from "./random.js";
import { withRegister, withSizes } from "./registered.js";
import {
  type ContractRow,
  type PipelineRow,
  type SavingRow,
  type SpendRow,
  type SupplierRow,
  type TargetRow,
} from "./rows.js";
import { demoSavings } from "./savings.js";
import { demoSpend } from "./spend.js";
import { demoSuppliers } from "./suppliers.js";

export interface DemoData {
  readonly suppliers: readonly SupplierRow[];
  readonly contracts: readonly ContractRow[];
  readonly pipeline: readonly PipelineRow[];
  readonly savings: readonly SavingRow[];
  readonly spend: readonly SpendRow[];
  readonly targets: readonly TargetRow[];
}

/** Illustrative data about seven forces: invented suppliers, contracts, savings and spend. The same rows for the same seed. */
export function demoData(seed = 7): DemoData {
  // Each kind of row has its own numbers, so that more of one kind does not change the others.
  const suppliers = withSizes(new Random(seed + 4), demoSuppliers(new Random(seed)));
  const contracts = withRegister(new Random(seed + 5), demoContracts(new Random(seed + 1), suppliers), suppliers);
  const pipeline = demoPipeline(new Random(seed + 6), contracts);
  const savings = demoSavings(new Random(seed + 2), contracts);
  const spend = demoSpend(new Random(seed + 3), contracts, suppliers);
  return {
    suppliers,
    contracts: markedAs(contracts, ({ leadForce, level, startsOn }) =>
      level === "LOCAL" && startsOn > "2025-04-01" ? leadForce : null,
    ),
    pipeline: markedAs(pipeline, ({ leadForce, level }) => (level === "LOCAL" ? leadForce : null), ["KENT"]),
    savings: markedAs(savings, ({ leadForce, stage }) => (stage === "DELIVERING" ? leadForce : null)),
    spend,
    targets: demoTargets(),
  };
}

/** Marks the first row of each of these forces as confidential, among those that `forceOf` gives a force. */
function markedAs<Row extends { readonly confidential: boolean }>(
  rows: readonly Row[],
  forceOf: (row: Row) => ForceCode | null,
  codes: readonly ForceCode[] = ["KENT", "NORFOLK"],
): Row[] {
  const marked = new Set(codes.map((code) => rows.find((row) => forceOf(row) === code)));
  return rows.map((row) => (marked.has(row) ? { ...row, confidential: true } : row));
}

/** Pounds a quarter that all forces together are to save; the first quarter starts slowly. */
const savingsTargets = [1_350_000, 1_550_000, 1_700_000, 1_900_000];

function demoTargets(): TargetRow[] {
  const whole = forces.reduce((sum, { weight }) => sum + weight, 0);
  const owners: { force: ForceCode | null; collaboration: string | null; part: number }[] = [
    ...forces.map(({ code, weight }) => ({ force: code, collaboration: null, part: weight / whole })),
    ...collaborations.map(({ code, members }) => ({
      force: null,
      collaboration: code,
      part: members.reduce((sum, member) => sum + weightOf(member), 0) / whole,
    })),
  ];
  return owners.flatMap(({ force, collaboration, part }) =>
    [2025, 2026].flatMap((year) =>
      savingsTargets.flatMap((savings, index) => {
        const target = (kpi: string, amount: number, tolerancePercent: string): TargetRow => ({
          kpi,
          force,
          collaboration,
          year,
          quarter: index + 1,
          target: amount.toFixed(0),
          tolerancePercent,
        });
        return [
          target("SAVINGS", Math.round((savings * part) / 1000) * 1000, "10"),
          target("COMPLIANCE", 95, "2"),
          target("COLLAB_SPEND", 75, "5"),
          target("REGISTER_COMPLETE", 95, "10"),
        ];
      }),
    ),
  );
}
