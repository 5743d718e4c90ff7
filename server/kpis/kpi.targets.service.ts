import { requireOnRow } from "../access/rowForce.repository.js";
import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { nearest } from "../shared/nearest.js";
import { numberIn } from "../shared/nodeId.js";
import { parseFinancialYear, quarterName, type Quarter } from "../shared/period.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { TARGET_KPIS } from "./families/index.js";
import { type SetKpiTargetInput } from "./kpi.inputs.js";
import { type Rag } from "./kpi.js";
import { figuresOf, figureWithId } from "./kpi.list.js";
import * as repository from "./kpi.targets.repository.js";
import { type FigureOwner } from "./kpi.targets.repository.js";
import { codes, refreshFigures } from "./kpi.repository.js";
import { problemsWithTarget, targetsByQuarter } from "./kpi.targets.js";
import { type KpiFigure } from "./kpi.types.js";

/** The one owner that a request names, or what is wrong with how it names it. */
export async function ownerFor(
  database: Database,
  { force, collaboration }: { readonly force?: string | null; readonly collaboration?: string | null },
): Promise<FigureOwner | Problem> {
  const [kind, code] = force ? (["force", force] as const) : (["collaboration", collaboration ?? ""] as const);
  if ((force && collaboration) || code.trim() === "") {
    return problem("ONE_OWNER", ["force"], "Name either a force or a collaboration: one of them.");
  }
  const owner = await repository.ownerNamed(database, kind, code);
  if (owner) return owner;
  const near = nearest(code, (await codes(database)).organisations);
  return problem(
    "UNKNOWN_OWNER",
    [kind],
    `There is no ${kind} "${code}".${near ? ` Nearest: ${near}.` : ""}`,
    near ?? undefined,
  );
}

/**
 * Sets a KPI's target for a financial year, spread over its quarters.
 *
 * Shape:  the quarters' figures with their targets, as far as there are figures.
 * Errors: NotAllowed for a viewer; problems for an unknown KPI, owner or year, a bad profile or tolerance.
 */
export async function setKpiTarget(ctx: RequestContext, input: SetKpiTargetInput): Promise<Outcome<KpiFigure[]>> {
  const { personId } = ctx.access.require("targets:write");
  return ctx.database.transaction(async (transaction) => {
    const definition = await repository.currentDefinition(transaction, input.kpi);
    const owner = await ownerFor(transaction, input);
    const year = parseFinancialYear(input.financialYear);
    const draft = { target: input.target, tolerancePercent: input.tolerancePercent, profile: input.profile ?? null };
    const problems = [
      ...(definition ? problemsWithTarget(definition, draft) : [await unknownKpi(transaction, input.kpi)]),
      ...("message" in owner ? [owner] : []),
      ...(year === null
        ? [
            problem(
              "UNKNOWN_YEAR",
              ["financialYear"],
              `"${input.financialYear}" is not a financial year. Write it as 2026-27.`,
            ),
          ]
        : []),
    ];
    if (!definition || "message" in owner || year === null || problems.length > 0) return refused(problems);
    ctx.access.requireOn("targets:write", owner.forceId, owner.code);
    const targets = targetsByQuarter(definition, draft);
    for (const [index, target] of targets.entries()) {
      const quarter: Quarter = { year, quarter: (index + 1) as Quarter["quarter"] };
      const { id, before } = await repository.setTarget(
        transaction,
        definition.code,
        owner,
        quarter,
        target,
        draft.tolerancePercent,
      );
      const row = {
        rowId: id,
        rowReference: `${definition.code} ${owner.code} ${quarterName(quarter)}`,
        version: null,
      };
      await recordChanges(
        transaction,
        {
          personId,
          action: before ? "CHANGED" : "CREATED",
          dataset: "KPI_TARGETS",
          reason: null,
          workbook: null,
          publishId: null,
        },
        [
          { ...row, field: "target", oldValue: before?.target ?? null, newValue: target },
          {
            ...row,
            field: "tolerancePercent",
            oldValue: before?.tolerancePercent ?? null,
            newValue: draft.tolerancePercent,
          },
        ],
      );
    }
    await refreshFigures(transaction, { kpis: TARGET_KPIS, quarters: [{ year, quarter: 1 }] });
    return done(await figuresOf(transaction, definition.code, owner, year));
  });
}

async function unknownKpi(database: Database, typed: string): Promise<Problem> {
  const near = nearest(typed, (await codes(database)).kpis);
  return problem(
    "UNKNOWN_KPI",
    ["kpi"],
    `There is no KPI "${typed}".${near ? ` Nearest: ${near}.` : ""}`,
    near ?? undefined,
  );
}

/**
 * Chooses the colour of a figure, with the reason, or goes back to the calculated one.
 *
 * Errors: NotAllowed for a viewer; problems for an unknown figure, and for a reason that is missing or too long.
 */
export async function overrideKpiRag(
  ctx: RequestContext,
  id: string,
  rag: Rag | null,
  reason: string,
): Promise<Outcome<KpiFigure>> {
  const { personId } = ctx.access.require("targets:write");
  if (reason.trim() === "") {
    return refused([
      problem(
        "REASON_MISSING",
        ["reason"],
        "Say why the colour is not the calculated one; it is shown beside the figure.",
      ),
    ]);
  }
  const tooMuch = tooLong({ reason: reason.trim() }, LONGEST.WORDS);
  if (tooMuch.length > 0) return refused(tooMuch);
  const figureId = numberIn("kpi_figure", id);
  return ctx.database.transaction(async (transaction) => {
    await requireOnRow(ctx.access, transaction, "targets:write", "kpi_figure", figureId);
    const figure = figureId === null ? null : await repository.figureToColour(transaction, figureId);
    if (!figure || figureId === null) {
      return refused([
        problem("FIGURE_GONE", ["id"], "There is no such figure, or no longer. Ask for kpiFigures again."),
      ]);
    }
    await repository.chooseRag(transaction, figureId, rag, reason.trim(), personId);
    await recordChanges(
      transaction,
      { personId, action: "CHANGED", dataset: "KPIS", reason: reason.trim(), workbook: null, publishId: null },
      [
        {
          rowId: figureId,
          rowReference: figure.reference,
          version: null,
          field: "rag",
          oldValue: figure.chosen,
          newValue: rag,
        },
      ],
    );
    return done((await figureWithId(transaction, figureId)) as KpiFigure);
  });
}
