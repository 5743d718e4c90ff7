import { type DocumentNode, type ExecutionResult, getOperationAST, graphql, parse, validate } from "graphql";
import { type RequestContext } from "../../../server/context.js";
import { executor } from "../../../server/graph/execution/executor.js";
import { projections } from "../../../server/projections.js";
import { counting } from "../../support/counting.js";
import { schema } from "../../support/graph.js";

const execute = executor(schema, projections);

export interface Answers {
  /** What the resolvers say, as JSON. */
  readonly resolved: string;
  /** What comes of the executor that the server uses, as JSON. */
  readonly projected: string;
  /** How many statements the executor ran. */
  readonly statements: number;
}

/** The same question to the resolvers and to the executor. `context` makes the context of one request. */
export async function bothWays(
  context: () => Promise<RequestContext>,
  source: string,
  variables: Record<string, unknown> = {},
): Promise<Answers> {
  const document = parse(source);
  const problems = validate(schema, document);
  if (problems[0]) throw problems[0];
  const resolved = await graphql({ schema, source, variableValues: variables, contextValue: await context() });
  const { ctx, statements } = counting(await context());
  return {
    resolved: JSON.stringify(resolved),
    projected: await projectedJson(ctx, document, variables),
    statements: statements.length,
  };
}

/** The executor's answer with its JSON in place, as the HTTP layer puts it there. */
export async function projectedJson(
  ctx: RequestContext,
  document: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string,
): Promise<string> {
  const texts = new Map<string, string>();
  const splice = (json: string): string => {
    const mark = `text ${texts.size}`;
    texts.set(mark, json);
    return mark;
  };
  const operation = getOperationAST(document, operationName)?.operation;
  const { data, errors }: ExecutionResult = await execute(
    { document, operationName, operation, variables },
    { ...ctx, splice },
  );
  const whole =
    data && Object.fromEntries(Object.entries(data).map(([name, value]) => [name, unspliced(texts, value)]));
  return JSON.stringify({ ...(errors && { errors }), data: whole });
}

const unspliced = (texts: ReadonlyMap<string, string>, value: unknown): unknown => {
  const text = typeof value === "string" ? texts.get(value) : undefined;
  return text === undefined ? value : (JSON.parse(text) as unknown);
};
