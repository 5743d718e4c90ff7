import { Arg, Args, Ctx, Int, Mutation, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type Column, type Dataset, isEditable } from "./dataset.js";
import { datasets } from "./datasets.js";
import { type PublishAnswer } from "./publish.answer.js";
import { type Changes, previewChanges, publishChanges } from "./publish.service.js";
import { lookupChoices, sheet, sheetCount } from "./sheet.service.js";
import {
  ChangesInput,
  DatasetDescription,
  DatasetName,
  LookupChoice,
  PublishAnswerType,
  SheetArguments,
  type SheetColumnType,
  SheetConditionInput,
  SheetType,
} from "./workbook.types.js";

const toColumn = (column: Column): SheetColumnType => ({
  field: column.field,
  label: column.label,
  description: column.description,
  type: column.type,
  unit: column.unit,
  editable: isEditable(column),
  required: column.write?.required ?? false,
  choices: column.choices ?? null,
  hasLookup: column.lookup !== undefined,
});

const toDescription = (dataset: Dataset): DatasetDescription => ({
  dataset: dataset.name,
  label: dataset.label,
  description: dataset.description,
  columns: dataset.columns.map(toColumn),
  defaultColumns: dataset.defaultColumns,
});

const toChanges = (input: ChangesInput): Changes => ({
  ...input,
  rows: input.rows.map((row) => ({ ...row, cells: toCells(row.cells) })),
  inserts: input.inserts.map((row) => ({ ...row, cells: toCells(row.cells) })),
  reason: input.reason?.trim() || null,
  workbook: input.workbook ?? null,
});
const toCells = (given: ChangesInput["rows"][number]["cells"]) =>
  given.map(({ field, value }) => ({ field, value: value ?? null }));

/** The answer to a publish, with how many rows came out how. */
export function toPayload(answer: PublishAnswer): PublishAnswerType {
  const having = (...statuses: readonly string[]) =>
    answer.results.filter(({ status }) => statuses.includes(status)).length;
  const counts = {
    applied: having("APPLIED"),
    merged: having("MERGED"),
    unchanged: having("UNCHANGED"),
    conflicts: having("CONFLICT"),
    rejected: having("REJECTED"),
  };
  return { ...answer, counts };
}

@Resolver()
export class WorkbookResolver {
  @Query(() => [DatasetDescription], { description: "What a workbook can pull, with every column." })
  datasets(@Ctx() ctx: RequestContext): DatasetDescription[] {
    ctx.access.require("figures:read");
    return Object.values(datasets).map(toDescription);
  }

  @Query(() => SheetType, {
    description:
      "A dataset as a table, column by column: every row that matches. More than 200,000 are refused, not cut off.",
  })
  async sheet(@Args(() => SheetArguments) wanted: SheetArguments, @Ctx() ctx: RequestContext): Promise<SheetType> {
    const read = await sheet(ctx, { ...wanted, columns: wanted.columns ?? null, asAt: wanted.asAt ?? null });
    return {
      dataset: read.dataset.name,
      asAt: read.asAt,
      readAt: new Date().toISOString(),
      rowCount: read.rowCount,
      columns: read.columns.map(toColumn),
      ids: ctx.splice(read.ids),
      versions: ctx.splice(read.versions),
      values: read.values.map(ctx.splice),
    };
  }

  @Query(() => Int, { description: "How many rows such a sheet would have." })
  sheetCount(
    @Arg("dataset", () => DatasetName, { description: "What to count." }) dataset: keyof typeof DatasetName,
    @Arg("where", () => [SheetConditionInput], { defaultValue: [], description: "Which rows; all of these must hold." })
    where: SheetConditionInput[],
    @Ctx() ctx: RequestContext,
  ): Promise<number> {
    return sheetCount(ctx, dataset, where);
  }

  @Query(() => [LookupChoice], { description: "Values to choose from for a column: for filters and drop-down lists." })
  lookup(
    @Arg("dataset", () => DatasetName, { description: "The dataset." }) dataset: keyof typeof DatasetName,
    @Arg("field", () => String, { description: "Field of the dataset." }) field: string,
    @Arg("search", () => String, {
      defaultValue: "",
      description: "Letters that the value holds; empty for the first ones.",
    })
    search: string,
    @Arg("first", () => Int, { defaultValue: 20, description: "How many at most, up to 500." }) first: number,
    @Ctx() ctx: RequestContext,
  ): Promise<LookupChoice[]> {
    return lookupChoices(ctx, dataset, field, search, first);
  }

  @Query(() => PublishAnswerType, { description: "What `publishChanges` would answer now, with nothing changed." })
  async previewChanges(
    @Arg("input", () => ChangesInput, { description: "The edits." }) input: ChangesInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PublishAnswerType> {
    return toPayload(await previewChanges(ctx, toChanges(input)));
  }

  @Mutation(() => PublishAnswerType, {
    description: "Applies a workbook's edits, merged cell by cell with everybody else's, in one transaction.",
  })
  async publishChanges(
    @Arg("input", () => ChangesInput, { description: "The edits." }) input: ChangesInput,
    @Arg("idempotencyKey", () => String, {
      description:
        "8 to 200 characters, new for each publish. Sent again with the same edits it gives the first answer again and changes nothing.",
    })
    idempotencyKey: string,
    @Ctx() ctx: RequestContext,
  ): Promise<PublishAnswerType> {
    return toPayload(await publishChanges(ctx, toChanges(input), idempotencyKey));
  }
}
