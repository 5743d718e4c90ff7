import { categories, type DemoCategory } from "./categories.js";
import { forces } from "./organisations.js";
import { type Random } from "./random.js";
import { type PlainSupplier, type SupplierRow } from "./rows.js";

const beginnings =
  "Zel Quen Vus Ombr Tril Brask Fenn Gald Hesk Iver Jorv Kelt Lund Marv Nyx Orl Pell Rusk Sorv Thax".split(" ");
const endings = "arrow ickle oft ermoor ivane undle axby orrin esk umber adine ollis".split(" ");

/** About 250 suppliers with invented names, as many of each trade as there are contracts of it, or nearly. */
export function demoSuppliers(random: Random): PlainSupplier[] {
  const roots = random.some(
    beginnings.flatMap((beginning) => endings.map((ending) => beginning + ending)),
    240,
  );
  const names = [...roots, ...roots.slice(0, 12).map((root) => `${root} Group`)];
  const order = random.some(names, names.length);
  const totalWeight = categories.reduce((sum, { weight }) => sum + weight, 0);
  const wanted = categories.flatMap((category): DemoCategory[] =>
    Array.from({ length: Math.max(3, Math.round((category.weight / totalWeight) * 250)) }, () => category),
  );
  return wanted.slice(0, order.length).map((category, index): PlainSupplier => {
    const root = order[index] as string;
    const trade = random.pick(category.trade);
    const isVcse = random.chance(0.05);
    const form = isVcse
      ? " CIC"
      : random.weighted([
          [" Ltd", 6],
          [" Limited", 2],
          [" plc", 1],
          ["", 1],
        ]);
    const name = `${root} ${trade}${form}`;
    const place = random.pick(forces);
    return {
      reference: `S-${String(index + 1).padStart(5, "0")}`,
      name,
      isSme: random.chance(0.08) ? null : isVcse || random.chance(0.55),
      isVcse: random.chance(0.05) ? null : isVcse,
      postcode: random.chance(0.05)
        ? null
        : random.chance(0.65)
          ? `${random.pick(place.area)} ${random.between(1, 9)}${random.pick(["AB", "DF", "GH", "JL", "NP", "QR", "TU", "XY"])}`
          : `${random.pick(["B1", "LS2", "M4", "EC2A", "BS1", "NG7"])} ${random.between(1, 9)}${random.pick(["AA", "DD", "LH", "NT"])}`,
      category: category.code,
      aliases: [
        ...(random.chance(0.5) ? [`${root} ${trade} (UK)`] : []),
        ...(random.chance(0.25) ? [`${root} T/A ${trade}`] : []),
      ],
    };
  });
}

/** A supplier's name as a finance system might print it. */
export function nameAsTyped(random: Random, { name, aliases }: SupplierRow): string {
  const shape = random.weighted([
    ["as is", 60],
    ["capitals", 20],
    ["long", 10],
    ["spaces", 5],
    ["alias", 5],
  ]);
  if (shape === "capitals") return name.toUpperCase();
  if (shape === "long") return name.replace(/ Ltd$/, " Limited");
  if (shape === "spaces") return `${name.replace(" ", "  ")} `;
  return shape === "alias" && aliases.length > 0 ? random.pick(aliases) : name;
}
