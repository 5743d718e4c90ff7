import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { columnSuggestions } from "./suggestColumns.service.js";
import { ColumnSuggestionType } from "./suggestColumns.types.js";
import { DatasetName } from "./workbook.types.js";

@Resolver()
export class SuggestColumnsResolver {
  @Query(() => [ColumnSuggestionType], {
    description:
      "Which columns of a dataset the headings of a person's own table most likely mean, one answer per heading in the order asked.",
  })
  suggestColumns(
    @Arg("dataset", () => DatasetName, { description: "The dataset." }) dataset: keyof typeof DatasetName,
    @Arg("headings", () => [String], { description: "The headings, from left to right; at most 500." })
    headings: string[],
    @Ctx() ctx: RequestContext,
  ): ColumnSuggestionType[] {
    return columnSuggestions(ctx, dataset, headings);
  }
}
