import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  type GraphQLField,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  locatedError,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from "graphql";
import { type RequestContext } from "../../context.js";
import { isTimeout } from "../../database/timeout.js";
import { projectRoot, type RootProjection } from "../projection/project.js";
import { type Projections } from "../projection/projection.js";
import { NotProjected, selectedFields } from "../projection/selection.js";
import { type Asked, resolverExecution } from "./resolvers.js";

export type Executor = (asked: Asked, context: RequestContext) => Promise<ExecutionResult>;

/** A root field that one statement answers. */
interface Projected {
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly field: GraphQLField<unknown, unknown>;
  readonly project: RootProjection;
}
/** How a query is answered, for one choice of what @skip and @include leave out. */
interface Plan {
  readonly names: readonly string[];
  readonly projected: readonly Projected[];
  /** The same query with the other root fields only; null when there are none. */
  readonly rest: DocumentNode | null;
}

/** The most choices that are kept of one query; a query with more is planned anew each time. */
const MOST_CHOICES = 16;

/**
 * Answers questions that passed validation: root fields that are projected by one statement each, everything else through
 * the resolvers. What a caller gets is the same either way.
 */
export function executor(schema: GraphQLSchema, projections: Projections): Executor {
  const resolve = resolverExecution(schema);
  const plans = new WeakMap<OperationDefinitionNode, Map<string, Plan | null>>();

  /** Null where nothing is projected. */
  function planFor(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Plan | null {
    const choices = plans.get(operation) ?? new Map<string, Plan | null>();
    plans.set(operation, choices);
    const choice = choiceOf(document, variables);
    const known = choices.get(choice);
    if (known !== undefined) return known;
    const plan = makePlan(document, operation, variables);
    if (choices.size < MOST_CHOICES) choices.set(choice, plan);
    return plan;
  }

  function makePlan(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Plan | null {
    const query = schema.getQueryType();
    if (!query) return null;
    const fragments = Object.fromEntries(
      document.definitions
        .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
    const compiling = { schema, fragments, variables, projections };
    try {
      const selected = selectedFields(compiling, query, [operation.selectionSet]);
      const projected = [...selected].flatMap(([name, nodes]): Projected[] => {
        const field = query.getFields()[nodes[0]?.name.value ?? ""];
        const project = field && projectRoot(compiling, field, nodes);
        return field && project ? [{ name, nodes, field, project }] : [];
      });
      if (projected.length === 0) return null;
      const others = [...selected].filter(([name]) => !projected.some((each) => each.name === name));
      return {
        names: [...selected.keys()],
        projected,
        rest:
          others.length === 0
            ? null
            : only(
                document,
                operation,
                others.flatMap(([, nodes]) => nodes),
              ),
      };
    } catch (error) {
      if (error instanceof NotProjected) return null;
      throw error;
    }
  }

  return async (asked, context) => {
    const operation = getOperationAST(asked.document, asked.operationName);
    if (operation?.operation !== OperationTypeNode.QUERY) return resolve(asked, context);
    // Reading the variables takes long where they are thousands of cells, and the resolvers read them once more.
    const isNeverProjected = plans.get(operation)?.get("") === null && choiceNames(asked.document).length === 0;
    if (isNeverProjected) return resolve(asked, context);
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables ?? {});
    const plan = coerced && planFor(asked.document, operation, coerced);
    if (!plan) return resolve(asked, context);
    const [rest, ...answers] = await Promise.all([
      plan.rest ? resolve({ ...asked, document: plan.rest }, context) : null,
      ...plan.projected.map((each) => answerTo(each, context, coerced)),
    ]);
    // Something could not be projected after all. Nothing was changed, so everything is asked again the usual way.
    if (answers.includes(null)) return resolve(asked, context);
    return together(plan, rest, answers as readonly Answer[], context);
  };
}

type Variables = Readonly<Record<string, unknown>>;
type Answer = { readonly json: string } | { readonly error: unknown };

/**
 * Null where the resolvers have to answer, also after an error: they say which field it belongs to. Only what took too long
 * is not tried again.
 */
const answerTo = ({ project }: Projected, context: RequestContext, variables: Variables): Promise<Answer | null> =>
  project(context, variables).catch((error: unknown) => (isTimeout(error) ? { error } : null));

/** The whole answer, with the root fields in the order in which they were asked for. */
function together(
  { names, projected }: Plan,
  rest: ExecutionResult | null,
  answers: readonly Answer[],
  context: RequestContext,
): ExecutionResult {
  const errors = [...(rest?.errors ?? [])];
  let isLost = rest !== null && !rest.data;
  const values = new Map<string, unknown>(Object.entries(rest?.data ?? {}));
  for (const [index, { name, field, nodes }] of projected.entries()) {
    const answer = answers[index] as Answer;
    if ("json" in answer) values.set(name, context.splice(answer.json));
    else {
      errors.push(locatedError(answer.error, nodes, [name]));
      values.set(name, null);
      isLost ||= isNonNullType(field.type);
    }
  }
  const data = isLost ? null : Object.fromEntries(names.map((name) => [name, values.get(name)]));
  return errors.length > 0 ? { errors, data } : { data };
}

/** The query with these root fields and no others. */
function only(document: DocumentNode, operation: OperationDefinitionNode, fields: readonly FieldNode[]): DocumentNode {
  const definitions = document.definitions.map((definition) =>
    definition === operation
      ? { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } as const }
      : definition,
  );
  return { ...document, definitions };
}

const namesOfChoices = new WeakMap<DocumentNode, readonly string[]>();

/** The variables of a document's @skip and @include. */
function choiceNames(document: DocumentNode): readonly string[] {
  const known = namesOfChoices.get(document);
  if (known) return known;
  const found = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== "skip" && name.value !== "include") return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
    },
  });
  const names = [...found];
  namesOfChoices.set(document, names);
  return names;
}

/** What those variables hold, as one text. */
const choiceOf = (document: DocumentNode, variables: Variables): string =>
  choiceNames(document)
    .map((name) => String(variables[name]))
    .join();
