import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import * as repository from "./area.repository.js";
import { type Area, type SaveAreaInput } from "./area.types.js";
export { areaById, postcodesOfArea } from "./area.repository.js";

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
  const viewer = ctx.access.require("figures:write");
  const postcodes = input.postcodes.map((text) => text.replace(/\s+/g, "").toUpperCase());
  const wrong = postcodes.filter((text) => !outwardCode.test(text));
  if (wrong.length > 0) {
    const message = `${wrong.slice(0, 5).join(", ")}: not a postcode area or outward code. Write them like PR or LA1.`;
    return refused([problem("NOT_A_POSTCODE", ["postcodes"], message)]);
  }
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
  try {
    return await ctx.database.transaction(async (transaction) => {
      const id = await repository.keepArea(transaction, {
        code: input.code,
        name: input.name.trim(),
        kind: input.kind,
        parentId: parent?.id ?? null,
        postcodes,
        validFrom: input.validFrom ?? ctx.today,
      });
      const action = before ? "CHANGED" : "CREATED";
      await recordChanges(
        transaction,
        { personId: viewer.personId, action, dataset: "AREAS", reason: null, workbook: null, publishId: null },
        [
          {
            rowId: id,
            rowReference: input.code.toUpperCase(),
            version: null,
            field: "postcodes",
            oldValue: null,
            newValue: postcodes.join(" "),
          },
        ],
      );
      return done(id);
    });
  } catch (error) {
    const { code, constraint, message } = error as { code?: string; constraint?: string; message: string };
    if (code !== "23514" || !/county/.test(constraint ?? "")) throw error;
    return refused([problem("REGION_DOES_NOT_CONTAIN_COUNTY", ["postcodes"], message.replace(/^.* - /s, ""))]);
  }
}
