import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { type Asked } from "../graph/execution/resolvers.js";
import { Recent } from "../graph/execution/recent.js";
import { type CostTold } from "./callerLimits.js";
import { type GraphqlRequest } from "./graphql.js";

/** A question whose text was parsed and validated when it came before. */
export interface KnownQuestion extends Asked {
  readonly definition: OperationDefinitionNode;
  /** Of the answer, as it was agreed on with this `accept` header before. */
  readonly contentType: string;
}

const MOST_TEXTS = 200;
/** A longer text is not kept: what callers send must not fill the memory. */
const LONGEST_TEXT = 6_000;

/**
 * Questions that came before and went well. What a program asks again and again need not go through every step of the
 * pipeline that reads, checks and words an answer.
 */
export class KnownQuestions {
  private readonly documents = new Recent<string, DocumentNode>(MOST_TEXTS);
  private readonly contentTypes = new Recent<string, string>(20);

  /** To be told of questions that were answered without an error. */
  learnText(text: string | undefined, document: DocumentNode): void {
    if (text !== undefined && text.length <= LONGEST_TEXT) this.documents.set(text, document);
  }

  /** To be told of what was agreed on for an answer. */
  learnContentType({ headers }: GraphqlRequest, contentType: string | undefined): void {
    const accept = acceptIn(headers);
    if (contentType !== undefined && accept.length < 200) this.contentTypes.set(accept, contentType);
  }

  /**
   * The question of a request, if it is known: a query sent as JSON, without extensions and without directives of its own. Null
   * for any other, which says nothing of whether it is good.
   */
  in(request: GraphqlRequest): KnownQuestion | null {
    const { method, body } = request;
    if (method !== "POST" || typeof body !== "object" || body === null) return null;
    const { query, variables, operationName, extensions } = body as Partial<Record<string, unknown>>;
    if (typeof query !== "string" || extensions !== undefined) return null;
    const document = this.documents.get(query);
    const contentType = this.contentTypes.get(acceptIn(request.headers));
    if (!document || contentType === undefined) return null;
    if (operationName !== undefined && operationName !== null && typeof operationName !== "string") return null;
    if (variables !== undefined && variables !== null && !isObject(variables)) return null;
    const definition = getOperationAST(document, operationName);
    if (definition?.operation !== OperationTypeNode.QUERY || definition.directives?.length) return null;
    return {
      document,
      definition,
      contentType,
      operation: definition.operation,
      operationName: operationName ?? undefined,
      variables: variables ?? undefined,
    };
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function acceptIn(headers: GraphqlRequest["headers"]): string {
  for (const [name, value] of headers) if (name === "accept") return value;
  return "";
}

/** The text of an answer without errors, as the pipeline writes it. */
export const writtenAnswer = (data: NonNullable<ExecutionResult["data"]>, cost: CostTold): string =>
  `${JSON.stringify({ data, extensions: { cost } })}\n`;
