import { addDays, addMonths, type CalendarDate } from "../shared/calendar.js";
import { fromPennies, minus, split } from "../shared/money.js";
import { quarterOf, shiftQuarter } from "../shared/period.js";
import { VALIDATED_OR_LATER, type SavingClass, type SavingStage } from "../savings/saving.js";
import { categories, type DemoCategory } from "./categories.js";
import { DEMO_TODAY } from "./contracts.js";
import { type Random } from "./random.js";
import { type ContractRow, type SavingRow, type ShareRow } from "./rows.js";

const SAVINGS = 400;
const FIRST_DAY = "2025-04-01";
const LAST_DAY = "2027-03-31";
/** Every fourth saving runs on after it: what it brings is carried over into later years. */
const LAST_CARRIED_OVER = "2028-03-31";
const RUNS_ON = 4;
const STILL_TO_COME = ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"];

const methods = [
  ["REDUCED_MARGINS", "lower supplier margin"],
  ["COLLABORATIVE_PROCUREMENT", "bought together"],
  ["RETENDERED", "re-let in competition"],
  ["REDUCED_QUANTITIES", "fewer bought"],
  ["REDUCED_SCOPE", "scope reduced"],
  ["PREVENTED_PRICE_RISE", "price rise prevented"],
  ["MORE_FOR_SAME_BUDGET", "more for the same budget"],
  ["FROZE_PRICES", "prices frozen"],
  ["MANAGED_DEMAND", "demand managed"],
] as const;
const baselineMethods = [
  "ORIGINAL_BUDGET",
  "BENCHMARK",
  "MARKET_RATES",
  "MEDIAN_OF_BIDS",
  "LAST_CONTRACT",
  "SHOULD_COST",
];

/** 400 savings that begin in 2025-26 and 2026-27, some of which run on into 2027-28. */
export function demoSavings(random: Random, contracts: readonly ContractRow[]): SavingRow[] {
  const eligible = contracts.filter(
    ({ startsOn, size, category }) =>
      category !== null && size > 90_000 && startsOn >= "2024-04-01" && startsOn <= "2026-11-01",
  );
  const numbers = new Map<string, number>();
  return Array.from({ length: SAVINGS }, (_, place) => {
    const [one, other] = [random.pick(eligible), random.pick(eligible)];
    const contract = one.startsOn < other.startsOn ? one : other;
    const startsOn = random.chance(0.24)
      ? random.pick(STILL_TO_COME)
      : contract.startsOn < FIRST_DAY
        ? addMonths(FIRST_DAY, 3 * random.between(0, 3))
        : contract.startsOn;
    const year = String(quarterOf(startsOn).year);
    const number = (numbers.get(year) ?? 0) + 1;
    numbers.set(year, number);
    const reference = `SAV-${year}-${String(number).padStart(4, "0")}`;
    return aSaving(random, contract, startsOn, reference, place % RUNS_ON === 0);
  });
}

function aSaving(
  random: Random,
  contract: ContractRow,
  startsOn: CalendarDate,
  reference: string,
  runsOn: boolean,
): SavingRow {
  const phasingMethod = random.weighted([
    ["BY_MONTHS", 62],
    ["BY_DAYS", 20],
    ["ONE_OFF", 13],
    ["MANUAL", 5],
  ]);
  const months = random.pick([6, 12, 12, 18, 24, 24]) + (runsOn ? 12 : 0);
  const wholeTerm = addDays(addMonths(startsOn, months), -1);
  const lastDay = runsOn ? LAST_CARRIED_OVER : LAST_DAY;
  const endsOn = phasingMethod === "ONE_OFF" ? null : wholeTerm > lastDay ? lastDay : wholeTerm;
  const stage = aStage(random, startsOn, endsOn ?? startsOn);
  const isValidated = VALIDATED_OR_LATER.includes(stage);
  const savingClass = random.weighted<SavingClass>([
    ["CASHABLE", 48],
    ["NON_CASHABLE", 14],
    ["COST_AVOIDANCE", 26],
    ["SERVICE_VALUE", 9],
    ["INCOME", 3],
  ]);
  const [method, phrase] = random.pick(methods);
  const category = categories.find(({ code }) => code === contract.category) as DemoCategory;
  const values = someValues(random, contract.size, !isValidated && random.chance(0.15));
  const budgetCode =
    savingClass === "CASHABLE" && isValidated
      ? `${contract.leadForce.slice(0, 2)}${category.ledger}-${random.between(1000, 9999)}`
      : null;
  return {
    reference,
    title: `${category.name}: ${phrase}`,
    contract: random.chance(0.9) ? contract.reference : null,
    category: category.code,
    leadForce: contract.leadForce,
    savingClass,
    method,
    baselineMethod: random.pick(baselineMethods),
    ...values,
    phasingMethod,
    startsOn,
    endsOn,
    stage,
    confidential: false,
    budgetCode,
    alsoClaimedBy: contract.level.startsWith("NATIONAL") && random.chance(0.6) ? "National framework" : null,
    shares: isValidated || random.chance(0.7) ? sharesFrom(contract, startsOn) : [],
    phases: phasingMethod === "MANUAL" ? manualPhases(startsOn, endsOn as CalendarDate, values) : [],
  };
}

/** Where a saving has got to by today: later stages lie in the past. */
function aStage(random: Random, startsOn: CalendarDate, endsOn: CalendarDate): SavingStage {
  if (random.chance(0.06)) return random.pick(["REJECTED", "LAPSED"]);
  if (endsOn < DEMO_TODAY)
    return random.weighted([
      ["REALISED", 50],
      ["CLOSED", 35],
      ["DELIVERING", 15],
    ]);
  if (startsOn <= DEMO_TODAY)
    return random.weighted([
      ["DELIVERING", 60],
      ["VALIDATED", 30],
      ["SECURED", 10],
    ]);
  return random.weighted([
    ["IDEA", 15],
    ["PIPELINE", 40],
    ["SECURED", 35],
    ["VALIDATED", 10],
  ]);
}

/** A few per cent off the contract's yearly cost; one in sixteen costs more than before. */
function someValues(random: Random, size: number, isUnknown: boolean) {
  const baseline = BigInt(Math.round((size * (0.9 + 0.2 * random.next())) / 100)) * 10_000n;
  const percent = random.chance(0.06) ? -random.between(1, 6) : Math.min(32, random.logNormal(9, 0.6));
  const saved = BigInt(Math.round((Number(baseline) * percent) / 100 / 1000)) * 1000n;
  const cost = random.chance(0.12) ? (saved < 0n ? 250_000n : (saved * BigInt(random.between(5, 25))) / 100n) : 0n;
  return {
    baselineValue: isUnknown ? null : fromPennies(baseline),
    newValue: isUnknown ? null : fromPennies(baseline - saved),
    implementationCost: fromPennies(cost),
  };
}

function sharesFrom(contract: ContractRow, startsOn: CalendarDate): ShareRow[] {
  return contract.participants
    .filter(({ validFrom, validTo }) => validFrom <= startsOn && (validTo === null || validTo >= startsOn))
    .map((share) => ({ ...share, validFrom: startsOn, validTo: null }));
}

/** Rising from quarter to quarter; the implementation cost is taken off the first. */
function manualPhases(
  startsOn: CalendarDate,
  endsOn: CalendarDate,
  { baselineValue, newValue, implementationCost }: Pick<SavingRow, "baselineValue" | "newValue" | "implementationCost">,
): SavingRow["phases"] {
  if (baselineValue === null || newValue === null) return [];
  const last = quarterOf(endsOn);
  const quarters = [];
  for (
    let at = quarterOf(startsOn);
    at.year * 4 + at.quarter <= last.year * 4 + last.quarter;
    at = shiftQuarter(at, 1)
  ) {
    quarters.push(at);
  }
  const amounts = split(
    minus(baselineValue, newValue),
    quarters.map((_, index) => String(index + 1)),
  );
  return quarters.map((quarter, index) => {
    const amount = amounts[index] as string;
    return { ...quarter, amount: index === 0 ? minus(amount, implementationCost) : amount };
  });
}
