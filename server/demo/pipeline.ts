import { addDays, addMonths, type CalendarDate } from "../shared/calendar.js";
import { fromPennies } from "../shared/money.js";
import { DEMO_TODAY, isLiveOn } from "./contracts.js";
import { buyerOf } from "./organisations.js";
import { type Random } from "./random.js";
import { type ContractRow, type PipelineRow } from "./rows.js";

const REPLACEMENTS = 48;
const NEW_PURCHASES = 12;
const ideas = [
  "Drones for road traffic investigation",
  "Shared translation service",
  "Electric patrol vehicles, second batch",
  "Digital evidence storage",
  "Rape and serious sexual offence support",
  "Body armour, next generation",
  "Estates energy retrofit",
  "Forensic phone triage",
  "Occupational health",
  "Automatic redaction",
  "Custody healthcare",
  "Speech to text for interviews",
];

/** Sixty planned purchases: most of them replace a contract that ends within fifteen months, the rest are new. */
export function demoPipeline(random: Random, contracts: readonly ContractRow[]): PipelineRow[] {
  const ending = contracts
    .filter(
      (contract) =>
        isLiveOn(contract, DEMO_TODAY) &&
        contract.currentEndsOn !== null &&
        contract.currentEndsOn > addMonths(DEMO_TODAY, 1) &&
        contract.currentEndsOn < addMonths(DEMO_TODAY, 15),
    )
    .sort((a, b) => b.size - a.size || (a.reference < b.reference ? -1 : 1));
  const replacements = ending.slice(0, REPLACEMENTS).map((contract) => {
    const startsOn = addDays(contract.currentEndsOn as CalendarDate, 1);
    return anItem(random, contract, { title: contract.title, startsOn, size: contract.size, replaces: true });
  });
  const news = ideas.slice(0, NEW_PURCHASES).map((title) => {
    const startsOn = addMonths(`${DEMO_TODAY.slice(0, 8)}01`, random.between(6, 26));
    return anItem(random, random.pick(ending), {
      title,
      startsOn,
      size: random.between(2, 120) * 10_000,
      replaces: false,
    });
  });
  return [...replacements, ...news].map((item, index) => ({
    ...item,
    reference: `PL-2026-${String(index + 1).padStart(3, "0")}`,
  }));
}

function anItem(
  random: Random,
  like: ContractRow,
  plan: { readonly title: string; readonly startsOn: CalendarDate; readonly size: number; readonly replaces: boolean },
): Omit<PipelineRow, "reference"> {
  const { startsOn } = plan;
  const awardPlannedOn = addDays(startsOn, -random.between(20, 45));
  const tenderPlannedOn = addDays(awardPlannedOn, -random.between(70, 140));
  const engagementPlannedOn = addDays(tenderPlannedOn, -random.between(60, 120));
  const years = random.pick([2, 3, 4]);
  const annual = BigInt(Math.max(1, Math.round(plan.size / 1_000))) * 100_000n;
  const isAbandoned = random.chance(0.05);
  const held = engagementPlannedOn <= DEMO_TODAY;
  return {
    title: plan.title,
    confidential: false,
    stage: isAbandoned ? "ABANDONED" : stageOn(random, { engagementPlannedOn, tenderPlannedOn, awardPlannedOn }),
    leadForce: like.leadForce,
    forces: [...new Set([like.leadForce, ...like.participants.map(({ force }) => force)])],
    authority: buyerOf(like.leadForce),
    category: like.category,
    level: like.level,
    route: random.chance(0.3) ? null : like.route,
    estimatedValue: random.chance(0.06) ? null : fromPennies(annual * BigInt(years)),
    annualValue: fromPennies(annual),
    engagementPlannedOn,
    tenderPlannedOn,
    awardPlannedOn,
    startPlannedOn: startsOn,
    endPlannedOn: addDays(addMonths(startsOn, years * 12), -1),
    expiringContract: plan.replaces ? like.reference : null,
    abandonedOn: isAbandoned ? addDays(DEMO_TODAY, -random.between(5, 90)) : null,
    engagements: held
      ? [
          { heldOn: engagementPlannedOn, kind: "NOTICE", title: "Preliminary market engagement notice" },
          ...(random.chance(0.6) && addDays(engagementPlannedOn, 21) <= DEMO_TODAY
            ? [{ heldOn: addDays(engagementPlannedOn, 21), kind: "SUPPLIER_DAY", title: "Supplier day" }]
            : []),
        ]
      : [],
  };
}

function stageOn(
  random: Random,
  planned: Pick<PipelineRow, "engagementPlannedOn" | "tenderPlannedOn" | "awardPlannedOn">,
): string {
  if (addDays(planned.tenderPlannedOn, 35) <= DEMO_TODAY) return "EVALUATION";
  if (planned.tenderPlannedOn <= DEMO_TODAY) return "TENDER";
  if (planned.engagementPlannedOn <= DEMO_TODAY) return "ENGAGEMENT";
  return random.chance(0.7) ? "PLANNED" : "IDEA";
}
