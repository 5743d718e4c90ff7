import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../../server/kpis/index.js";
import { Random } from "../../../server/demo/random.js";
import { addDays, addMonths } from "../../../server/shared/calendar.js";
import { fromPennies, pennies } from "../../../server/shared/money.js";
import { quarterDays, quarterOf, shiftQuarter, type Quarter } from "../../../server/shared/period.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import {
  addContracts,
  addSavings,
  addSpend,
  someForces,
  storedFigures,
  type ContractFor,
  type Figure,
  type SavingFor,
  type SpendFor,
} from "./register.js";

/** Some rows at random, and every figure worked out from them one by one, in the plainest way. */
const random = new Random(11);
const codes = ["NORTH", "SOUTH", "EAST"];
const contracts = Array.from({ length: 24 }, (_, index): Required<ContractFor> => {
  const startsOn = addMonths("2025-01-01", random.between(0, 20));
  const participants = random.some(codes, random.between(0, 3));
  return {
    reference: `C-${index}`,
    lead: random.chance(0.9) ? random.pick(codes) : null,
    participants,
    startsOn,
    endsOn: random.chance(0.1) ? null : addDays(addMonths(startsOn, random.between(3, 14)), -1),
    level: random.pick(["LOCAL", "SEVEN_FORCE"]),
    managed: random.chance(0.7),
    isComplete: random.chance(0.7),
    terminatedOn: random.chance(0.15) ? addMonths(startsOn, 2) : null,
  };
});
// Around six months after 31 March 2026.
for (const endsOn of ["2026-09-29", "2026-09-30", "2026-10-01"]) {
  contracts.push({
    ...(contracts[0] as Required<ContractFor>),
    reference: `C-${endsOn}`,
    lead: "EAST",
    startsOn: "2025-04-01",
    endsOn,
    terminatedOn: null,
  });
}
const lines = Array.from({ length: 90 }, (): SpendFor => ({
  force: random.pick(["NORTH", "NORTH", "SOUTH", "EAST"]),
  on: addDays("2026-01-10", random.between(0, 300)),
  net: fromPennies(BigInt(random.between(-20_000, 100_000))),
  contract: random.chance(0.8) ? random.pick(contracts).reference : null,
  isSme: random.chance(0.4),
  influenceable: random.chance(0.9),
}));
const savings = Array.from({ length: 15 }, (_, index): SavingFor => ({
  reference: `S-${index}`,
  stage: random.pick(["PIPELINE", "SECURED", "VALIDATED", "DELIVERING", "REALISED", "CLOSED"]),
  savingClass: random.pick(["CASHABLE", "NON_CASHABLE", "COST_AVOIDANCE", "SERVICE_VALUE", "INCOME"]),
  amounts: random
    .some(codes, random.between(1, 2))
    .flatMap((force) =>
      [1, 2, 3].map((quarter) => [2026, quarter, force, fromPennies(BigInt(random.between(-5_000, 50_000)))] as const),
    ),
}));

const owners = [
  ...codes.map((code) => ({ name: code, membersOn: (_day: string) => [code] })),
  { name: "ALL", membersOn: () => codes },
  { name: "PAIR", membersOn: (day: string) => (day <= "2026-09-30" ? ["NORTH", "SOUTH"] : []) },
];
const isLive = (contract: Required<ContractFor>, day: string): boolean =>
  contract.startsOn <= day &&
  (contract.endsOn === null || contract.endsOn >= day) &&
  (!contract.terminatedOn || contract.terminatedOn > day);
const isIn = (day: string, quarter: Quarter): boolean =>
  quarterDays(quarter).first <= day && day <= quarterDays(quarter).last;
const plain = (amount: bigint): string => fromPennies(amount).replace(/\.?0+$/, "") || "0";
/** n / d with four decimals, halves away from zero. */
function divided(numerator: bigint, denominator: bigint, times: bigint): string {
  const [top, bottom] = [numerator * times * 10_000n, denominator];
  const negative = top < 0n !== bottom < 0n;
  const [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  const digits = ((a * 2n + b) / (b * 2n)).toString().padStart(5, "0");
  return `${negative && /[1-9]/.test(digits) ? "-" : ""}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function everyFigure(quarter: Quarter): Map<string, Figure> {
  const figures = new Map<string, Figure>();
  const { last } = quarterDays(quarter);
  for (const { name, membersOn } of owners) {
    const members = membersOn(last);
    if (members.length === 0) continue;
    const put = (
      kpi: string,
      absent: string | null,
      numerator: bigint,
      denominator: bigint | null,
      scale: "money" | "count",
      times = 1n,
    ) => {
      const text = (amount: bigint) => (scale === "money" ? plain(amount) : String(amount));
      const of = absent
        ? { numerator: null, denominator: null }
        : { numerator: text(numerator), denominator: denominator === null ? null : text(denominator) };
      const state = absent ?? (denominator === 0n ? "NOT_APPLICABLE" : "REPORTED");
      const value =
        state !== "REPORTED"
          ? null
          : denominator === null
            ? `${scale === "money" ? fromPennies(numerator) : `${numerator}.00`}00`
            : divided(numerator, denominator, times);
      figures.set(`${kpi} ${name} ${quarter.year} Q${quarter.quarter}`, { value, state, ...of });
    };

    const inQuarter = lines.filter(({ force, on }) => members.includes(force) && isIn(on, quarter));
    const absent = members.every((member) => inQuarter.some(({ force }) => force === member)) ? null : "AWAITED";
    const sum = (wanted: (line: SpendFor, contract: Required<ContractFor> | undefined) => boolean) =>
      inQuarter
        .filter(
          (line) =>
            line.influenceable &&
            wanted(
              line,
              contracts.find(({ reference }) => reference === line.contract),
            ),
        )
        .reduce((total, { net }) => total + pennies(net), 0n);
    const spend = sum(() => true);
    const onContract = sum((line, contract) => contract !== undefined && isLive(contract, line.on));
    put("SPEND", absent, spend, null, "money");
    put("SPEND_ON_CONTRACT", absent, onContract, null, "money");
    put("COMPLIANCE", absent, onContract, spend, "money", 100n);
    put(
      "COLLAB_SPEND",
      absent,
      sum((_line, contract) => contract !== undefined && contract.level !== "LOCAL"),
      spend,
      "money",
      100n,
    );
    put(
      "SME_SPEND",
      absent,
      sum(({ isSme }) => isSme === true),
      null,
      "money",
    );

    const buys = (contract: Required<ContractFor>) =>
      members.some((member) => contract.lead === member || contract.participants.includes(member));
    const live = contracts.filter((contract) => isLive(contract, last) && buys(contract));
    const unregistered = contracts.some(buys) ? null : "NOT_MEASURED";
    const count = (wanted: (contract: Required<ContractFor>) => boolean) => BigInt(live.filter(wanted).length);
    put(
      "CONTRACTS_MANAGED",
      unregistered,
      count(({ managed }) => managed === true),
      null,
      "count",
    );
    put(
      "EXPIRING_6",
      unregistered,
      count(({ endsOn }) => endsOn !== null && endsOn < addMonths(last, 6)),
      null,
      "count",
    );
    put(
      "REGISTER_COMPLETE",
      unregistered,
      count(({ isComplete, lead, endsOn }) => isComplete === true && lead !== null && endsOn !== null),
      BigInt(live.length),
      "count",
      100n,
    );

    const saved = (classes: string[] | null) =>
      savings
        .filter(({ stage }) => ["VALIDATED", "DELIVERING", "REALISED", "CLOSED"].includes(stage))
        .filter(({ savingClass }) => classes === null || classes.includes(savingClass))
        .flatMap(({ amounts }) => amounts)
        .filter(
          ([year, number, force]) => year === quarter.year && number === quarter.quarter && members.includes(force),
        )
        .reduce((total, [, , , amount]) => total + pennies(amount), 0n);
    const hasBegun = savings.some(({ amounts }) =>
      amounts.some(
        ([year, number, force]) => members.includes(force) && year * 4 + number <= quarter.year * 4 + quarter.quarter,
      ),
    );
    const unsaved = hasBegun ? null : "NOT_MEASURED";
    put("SAVINGS", unsaved, saved(null), null, "money");
    put("SAVINGS_CASHABLE", unsaved, saved(["CASHABLE"]), null, "money");
    put("SAVINGS_RATIO", unsaved, saved(["CASHABLE"]), saved(["COST_AVOIDANCE", "SERVICE_VALUE"]), "money");
  }
  return figures;
}

test("figures made by SQL are those made by hand from the same rows", async () => {
  const store: TestDatabase = await aDatabase();
  try {
    const database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await addContracts(database, contracts);
    await addSpend(database, lines);
    await addSavings(database, savings);
    await refreshFigures(database);
    const first = quarterOf("2026-01-10");
    const expected = new Map([0, 1, 2, 3].flatMap((by) => [...everyFigure(shiftQuarter(first, by))]));
    const stored = await storedFigures(store);
    const compared = new Map([...stored].filter(([name]) => expected.has(name)));
    expect(Object.fromEntries(compared)).toEqual(Object.fromEntries(expected));
    expect([...compared.values()].filter(({ state }) => state === "REPORTED").length).toBeGreaterThan(100);
  } finally {
    await store.close();
  }
});
