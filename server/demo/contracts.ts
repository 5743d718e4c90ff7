import { addDays, addMonths, type CalendarDate } from "../shared/calendar.js";
import { fromPennies, split } from "../shared/money.js";
import { categories, type DemoCategory } from "./categories.js";
import { buyerOf, forceCodes, forceOf, forces, subCollaborations, weightOf, type ForceCode } from "./organisations.js";
import { type Random } from "./random.js";
import { type ContractRow, type PlainContract, type PlainSupplier, type ShareRow } from "./rows.js";

/** The day the demonstration data is about. */
export const DEMO_TODAY = "2026-11-22";
const CONTRACTS = 1_500;
/** Pounds a year that the contracts live on the last day of 2025-26 come to: nearly all of £230m. */
const LIVE_ANNUAL_VALUE = 218_000_000;
/** The day the Procurement Act 2023 came into force. */
const NEW_REGIME_FROM = "2025-02-24";

/** Around 1,500 contracts that start between April 2022 and March 2027. */
export function demoContracts(random: Random, suppliers: readonly PlainSupplier[]): PlainContract[] {
  const numbers = new Map<string, number>();
  const drafts = Array.from({ length: CONTRACTS }, () => aContract(random, suppliers, numbers));
  const live = drafts.filter((contract) => isLiveOn(contract, "2026-03-31"));
  const scale = LIVE_ANNUAL_VALUE / live.reduce((sum, { size }) => sum + size, 0);
  return drafts.map((draft) => valued(random, draft, draft.size * scale));
}

/** Begun, not ended, neither terminated nor superseded: the same rule as the database's. */
export function isLiveOn(
  contract: Pick<ContractRow, "startsOn" | "currentEndsOn" | "terminatedOn" | "supersededOn">,
  day: CalendarDate,
): boolean {
  return (
    contract.startsOn <= day &&
    (contract.currentEndsOn === null || contract.currentEndsOn >= day) &&
    (contract.terminatedOn === null || contract.terminatedOn > day) &&
    (contract.supersededOn === null || contract.supersededOn > day)
  );
}

type Draft = Omit<PlainContract, "annualValue" | "awardValue" | "lots"> & {
  readonly termMonths: number;
  readonly lotTitles: readonly { readonly title: string; readonly supplier: string }[];
};

function aContract(random: Random, suppliers: readonly PlainSupplier[], numbers: Map<string, number>): Draft {
  const category = random.weighted(categories.map((each) => [each, each.weight]));
  const { level, members, prefix } = buyers(random, category);
  const leadForce = random.weighted(members.map((code) => [code, weightOf(code)]));
  const startsOn = aStart(random);
  const termMonths = random.weighted([
    [12, 10],
    [24, 25],
    [36, 35],
    [48, 25],
    [60, 5],
  ]);
  const isOpenEnded = random.chance(0.015);
  const initialEndsOn = isOpenEnded ? null : addDays(addMonths(startsOn, termMonths), -1);
  const options = initialEndsOn === null ? [] : someOptions(random, initialEndsOn);
  const monthsOf = (state: string) =>
    options.filter((option) => option.state === state).reduce((sum, { months }) => sum + months, 0);
  const exercisedMonths = monthsOf("EXERCISED");
  const currentEndsOn = initialEndsOn && addDays(addMonths(addDays(initialEndsOn, 1), exercisedMonths), -1);
  const hasStarted = startsOn <= DEMO_TODAY;
  const cutShort = hasStarted && random.chance(0.03) ? addDays(startsOn, random.between(200, 330)) : null;
  const cutShortOn = cutShort !== null && cutShort <= DEMO_TODAY ? cutShort : null;
  const isTerminated = random.chance(0.4);
  const awardedOn = addDays(startsOn, -random.between(20, 110));
  const ofTrade = suppliers.filter((supplier) => supplier.category === category.code);
  const supplier = random.pick(ofTrade);
  const numbered = `${prefix}-${startsOn.slice(0, 4)}`;
  const number = (numbers.get(numbered) ?? 0) + 1;
  numbers.set(numbered, number);
  const reference = `${numbered}-${String(number).padStart(4, "0")}`;
  return {
    reference,
    title: titleOf(random, category, leadForce, level),
    supplier: random.chance(0.02) ? null : supplier.reference,
    category: random.chance(0.02) ? null : category.code,
    authority: buyerOf(leadForce),
    leadForce,
    level,
    route: random.chance(0.03) ? null : aRoute(random, level),
    regime: awardedOn < NEW_REGIME_FROM ? "PCR2015" : "PA2023",
    ownerRole: random.chance(0.04) ? null : `Category manager, ${category.name.toLowerCase()}`,
    confidential: false,
    managed: random.chance(category.median > 50_000 ? 0.88 : 0.55),
    awardedOn: awardedOn > DEMO_TODAY ? null : awardedOn,
    startsOn,
    initialEndsOn,
    reviewOn: currentEndsOn && addMonths(currentEndsOn, -9),
    noticeMonths: initialEndsOn === null ? null : random.pick([3, 3, 6, 12]),
    exercisedMonths,
    availableMonths: monthsOf("AVAILABLE"),
    currentEndsOn,
    terminatedOn: isTerminated ? cutShortOn : null,
    supersededOn: isTerminated ? null : cutShortOn,
    size: random.logNormal(category.median, 1) * Math.pow(members.length, 0.85),
    participants: sharesOf(random, members, startsOn),
    options,
    termMonths,
    lotTitles: random.chance(0.12)
      ? Array.from({ length: random.between(2, 4) }, (_, lot) => ({
          title: `Lot ${lot + 1}: ${random.pick(["North", "South", "East", "West", "Urban", "Rural"])} area`,
          supplier: random.pick(ofTrade).reference,
        }))
      : [],
    localReferences:
      members.length > 1 && random.chance(0.5)
        ? [{ system: `${leadForce} contracts register`, reference: `${leadForce}/${reference}` }]
        : [],
  };
}

function buyers(random: Random, category: DemoCategory) {
  const own = () => random.weighted(forces.map(({ code, weight }) => [code, weight]));
  if (!random.chance(category.together)) {
    const force = own();
    return { level: "LOCAL", members: [force], prefix: force };
  }
  const level = random.weighted([
    ["SUB_REGIONAL", 36],
    ["SEVEN_FORCE", 28],
    ["REGIONAL", 6],
    ["NATIONAL_POLICE", 9],
    ["NATIONAL_FRAMEWORK", 18],
    ["CROSS_SECTOR", 3],
  ]);
  if (level === "SUB_REGIONAL") {
    const { code, members } = random.pick(subCollaborations);
    return { level, members, prefix: code };
  }
  const members = level === "SEVEN_FORCE" ? forceCodes : random.some(forceCodes, random.between(1, 6));
  return { level, members, prefix: members.length === 1 ? (members[0] as ForceCode) : "7F" };
}

function aStart(random: Random): CalendarDate {
  const month = addMonths("2022-04-01", random.between(0, 59));
  if (random.chance(0.25)) return `${month.slice(0, 4)}-04-01`;
  return random.chance(0.65) ? month : addDays(month, random.between(0, 27));
}

/** Options of twelve months each; those before today were mostly taken up. */
function someOptions(random: Random, initialEndsOn: CalendarDate): ContractRow["options"] {
  const options: ContractRow["options"][number][] = [];
  let endsOn = initialEndsOn;
  for (
    let left = random.weighted([
      [0, 30],
      [1, 35],
      [2, 35],
    ]);
    left > 0;
    left -= 1
  ) {
    const latestNoticeOn = addMonths(endsOn, -3);
    if (latestNoticeOn > DEMO_TODAY) {
      options.push({ months: 12, latestNoticeOn, state: "AVAILABLE" });
    } else if (random.chance(0.78)) {
      options.push({ months: 12, latestNoticeOn, state: "EXERCISED" });
      endsOn = addDays(addMonths(addDays(endsOn, 1), 12), -1);
    } else {
      // One that nobody decided: it lapsed with the day of its notice.
      const state = random.chance(0.5) ? "DECLINED" : "AVAILABLE";
      for (; left > 0; left -= 1) options.push({ months: 12, latestNoticeOn, state });
    }
  }
  return options;
}

/** Shares about as large as the forces are. One contract in forty was shared out afresh after its first year. */
function sharesOf(random: Random, members: readonly ForceCode[], startsOn: CalendarDate): ShareRow[] {
  const shares = (validFrom: CalendarDate, validTo: CalendarDate | null): ShareRow[] => {
    const weights = members.map((code) => String(Math.round(weightOf(code) * (80 + 40 * random.next()))));
    const percents = split("100.00", weights);
    return members.map((force, index) => ({ force, sharePercent: percents[index] as string, validFrom, validTo }));
  };
  if (members.length === 1 || !random.chance(0.025)) return shares(startsOn, null);
  const changesOn = addMonths(startsOn, 12);
  return [...shares(startsOn, addDays(changesOn, -1)), ...shares(changesOn, null)];
}

function aRoute(random: Random, level: string): string {
  if (level.startsWith("NATIONAL")) {
    return random.weighted([
      ["FRAMEWORK_DIRECT", 45],
      ["FRAMEWORK_MINI_COMPETITION", 50],
      ["DYNAMIC_MARKET", 5],
    ]);
  }
  return random.weighted([
    ["OPEN", 30],
    ["COMPETITIVE_FLEXIBLE", 8],
    ["BELOW_THRESHOLD_OPEN", 12],
    ["FRAMEWORK_DIRECT", 12],
    ["FRAMEWORK_MINI_COMPETITION", 22],
    ["DIRECT_AWARD", 4],
    ["QUOTES", 8],
    ["SINGLE_TENDER_ACTION", 3],
    ["VARIATION", 1],
  ]);
}

function titleOf(random: Random, { titles }: DemoCategory, leadForce: ForceCode, level: string): string {
  const title = random.pick(titles);
  if (level === "LOCAL") return `${title}, ${forceOf[leadForce].name}`;
  return level === "SEVEN_FORCE" ? `${title}, seven forces` : title;
}

/** The values of a contract, in whole tens of pounds; one in thirty is missing from the register. */
function valued(random: Random, { termMonths, lotTitles, ...draft }: Draft, size: number): PlainContract {
  const tens = Math.max(50, Math.round(size / 10));
  const isKnown = !random.chance(0.03);
  const annualValue = fromPennies(BigInt(tens) * 1000n);
  const awardValue = fromPennies((BigInt(tens) * 1000n * BigInt(termMonths)) / 12n);
  const lotValues =
    lotTitles.length === 0
      ? []
      : split(
          awardValue,
          lotTitles.map(() => "1"),
        );
  return {
    ...draft,
    size,
    annualValue: isKnown ? annualValue : null,
    awardValue: isKnown ? awardValue : null,
    lots: lotTitles.map((lot, index) => ({ ...lot, value: lotValues[index] as string })),
  };
}
