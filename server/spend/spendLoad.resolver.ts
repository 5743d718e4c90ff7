import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { UnreadableFile } from "../imports/import.js";
import { sourceOf } from "../imports/textStream.js";
import { yearName } from "../shared/period.js";
import { confirmSpendMatch, spendLineById } from "./spend.service.js";
import { type LoadAccount, loadSpend } from "./spendLoad.service.js";
import {
  ConfirmSpendMatchInput,
  ConfirmSpendMatchPayload,
  LoadSpendInput,
  LoadSpendPayload,
  spendFieldEnumName,
  spendFieldNamed,
} from "./spendLoad.types.js";

const MOST_SHOWN = 500;

@Resolver()
export class SpendLoadsResolver {
  @Mutation(() => LoadSpendPayload, {
    description:
      "Loads a published spend file (CSV, .gz or .xlsx) of one force, matches its lines to contracts and brings the figures up to date. Lines that are there already are left as they are: loading a file twice adds nothing.",
  })
  async loadSpend(
    @Arg("input", () => LoadSpendInput, { description: "The file and how to read it." }) input: LoadSpendInput,
    @Ctx() ctx: RequestContext,
  ): Promise<LoadSpendPayload> {
    const { force, fileName, content, map, dryRun, keepGood } = input;
    try {
      if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) {
        throw new UnreadableFile("NOT_BASE64", "The content is not base64. Send the file's bytes encoded as base64.");
      }
      const account = await loadSpend(ctx, {
        forceCode: force,
        files: [sourceOf(fileName, Buffer.from(content, "base64"))],
        map: Object.fromEntries(map.map(({ heading, field }) => [heading, field ? spendFieldNamed(field) : null])),
        dryRun,
        keepGood,
      });
      return payloadOf(account);
    } catch (error) {
      if (error instanceof UnreadableFile) return unreadable(error, dryRun);
      throw error;
    }
  }

  @Mutation(() => ConfirmSpendMatchPayload, {
    description:
      "Confirms that a line was bought under a contract. Unmatched lines of the same force, supplier and category in the contract's term follow, also those that are loaded later, and so do their credit notes.",
  })
  async confirmSpendMatch(
    @Arg("input", () => ConfirmSpendMatchInput, { description: "The line and its contract." })
    input: ConfirmSpendMatchInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ConfirmSpendMatchPayload> {
    const outcome = await confirmSpendMatch(ctx, input);
    if (!outcome.done) return { spendLine: null, linesMatched: 0, remembered: false, userErrors: outcome.problems };
    const { lineId, matched, remembered } = outcome.value;
    const spendLine = await ctx.loaders.load(spendLineById, lineId);
    return { spendLine, linesMatched: matched, remembered, userErrors: [] };
  }
}

/** The mutation takes one file, so the account has one. */
function payloadOf({ files, matched, newSuppliers, applied, dryRun }: LoadAccount): LoadSpendPayload {
  const [file] = files;
  if (!file) throw new Error("A load of one file gave no account of it.");
  const { skipped, years, headings, problems, ...counts } = file;
  return {
    ...counts,
    ...skipped,
    applied,
    dryRun,
    matched,
    newSuppliers,
    problems: problems.slice(0, MOST_SHOWN),
    years: years.map(({ year, lines, net, duplicates, duplicateNet }) => ({
      financialYear: yearName(year),
      loaded: lines,
      netLoaded: net,
      duplicates,
      netDuplicates: duplicateNet,
    })),
    headings: headings.flatMap(({ sheet, uses }) =>
      uses.map((use) => ({ ...use, sheet, field: spendFieldEnumName(use.field) })),
    ),
    userErrors: [],
  };
}

const inputFieldOf: Readonly<Record<string, string>> = { BAD_HEADING_MAP: "map", NO_SUCH_FORCE: "force" };

function unreadable({ code, message }: UnreadableFile, dryRun: boolean): LoadSpendPayload {
  return {
    applied: false,
    dryRun,
    read: 0,
    loaded: 0,
    duplicates: 0,
    refused: 0,
    blankRows: 0,
    totalsRows: 0,
    repeatedHeadings: 0,
    creditNotes: 0,
    redacted: 0,
    years: [],
    matched: null,
    newSuppliers: [],
    problemCount: 0,
    problems: [],
    notices: [],
    headings: [],
    userErrors: [{ code, message, field: [inputFieldOf[code] ?? "content"] }],
  };
}
