import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { AREA_KPIS, refreshFigures } from "../kpis/index.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import * as repository from "./area.repository.js";
import { type Area, type AreaKind, type SaveAreaInput, type SetForceAreasInput } from "./area.types.js";
export { areaById, areasOfForce, postcodesOfArea } from "./area.repository.js";

/** Every county and region. Errors: NotAllowed. */
export function areas(ctx: RequestContext): Promise<Area[]> {
  ctx.access.require("figures:read");
  return repository.areas(ctx.database);
}

const outwardCode = /^[A-Z]{1,2}(\d[A-Z\d]?)?$/;

/**
 * Makes or changes a county or region.
 *
 * Shape:  the area's number.
 * Errors: NotAllowed. Refused: an unknown region, texts that are no postcodes, another kind, a region that would not
 *         contain its county.
 */
export async function saveArea(ctx: RequestContext, input: SaveAreaInput): Promise<Outcome<string>> {
  const viewer = ctx.access.require("targets:write");
  const postcodes = input.postcodes.map((text) => text.replace(/\s+/g, "").toUpperCase());
  const wrong = postcodes.filter((text) => !outwardCode.test(text));
  if (wrong.length > 0) {
    const message = `${wrong.slice(0, 5).join(", ")}: not a postcode area or outward code. Write them like PR or LA1.`;
    return refused([problem("NOT_A_POSTCODE", ["postcodes"], message)]);
  }
  const tooMuch = tooLong({ name: input.name }, LONGEST.NAME);
  if (tooMuch.length > 0) return refused(tooMuch);
  if (!/^[A-Z][A-Z0-9_]{1,39}$/i.test(input.code) || input.name.trim() === "") {
    const message = "An area needs a name, and a code of 2 to 40 letters, digits and underscores, such as NORTH_WEST.";
    return refused([problem("NOT_A_CODE", ["code"], message)]);
  }
  const region = input.region === null || input.region === undefined ? null : input.region;
  const parent = region === null ? null : await repository.areaNamed(ctx.database, region);
  if (region !== null && !parent) {
    return refused([problem("NO_SUCH_REGION", ["region"], `There is no region "${region}". Save the region first.`)]);
  }
  const before = await repository.areaNamed(ctx.database, input.code);
  if (before && before.kind !== input.kind) {
    const message = `${before.name} is a ${before.kind}, and areas keep their kind. Use another code.`;
    return refused([problem("OTHER_KIND", ["kind"], message)]);
  }
  const validFrom = input.validFrom ?? ctx.today;
  return refusedByCounties(["postcodes"], () =>
    ctx.database.transaction(async (transaction) => {
      const lain = before ? await repository.postcodesOn(transaction, before.id, validFrom) : [];
      const id = await repository.keepArea(transaction, {
        code: input.code,
        name: input.name.trim(),
        kind: input.kind,
        parentId: parent?.id ?? null,
        postcodes,
        validFrom,
      });
      const was = before && (await repository.areaById.read(transaction, [before.parentId ?? "0"]));
      const region = was?.get(before?.parentId ?? "0")?.code ?? null;
      const fields: [string, string | null, string | null][] = [
        ["name", before?.name ?? null, input.name.trim()],
        ["region", region, parent?.code ?? null],
        ["postcodes", before ? lain.join(" ") : null, [...new Set(postcodes)].sort().join(" ")],
      ];
      await recordChanges(
        transaction,
        {
          personId: viewer.personId,
          action: before ? "CHANGED" : "CREATED",
          dataset: "AREAS",
          reason: null,
          workbook: null,
          publishId: null,
        },
        fields
          .filter(([, oldValue, newValue]) => oldValue !== newValue)
          .map(([field, oldValue, newValue]) => {
            return { rowId: id, rowReference: input.code.toUpperCase(), version: null, field, oldValue, newValue };
          }),
      );
      await refreshFigures(transaction, { kpis: AREA_KPIS });
      return done(id);
    }),
  );
}

/**
 * Says in which county and region a force lies, which makes spend local and regional.
 *
 * Shape:  the force's number.
 * Errors: NotAllowed. Refused: an unknown force or area, an area of the other kind, a region that does not contain the
 *         county.
 */
export async function setForceAreas(ctx: RequestContext, input: SetForceAreasInput): Promise<Outcome<string>> {
  const viewer = ctx.access.require("targets:write");
  return refusedByCounties(["region"], () =>
    ctx.database.transaction(async (transaction) => {
      const force = await repository.forceNamed(transaction, input.force);
      const problems: Problem[] = [];
      if (!force) {
        const message = `There is no force "${input.force}". Use a code such as those of \`forces\`.`;
        problems.push(problem("NO_SUCH_FORCE", ["force"], message));
      }
      const found: Record<AreaKind, Area | null> = { COUNTY: null, REGION: null };
      for (const [kind, field] of [
        ["COUNTY", "county"],
        ["REGION", "region"],
      ] as const) {
        const code = input[field] ?? null;
        if (code === null) continue;
        const area = await repository.areaNamed(transaction, code);
        found[kind] = area;
        if (area?.kind === kind) continue;
        const message = area
          ? `${area.name} is a ${area.kind}, not a ${kind}. Choose another, or leave it out.`
          : `There is no area "${code}". Save it first (saveArea), or use a code of \`areas\`.`;
        problems.push(problem(area ? "OTHER_KIND" : "NO_SUCH_AREA", [field], message));
      }
      if (problems.length > 0 || !force) return refused(problems);
      ctx.access.requireOn("targets:write", force.id, force.code);
      const before = (await repository.areasOfForce.read(transaction, [force.id])).get(force.id) ?? [];
      await repository.setForceAreas(transaction, force.id, {
        COUNTY: found.COUNTY?.id ?? null,
        REGION: found.REGION?.id ?? null,
      });
      await recordChanges(
        transaction,
        {
          personId: viewer.personId,
          action: "CHANGED",
          dataset: "FORCES",
          reason: null,
          workbook: null,
          publishId: null,
        },
        (["COUNTY", "REGION"] as const)
          .map((kind) => ({
            rowId: force.id,
            rowReference: force.code,
            version: null,
            field: kind.toLowerCase(),
            oldValue: before.find((area) => area.kind === kind)?.code ?? null,
            newValue: found[kind]?.code ?? null,
          }))
          .filter(({ oldValue, newValue }) => oldValue !== newValue),
      );
      await refreshFigures(transaction, { kpis: AREA_KPIS });
      return done(force.id);
    }),
  );
}

/** Turns what the database says about counties outside their region into a problem. */
async function refusedByCounties<Value>(
  field: readonly string[],
  act: () => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  try {
    return await act();
  } catch (error) {
    const { code, constraint, message } = error as { code?: string; constraint?: string; message: string };
    if (code !== "23514" || !/county/.test(constraint ?? "")) throw error;
    return refused([problem("REGION_DOES_NOT_CONTAIN_COUNTY", field, message.replace(/^.* - /s, ""))]);
  }
}
