import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { BadRequest } from "../shared/problem.js";
import { type ImportAccount, UnreadableFile } from "./import.js";
import { importRegister, type ImportRequest } from "./import.service.js";
import {
  enumNameOf,
  FirstProblems,
  ImportContractsInput,
  ImportContractsPayload,
  ImportProblem,
  registerFieldNamed,
} from "./import.types.js";

const MOST_PROBLEMS = 10_000;

@Resolver(() => ImportContractsPayload)
export class ImportResolver {
  @Mutation(() => ImportContractsPayload, {
    description:
      "Imports a contracts register (CSV or .xlsx). Contracts are found again by reference: importing a file twice changes nothing.",
  })
  async importContracts(
    @Arg("input", () => ImportContractsInput, { description: "The file and how to read it." })
    input: ImportContractsInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ImportContractsPayload> {
    try {
      return payloadOf(await importRegister(ctx, requestFrom(input)));
    } catch (error) {
      if (error instanceof UnreadableFile) return unreadable(error, input);
      throw error;
    }
  }

  @FieldResolver(() => [ImportProblem], {
    description: "What is wrong with the refused rows, from the top of the file.",
  })
  problems(
    @Root() payload: ImportContractsPayload,
    @Args(() => FirstProblems) { first }: FirstProblems,
  ): readonly ImportProblem[] {
    if (first < 0 || first > MOST_PROBLEMS) throw new BadRequest(`first is from 0 to ${MOST_PROBLEMS}.`, ["first"]);
    return payload.problems.slice(0, first);
  }
}

function requestFrom({
  fileName,
  content,
  map,
  dryRun,
  keepGood,
  sourceSystem,
  sheet,
}: ImportContractsInput): ImportRequest {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) {
    throw new UnreadableFile("NOT_BASE64", "The content is not base64. Send the file's bytes encoded as base64.");
  }
  return {
    fileName,
    content: Buffer.from(content, "base64"),
    map: Object.fromEntries(map.map(({ heading, field }) => [heading, field ? registerFieldNamed(field) : null])),
    dryRun,
    keepGood,
    ...(sourceSystem === null || sourceSystem === undefined ? {} : { sourceSystem }),
    ...(sheet === null || sheet === undefined ? {} : { sheet }),
  };
}

function payloadOf(account: ImportAccount): ImportContractsPayload {
  const { skipped, headings, ...rest } = account;
  return {
    ...rest,
    ...skipped,
    problemCount: account.problems.length,
    headings: headings.map((use) => ({ ...use, field: enumNameOf(use.field) })),
    userErrors: [],
  };
}

function unreadable({ code, message }: UnreadableFile, { dryRun }: ImportContractsInput): ImportContractsPayload {
  return {
    applied: false,
    dryRun,
    sheet: null,
    headingRow: 0,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
    blankRows: 0,
    totalsRows: 0,
    repeatedHeadings: 0,
    problemCount: 0,
    problems: [],
    notices: [],
    headings: [],
    newSuppliers: [],
    newAuthorities: [],
    newCategories: [],
    userErrors: [
      { code, message, field: [code === "BAD_HEADING_MAP" ? "map" : code === "NO_SUCH_SHEET" ? "sheet" : "content"] },
    ],
  };
}
