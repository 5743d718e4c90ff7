import { type IncomingMessage } from "node:http";

/**
 * The address that a request's limits are counted by. Each proxy of the operator's own adds the address that it was asked
 * from to X-Forwarded-For; what stands before those was written by the caller and says nothing.
 *
 * An IPv6 network of one household or office (/64) counts as one address.
 */
export function addressOf(request: IncomingMessage, proxyHops: number): string {
  const chain = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const forwarded = proxyHops === 0 ? undefined : chain.at(-proxyHops)?.trim();
  return network(forwarded || (request.socket.remoteAddress ?? "unknown"));
}

function network(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  if (!plain.includes(":")) return plain;
  const [before = "", after] = plain.split("::");
  const start = before.split(":").filter(Boolean);
  const end = after?.split(":").filter(Boolean) ?? [];
  const groups = [...start, ...Array<string>(Math.max(0, 8 - start.length - end.length)).fill("0"), ...end];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
