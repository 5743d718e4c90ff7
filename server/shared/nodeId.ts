/**
 * The ids that clients hold: a kind and a number, "contract_123". Opaque to clients: they pass them back, never build them.
 */
export const nodeKinds = [
  "contract",
  "saving",
  "supplier",
  "category",
  "force",
  "kpi_figure",
  "pipeline_item",
  "spend_line",
  "supplier_claim",
  "social_value_commitment",
  "social_value_delivery",
  "waiver",
  "influenceable_rule",
  "person",
  "membership",
] as const;
export type NodeKind = (typeof nodeKinds)[number];

export const nodeId = (kind: NodeKind, id: string | number): string => `${kind}_${id}`;

/** The number behind an id of this kind, or null if it is not one. */
export function numberIn(kind: NodeKind, id: string): string | null {
  const parsed = parseNodeId(id);
  return parsed?.kind === kind ? parsed.id : null;
}

export function parseNodeId(id: string): { readonly kind: NodeKind; readonly id: string } | null {
  const match = /^([a-z_]+)_([1-9]\d{0,17})$/.exec(id);
  const kind = nodeKinds.find((known) => known === match?.[1]);
  return match && kind ? { kind, id: match[2] as string } : null;
}
