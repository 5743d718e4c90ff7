import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValueNode,
  visit,
} from "graphql";

/** How large a question may be. A cycle of lists without limits would let one query stop the server. */
export const limits = {
  depth: 10,
  /** Introspection nests `ofType`; it reads no data. */
  introspectionDepth: 20,
  rootFields: 20,
  aliases: 30,
  /** Fields, each multiplied by the page sizes around it. */
  cost: 10_000,
  /** What a file of rows counts as: it is sent as it is read, whatever its length. */
  fileCost: 1_000,
  tokens: 4_000,
  bodyBytes: 2_000_000,
  /** Publishes and imports. */
  bulkBodyBytes: 32_000_000,
} as const;

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly cost: number;
}

/** A fragment of the same document by its name. */
type FragmentNamed = (name: string) => FragmentDefinitionNode | null | undefined;
/** As they were sent. */
type Variables = Readonly<Record<string, unknown>>;

/** How many rows a list takes that is not told how many, or not yet. */
const USUAL_ROWS = 50;

/**
 * How large an operation is.
 *
 * The cost of a field is 1, times `first` (50 where it is left out and the field takes it) of every list around it, so that
 * a page of 100 contracts with 5 fields costs about 500. A fragment is measured once, and a fragment in itself is left to
 * the rule that forbids it.
 */
function sizeOfOperation(
  { selectionSet, variableDefinitions = [] }: OperationDefinitionNode,
  fragmentNamed: FragmentNamed,
  variables: Variables = {},
): Size {
  const rowsIn = (first: ValueNode): number => {
    if (first.kind === Kind.INT) return Number(first.value);
    if (first.kind !== Kind.VARIABLE) return USUAL_ROWS;
    const { value: name } = first.name;
    const given = variables[name];
    if (typeof given === "number") return Math.max(given, 0);
    const usual = variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
    return usual?.kind === Kind.INT ? Number(usual.value) : USUAL_ROWS;
  };
  const measured = new Map<string, Size>();

  const sizeOf = (set: SelectionSetNode, open: ReadonlySet<string>): Size => {
    let size: Size = { depth: 0, aliases: 0, cost: 0 };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet ? sizeOf(selection.selectionSet, open) : { depth: 0, aliases: 0, cost: 0 };
        const first = selection.arguments?.find(({ name }) => name.value === "first")?.value;
        const paged = selection.selectionSet?.selections.some(
          (child) => child.kind === Kind.FIELD && (child.name.value === "nodes" || child.name.value === "edges"),
        );
        const rows = first ? rowsIn(first) : paged ? USUAL_ROWS : 1;
        const isMeta = selection.name.value.startsWith("__");
        size = {
          depth: Math.max(
            size.depth,
            isMeta ? inner.depth - limits.introspectionDepth + limits.depth : inner.depth + 1,
          ),
          aliases: size.aliases + inner.aliases + (selection.alias ? 1 : 0),
          cost: size.cost + (isMeta ? 0 : 1 + rows * inner.cost),
        };
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT
            ? sizeOf(selection.selectionSet, open)
            : fragmentSize(fragmentNamed(selection.name.value), open);
        size = {
          depth: Math.max(size.depth, inner.depth),
          aliases: size.aliases + inner.aliases,
          cost: size.cost + inner.cost,
        };
      }
    }
    return size;
  };

  const fragmentSize = (fragment: FragmentDefinitionNode | null | undefined, open: ReadonlySet<string>): Size => {
    const name = fragment?.name.value ?? "";
    if (!fragment || open.has(name)) return { depth: 0, aliases: 0, cost: 0 };
    const known = measured.get(name) ?? sizeOf(fragment.selectionSet, new Set(open).add(name));
    measured.set(name, known);
    return known;
  };

  return sizeOf(selectionSet, new Set());
}

/** Costs of operations that are the same whatever their variables; null for one whose lists are as long as a variable says. */
const knownCosts = new WeakMap<OperationDefinitionNode, number | null>();

/**
 * What an operation of a document costs: the one measure for the limit of a request and for the caller's of a minute.
 *
 * Errors: GraphQLError where the variables ask for more than a request may.
 */
export function costOf(operation: OperationDefinitionNode, document: DocumentNode, variables: Variables = {}): number {
  // The server keeps the documents that it has read, so each is measured once.
  const known = knownCosts.get(operation);
  if (typeof known === "number") return known;
  const { cost } = sizeOfOperation(
    operation,
    (name) =>
      document.definitions.find(
        (definition): definition is FragmentDefinitionNode =>
          definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
      ),
    variables,
  );
  if (known === undefined) knownCosts.set(operation, hasVariableRows(document) ? null : cost);
  if (cost > limits.cost) {
    throw new GraphQLError(tooCostly(cost), {
      extensions: { code: "GRAPHQL_VALIDATION_FAILED", http: { status: 400 } },
    });
  }
  return cost;
}

const tooCostly = (cost: number): string =>
  `The query costs ${cost}; at most ${limits.cost} is allowed. Ask for smaller pages (first) or fewer fields.`;

/** Whether a variable says how many rows a list takes. */
function hasVariableRows(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Argument: ({ name, value }) => {
      found ||= name.value === "first" && value.kind === Kind.VARIABLE;
    },
  });
  return found;
}

/** A validation rule: refuses operations that are too deep, too wide or too costly, with the size and the limit. */
export function sizeLimits(context: ValidationContext): ASTVisitor {
  const report = (message: string) => {
    context.reportError(new GraphQLError(message, { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }));
  };

  return {
    OperationDefinition(operation) {
      const { depth, aliases, cost } = sizeOfOperation(operation, (name) => context.getFragment(name));
      const roots = operation.selectionSet.selections.length;
      if (depth > limits.depth)
        report(`The query is ${depth} levels deep; at most ${limits.depth} are allowed. Ask for less at once.`);
      if (aliases > limits.aliases) {
        report(
          `The query has ${aliases} aliases; at most ${limits.aliases} are allowed. For many figures send one list to \`cells\`.`,
        );
      }
      if (roots > limits.rootFields)
        report(`The query has ${roots} fields at the top; at most ${limits.rootFields} are allowed.`);
      if (cost > limits.cost) {
        report(tooCostly(cost));
      }
    },
  };
}
