import { LONGEST, tooLong } from "../shared/longTexts.js";
import { moneyFrom } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";
import { badAmount, problemsWithShares } from "./contract.js";
import { type StoredParts } from "./contractWrites.repository.js";
import { type GivenName, type Named } from "./named.repository.js";
import { type ContractPartsInput } from "./contractWrites.types.js";

/** Every name that the parts of a contract give. */
export function namesOfParts(parts: ContractPartsInput): GivenName[] {
  const at = (kind: GivenName["kind"], names: readonly string[] | null | undefined, ...path: string[]): GivenName[] =>
    (names ?? []).map((name, index) => ({ kind, name, field: [...path, String(index)] }));
  return [
    ...at("supplier", parts.furtherSuppliers, "furtherSuppliers"),
    ...at("authority", parts.furtherBuyers, "furtherBuyers"),
    ...(parts.shares ?? []).map(({ force }, index) => ({
      kind: "force" as const,
      name: force,
      field: ["shares", String(index), "force"],
    })),
    ...(parts.lots ?? []).flatMap((lot, index) => [
      ...at("supplier", lot.suppliers, "lots", String(index), "suppliers"),
      ...at("force", lot.forces, "lots", String(index), "forces"),
    ]),
  ];
}

/** What is wrong with the parts of a contract by themselves; names are looked up elsewhere. */
export function problemsWithParts(parts: ContractPartsInput): Problem[] {
  const found = problemsWithShares(
    (parts.shares ?? []).map((share) => ({ ...share, force: share.force.trim().toUpperCase() })),
  );
  const once = (list: string, keys: readonly string[], what: string) =>
    keys.forEach((key, index) => {
      if (keys.indexOf(key) < index) {
        found.push(problem("NAMED_TWICE", [list, String(index)], `${what} ${key} is given twice. Give it once.`));
      }
    });
  once(
    "lots",
    (parts.lots ?? []).map(({ number }) => String(number)),
    "Lot",
  );
  once(
    "values",
    (parts.values ?? []).map(({ kind, asAt }) => `${kind} of ${asAt}`),
    "The value",
  );
  (parts.lots ?? []).forEach(({ number, title, value }, index) => {
    const field = ["lots", String(index)];
    if (number < 1 || number > 32_767) {
      found.push(problem("BAD_NUMBER", [...field, "number"], `Lots are numbered from 1; this one is ${number}.`));
    }
    found.push(...tooLong({ title }, LONGEST.TITLE, field));
    if (title.trim() === "") {
      found.push(problem("REQUIRED", [...field, "title"], `Lot ${number} has no title. Say what it covers.`));
    }
    if (value && moneyFrom(value) === null) found.push(badAmount([...field, "value"], value));
  });
  (parts.tags ?? []).forEach(({ tag }, index) =>
    found.push(...tooLong({ tag }, LONGEST.NAME, ["tags", String(index)])),
  );
  (parts.extensionOptions ?? []).forEach(({ months }, index) => {
    if (months < 1 || months > 240) {
      found.push(
        problem(
          "BAD_NUMBER",
          ["extensionOptions", String(index), "months"],
          `An option adds 1 to 240 months; this one adds ${months}. Correct it.`,
        ),
      );
    }
  });
  (parts.values ?? []).forEach(({ net, gross }, index) => {
    const field = ["values", String(index)];
    if (!net && !gross) {
      found.push(problem("REQUIRED", field, "A stated value needs net, gross or both. Give one of them."));
    }
    for (const [name, amount] of Object.entries({ net, gross })) {
      if (amount && moneyFrom(amount) === null) found.push(badAmount([...field, name], amount));
    }
  });
  for (const [list, texts] of [
    ["references", (parts.references ?? []).flatMap(({ sourceSystem, reference }) => [sourceSystem, reference])],
    ["tags", (parts.tags ?? []).map(({ tag }) => tag)],
  ] as const) {
    if (texts.some((text) => text.trim() === "")) {
      found.push(problem("REQUIRED", [list], `One of the ${list} is blank. Fill it in, or take it out.`));
    }
  }
  return found;
}

/** The parts with the ids of what they name; lists that are not given stay left out. */
export function storedParts(parts: ContractPartsInput, named: Named): StoredParts {
  const ids = (kind: GivenName["kind"], names: readonly string[]): string[] => [
    ...new Set(names.flatMap((name) => named.idOf(kind, name) ?? [])),
  ];
  return {
    ...(parts.furtherSuppliers && { furtherSuppliers: ids("supplier", parts.furtherSuppliers) }),
    ...(parts.furtherBuyers && { furtherBuyers: ids("authority", parts.furtherBuyers) }),
    ...(parts.shares && {
      shares: parts.shares.map(({ force, sharePercent, validFrom, validTo }) => ({
        forceId: named.idOf("force", force) ?? "",
        sharePercent,
        validFrom,
        validTo: validTo ?? null,
      })),
    }),
    ...(parts.lots && {
      lots: parts.lots.map(({ number, title, suppliers, forces, value }) => ({
        number,
        title: title.trim(),
        supplierIds: ids("supplier", suppliers),
        forceIds: ids("force", forces),
        value: value ?? null,
      })),
    }),
    ...(parts.extensionOptions && {
      extensionOptions: parts.extensionOptions.map(({ months, latestNoticeOn }) => ({
        months,
        latestNoticeOn: latestNoticeOn ?? null,
      })),
    }),
    ...(parts.values && {
      values: parts.values.map(({ kind, asAt, net, gross, vatBasis, source }) => ({
        kind,
        asAt,
        net: net ?? null,
        gross: gross ?? null,
        vatBasis,
        source: source?.trim() ?? null,
      })),
    }),
    ...(parts.references && {
      references: parts.references.map(({ sourceSystem, reference, isAlias }) => ({
        sourceSystem: sourceSystem.trim(),
        reference: reference.trim(),
        isAlias,
      })),
    }),
    ...(parts.tags && { tags: parts.tags.map(({ scheme, tag }) => ({ scheme, tag: tag.trim() })) }),
  };
}
