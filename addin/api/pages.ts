/** A page of one of the server's lists. */
interface Connection<Node> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly Node[];
}

/** The rows of a page, how many there are on all pages, and where the next one begins; null on the last. */
export interface PageRead<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly next: string | null;
}

export function pageRead<Node>({ nodes, totalCount, pageInfo }: Connection<Node>): PageRead<Node> {
  return { rows: nodes, total: totalCount, next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
