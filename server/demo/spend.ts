import { addDays, addMonths, type CalendarDate } from "../shared/calendar.js";
import { fromPennies } from "../shared/money.js";
import { quarterOf } from "../shared/period.js";
import { categories } from "./categories.js";
import { isLiveOn } from "./contracts.js";
import { forces, weightOf, type ForceCode } from "./organisations.js";
import { type Random } from "./random.js";
import { type ContractRow, type SpendRow, type SupplierRow } from "./rows.js";
import { nameAsTyped } from "./suppliers.js";

const LINES = 30_000;
const FIRST_MONTH = "2024-04-01";
const MONTHS = 31;
const LAST_DAY = "2026-10-31";
/** Influenceable spend of all forces in a year, in pounds; 2026-27 has seven months of it. */
const YEARLY_SPEND = 230_000_000;

/** Part of each force's spend that is on contract: 94 % over all. */
const onContractPart: Record<ForceCode, number> = {
  BEDS: 0.925,
  CAMBS: 0.951,
  HERTS: 0.946,
  NORFOLK: 0.962,
  SUFFOLK: 0.938,
  ESSEX: 0.947,
  KENT: 0.921,
};

type Line = Omit<SpendRow, "net" | "vat"> & {
  /** Relative to the other lines of its pool, until the pool is brought to its total. */
  readonly weight: number;
  readonly pool: string;
};

/** 30,000 lines from April 2024 to October 2026, about £230m a year. */
export function demoSpend(
  random: Random,
  contracts: readonly ContractRow[],
  suppliers: readonly SupplierRow[],
): SpendRow[] {
  const supplierOf = new Map(suppliers.map((supplier) => [supplier.reference, supplier]));
  const ledgers = new Map(categories.map(({ code, ledger }) => [code, ledger]));
  const buying = buyingByMonth(contracts);
  const monthWeights = Array.from({ length: MONTHS }, (_, month) => {
    const first = addMonths(FIRST_MONTH, month);
    return [month, first.slice(5, 7) === "03" ? 1.35 : 1] as const;
  });
  const forceWeights = forces.map(({ code, weight }) => [code, weight] as const);
  const lines: Line[] = [];
  while (lines.length < LINES) {
    const earlier = lines.length > 500 && random.chance(0.02) ? random.pick(lines) : null;
    lines.push(
      earlier && earlier.kind === "INVOICE" && earlier.influenceable
        ? aCreditNote(random, earlier, lines.length, contracts)
        : aLine(lines.length),
    );
  }
  return brought(lines, random);

  function aLine(index: number): Line {
    const month = random.weighted(monthWeights);
    const force = random.weighted(forceWeights);
    const postedOn = addDays(addMonths(FIRST_MONTH, month), random.between(0, 27));
    const kind = random.weighted([
      ["on", 81],
      ["off", 14],
      ["expired", 3],
      ["outside", 2],
    ]);
    const choices = buying[kind === "expired" ? "expired" : "live"].get(`${month} ${force}`);
    const contract = kind === "on" || kind === "expired" ? drawn(random, choices) : null;
    const supplier = (contract?.supplier && supplierOf.get(contract.supplier)) || random.pick(suppliers);
    const category = contract?.category ?? supplier.category;
    const matchMethod =
      contract &&
      random.weighted([
        ["CONTRACT_REFERENCE", 20],
        ["PURCHASE_ORDER", 55],
        ["SUPPLIER_FORCE_CATEGORY_DATE", 15],
        ["MANUAL", 10],
      ]);
    const isOn = contract !== null && isLiveOn(contract, postedOn);
    return {
      force,
      postedOn,
      voucher: `V${String(100_000 + index)}`,
      invoiceNumber: `${supplier.name.slice(0, 3).toUpperCase()}${random.between(10_000, 99_999)}`,
      kind: "INVOICE",
      supplierText: nameAsTyped(random, supplier),
      supplier: supplier.reference,
      category,
      ledger: ledgers.get(category) as string,
      costCentre: `${force.slice(0, 2)}${random.between(100, 140)}`,
      purchaseOrder:
        matchMethod === "PURCHASE_ORDER" || random.chance(0.5) ? `PO${random.between(400_000, 499_999)}` : null,
      contractReference:
        matchMethod === "CONTRACT_REFERENCE" ? (contract?.reference ?? null) : unregistered(index, kind === "off"),
      influenceable: kind !== "outside",
      contract: contract?.reference ?? null,
      matchMethod,
      matchConfidence: matchMethod && (matchMethod === "SUPPLIER_FORCE_CATEGORY_DATE" ? "0.900" : "1.000"),
      weight: random.logNormal(1, 0.9) * (contract ? Math.pow(partOf(contract), 0.4) : 60),
      pool: poolOf(force, postedOn, kind === "outside" ? "outside" : isOn ? "on" : "off"),
    };
  }
}

/** Some orders outside contracts quote an agreement that nobody has registered. */
const unregistered = (index: number, isOff: boolean): string | null =>
  isOff && index % 90 === 0 ? `AGR-${String((index / 90) % 25).padStart(3, "0")}` : null;

/** Roughly what one of its forces spends under a contract in a year. */
const partOf = ({ size, participants }: ContractRow): number =>
  size / new Set(participants.map(({ force }) => force)).size;

const poolOf = (force: ForceCode, postedOn: CalendarDate, kind: "on" | "off" | "outside"): string =>
  `${quarterOf(postedOn).year} ${force} ${kind}`;

/** A part of an earlier invoice given back, under the same supplier and contract. */
function aCreditNote(random: Random, invoice: Line, index: number, contracts: readonly ContractRow[]): Line {
  const later = addDays(invoice.postedOn, random.between(8, 40));
  const postedOn = later > LAST_DAY ? LAST_DAY : later;
  const contract =
    invoice.contract === null ? undefined : contracts.find(({ reference }) => reference === invoice.contract);
  return {
    ...invoice,
    postedOn,
    voucher: `V${String(100_000 + index)}`,
    invoiceNumber: `CR-${invoice.invoiceNumber}`,
    kind: "CREDIT_NOTE",
    weight: -invoice.weight * (0.1 + 0.9 * random.next()),
    pool: poolOf(invoice.force, postedOn, contract && isLiveOn(contract, postedOn) ? "on" : "off"),
  };
}

interface Choices {
  readonly contracts: ContractRow[];
  /** Running total of the contracts' weights. */
  readonly upTo: number[];
}

/** For each month and force the contracts it buys under, and a few that ended in the half-year before. */
function buyingByMonth(contracts: readonly ContractRow[]) {
  const live = new Map<string, Choices>();
  const expired = new Map<string, Choices>();
  const add = (to: Map<string, Choices>, key: string, contract: ContractRow) => {
    const choices = to.get(key) ?? { contracts: [], upTo: [] };
    to.set(key, choices);
    choices.contracts.push(contract);
    choices.upTo.push((choices.upTo.at(-1) ?? 0) + Math.pow(partOf(contract), 0.6));
  };
  for (let month = 0; month < MONTHS; month += 1) {
    const first = addMonths(FIRST_MONTH, month);
    const last = addDays(addMonths(first, 1), -1);
    const halfYearBefore = addMonths(first, -6);
    for (const contract of contracts) {
      const isLive = isLiveOn(contract, first) && isLiveOn(contract, last);
      const endedLately =
        contract.reference.endsWith("7") &&
        contract.currentEndsOn !== null &&
        contract.currentEndsOn < first &&
        contract.currentEndsOn >= halfYearBefore;
      if (!isLive && !endedLately) continue;
      for (const force of new Set(contract.participants.map((share) => share.force))) {
        add(isLive ? live : expired, `${month} ${force}`, contract);
      }
    }
  }
  return { live, expired };
}

function drawn(random: Random, choices: Choices | undefined): ContractRow | null {
  if (choices === undefined) return null;
  const draw = random.next() * (choices.upTo.at(-1) as number);
  let [low, high] = [0, choices.upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((choices.upTo[middle] as number) > draw) high = middle;
    else low = middle + 1;
  }
  return choices.contracts[low] as ContractRow;
}

/** Brings every pool (year, force, on contract or not) to the total it should have, in whole pennies. */
function brought(lines: readonly Line[], random: Random): SpendRow[] {
  const sums = new Map<string, number>();
  for (const { pool, weight } of lines) sums.set(pool, (sums.get(pool) ?? 0) + weight);
  const allWeights = forces.reduce((sum, { weight }) => sum + weight, 0);
  const penniesPerWeight = new Map(
    [...sums].map(([pool, sum]) => {
      const [year, code, kind] = pool.split(" ") as [string, ForceCode, string];
      const yearPart = year === "2026" ? 7 / 12 : 1;
      const part = kind === "outside" ? 0.01 : kind === "on" ? onContractPart[code] : 1 - onContractPart[code];
      return [pool, (YEARLY_SPEND * 100 * yearPart * (weightOf(code) / allWeights) * part) / sum];
    }),
  );
  return lines.map(({ weight, pool, ...line }) => {
    const net = BigInt(Math.round(weight * (penniesPerWeight.get(pool) as number)));
    const vat = random.chance(0.1) ? null : fromPennies(net / 5n);
    return { ...line, net: fromPennies(net), vat };
  });
}
