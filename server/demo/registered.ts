import { addDays, addMonths, type CalendarDate } from "../shared/calendar.js";
import { DEMO_TODAY } from "./contracts.js";
import { buyerOf, forces, type ForceCode } from "./organisations.js";
import { type Random } from "./random.js";
import { type ContractRow, type PlainContract, type PlainSupplier, type SupplierRow } from "./rows.js";

/** What is known of suppliers beyond their names: the size with its evidence, and where they are registered. */
export function withSizes(random: Random, suppliers: readonly PlainSupplier[]): SupplierRow[] {
  return suppliers.map((supplier) => {
    const place = random.pick(forces);
    return {
      ...supplier,
      isMicro: supplier.isSme === null ? null : supplier.isSme && random.chance(0.3),
      sizeEvidencedOn: supplier.isSme === null ? null : addDays(DEMO_TODAY, -random.between(30, 900)),
      addresses: [
        ...(random.chance(0.7)
          ? [{ basis: "REGISTERED", postcode: `${random.pick(["EC1V", "M1", "B3", "LS1"])} ${random.between(1, 9)}AA` }]
          : []),
        ...(random.chance(0.5)
          ? [{ basis: "TRADING", postcode: `${random.pick(place.area)} ${random.between(1, 9)}AB` }]
          : []),
      ],
    };
  });
}

const frameworks = ["RM6098", "RM6232", "RM3830", "BLC-0021", "BLC-0047", "YPO-000982", "ESPO-2664"];
const serviceLines = ["Fleet", "Estates", "Digital", "Uniform", "Forensics", "Custody", "People", "Operations"];
const planTags = ["Safer neighbourhoods", "Support for victims", "Safer roads", "Violence against women and girls"];
const equalityTags = ["Accessible service", "Inclusive design", "Diverse suppliers"];

/** What the register holds of contracts beyond their terms: how they are managed, who else buys, and what happened to them. */
export function withRegister(
  random: Random,
  contracts: readonly PlainContract[],
  suppliers: readonly SupplierRow[],
): ContractRow[] {
  return contracts.map((contract) => {
    const isFramework = contract.route?.startsWith("FRAMEWORK") ?? false;
    const isPlanned = contract.managed && random.chance(0.15);
    const plannedOn = isPlanned ? addMonths("2025-05-31", random.between(0, 22)) : null;
    const members = [...new Set(contract.participants.map(({ force }) => force))];
    return {
      ...contract,
      frameworkReference: isFramework ? random.pick(frameworks) : null,
      isCallOff: isFramework && contract.level.startsWith("NATIONAL"),
      tier: contract.size > 400_000 ? "GOLD" : contract.size > 60_000 ? "SILVER" : "BRONZE",
      risk: random.weighted([
        [null, 10],
        ["LOW", 55],
        ["MEDIUM", 28],
        ["HIGH", 7],
      ]),
      livingWage: random.chance(0.3) ? null : random.chance(0.65),
      carbonSavedTonnes: random.chance(0.08) ? `${random.between(1, 900)}.${random.between(1, 9)}` : null,
      serviceLine: random.chance(0.05) ? null : random.pick(serviceLines),
      centralisationPlannedOn: plannedOn,
      centralisedOn: centralised(random, plannedOn),
      furtherBuyers: furtherBuyers(contract.leadForce, members),
      tags: [
        ...(random.chance(0.25) ? [{ scheme: "POLICE_AND_CRIME_PLAN", tag: random.pick(planTags) }] : []),
        ...(random.chance(0.1) ? [{ scheme: "EQUALITY", tag: random.pick(equalityTags) }] : []),
      ],
      events: events(random, contract, suppliers),
    };
  });
}

function centralised(random: Random, plannedOn: CalendarDate | null): CalendarDate | null {
  if (plannedOn === null || random.chance(0.25)) return null;
  const day = addDays(plannedOn, random.between(-20, 60));
  return day <= DEMO_TODAY ? day : null;
}

const furtherBuyers = (leadForce: ForceCode, members: readonly ForceCode[]): string[] =>
  members.filter((code) => code !== leadForce).map(buyerOf);

function events(random: Random, contract: PlainContract, suppliers: readonly SupplierRow[]): ContractRow["events"] {
  const plain = { oldSupplier: null, newSupplier: null };
  const within = (day: CalendarDate) => day >= contract.startsOn && day <= DEMO_TODAY;
  const made: ContractRow["events"][number][] = contract.options.flatMap(({ state, latestNoticeOn, months }, index) => {
    const effectiveOn = addDays(latestNoticeOn, -random.between(5, 40));
    if (state !== "EXERCISED" || !within(effectiveOn)) return [];
    const changes = [{ field: `extensionOptions ${index + 1}`, before: "AVAILABLE", after: "EXERCISED" }];
    return [{ ...plain, kind: "EXTENSION", effectiveOn, note: `Extended by ${months} months.`, changes }];
  });
  if (contract.terminatedOn !== null) {
    const changes = [{ field: "terminatedOn", before: null, after: contract.terminatedOn }];
    made.push({
      ...plain,
      kind: "TERMINATION",
      effectiveOn: contract.terminatedOn,
      note: "Ended by agreement.",
      changes,
    });
  }
  const day = addDays(contract.startsOn, random.between(100, 500));
  if (contract.annualValue !== null && random.chance(0.03) && within(day)) {
    const before = (BigInt(contract.annualValue.replace(".", "")) * 96n) / 100n;
    const shown = `${before / 100n}.${String(before % 100n).padStart(2, "0")}`;
    const changes = [{ field: "annualValue", before: shown, after: contract.annualValue }];
    made.push({ ...plain, kind: "PRICE_CHANGE", effectiveOn: day, note: "Indexation.", changes });
  }
  const current = suppliers.find(({ reference }) => reference === contract.supplier);
  if (current && random.chance(0.015) && within(day)) {
    const old = random.pick(suppliers.filter(({ reference }) => reference !== current.reference));
    made.push({
      kind: "NOVATION",
      effectiveOn: day,
      note: "The business was taken over.",
      changes: [{ field: "supplier", before: old.name, after: current.name }],
      oldSupplier: old.reference,
      newSupplier: current.reference,
    });
  }
  return made;
}
