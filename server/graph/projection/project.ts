import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  isListType,
  isObjectType,
} from "graphql";
import { type RequestContext } from "../../context.js";
import { type UnreadPage } from "../connection.js";
import { UnreadOne } from "../lookup.js";
import { type Compiling, compileObject, compilePage } from "./compile.js";
import { resolveInfo } from "./info.js";
import { type Projections } from "./projection.js";
import { NotProjected, type Selecting } from "./selection.js";
import { type AskedPage, Statement } from "./statement.js";

/** Answers one root field with the text of its JSON; null where the resolvers have to. Rejects as a statement does. */
export type RootProjection = (
  ctx: RequestContext,
  variables: Readonly<Record<string, unknown>>,
) => Promise<{ readonly json: string } | null>;

/**
 * One statement for everything that is selected under a root field; null where something in it is not projected.
 *
 * The field's resolver is asked first, with the arguments as always: it checks access and understands the request, and
 * gives something unread. Whatever it throws is left to the resolvers' own path to report.
 */
export function projectRoot(
  compiling: Selecting & { readonly projections: Projections },
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
): RootProjection | null {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || isListType(getNullableType(field.type))) return null;
  try {
    const pages: AskedPage[] = [];
    const write = compileRoot({ ...compiling, pages, size: { objects: 0 } }, type, nodes);
    const answer = async (
      ctx: RequestContext,
      variables: Readonly<Record<string, unknown>>,
      mayLeaveOutUnknown: boolean,
    ): Promise<{ readonly json: string } | null> => {
      const statement = new Statement(ctx, variables, mayLeaveOutUnknown);
      const sql = await unlessRefused(async () => {
        const resolved = await resolvedUnread(compiling, field, nodes, statement);
        for (const page of pages) {
          const found = await resolvedUnread(compiling, page.field, page.nodes, statement, { id: NO_ROW });
          const question = found && "question" in found ? found.question : undefined;
          if (!question) throw new NotProjected(page.field.name);
          statement.questions.set(page, question);
        }
        return write(statement, resolved);
      });
      if (sql === null) return null;
      const { values, areKeys } = statement.parameters;
      const row = await ctx.database.row<{ json: string | null }>(sql, values, {
        planned: areKeys ? "ONCE" : "USUALLY",
      });
      if (statement.leavesOutUnknown && !row?.json) return answer(ctx, variables, false);
      const json = statement.finished(row?.json ?? "null");
      return json === null ? null : { json };
    };
    return (ctx, variables) => answer(ctx, variables, true);
  } catch (error) {
    if (error instanceof NotProjected) return null;
    throw error;
  }
}

/** Stands for the id of the row of which a page is asked; the statement has the row's own in its place. */
const NO_ROW = "0";

/** Asks a field's own resolver, so that access, arguments and lists are decided in one place; nothing is read. */
async function resolvedUnread(
  selecting: Selecting,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  { ctx, variables }: Statement,
  row?: object,
): Promise<Partial<UnreadPage<object>> | UnreadOne | null | undefined> {
  const given = getArgumentValues(field, nodes[0] as FieldNode, variables);
  const info = resolveInfo(selecting, field, nodes, variables);
  return (await field.resolve?.(row, given, { ...ctx, leavesUnread: true }, info)) as
    Partial<UnreadPage<object>> | UnreadOne | null | undefined;
}

/** Every refusal is found before anything is read, so that asking again costs nothing. */
async function unlessRefused(write: () => Promise<string>): Promise<string | null> {
  try {
    return await write();
  } catch {
    return null;
  }
}

function compileRoot(
  compiling: Compiling,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): (statement: Statement, resolved: unknown) => string {
  if (type.name.endsWith("Connection")) {
    const page = compilePage(compiling, type, nodes);
    return (statement, resolved) => {
      const { question } = (resolved ?? {}) as Partial<UnreadPage<object>>;
      if (!question) throw new NotProjected(type.name);
      return `select ${page(statement, question, null)}::text as json`;
    };
  }
  const object = compileObject(compiling, type, nodes);
  return (statement, resolved) => {
    if (!(resolved instanceof UnreadOne)) throw new NotProjected(type.name);
    const row = statement.row(true);
    const list = object.selectList(statement, row);
    return `select row_to_json(one)::text as json from (select ${list} from ${resolved.source.from}${row.joins()}
      where ${resolved.condition(statement.parameters)} limit 1) one`;
  };
}
