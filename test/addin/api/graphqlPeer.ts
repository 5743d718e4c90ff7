import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { useServer } from "../../../addin/api/client.js";

export interface PeerRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

export interface PeerAnswer {
  readonly status?: number;
  /** An object goes as JSON; text as it is; "HANG_UP" ends the connection without an answer. */
  readonly body: unknown;
}

/** A real HTTP server that answers GraphQL requests as told, and keeps what it was sent. */
export interface GraphQLPeer {
  readonly requests: PeerRequest[];
  answer: (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer>;
  close(): Promise<void>;
}

/** Starts a peer on a free port and points the client at it. */
export async function aGraphQLPeer(answer: GraphQLPeer["answer"]): Promise<GraphQLPeer> {
  const requests: PeerRequest[] = [];
  const peer = { requests, answer, close: () => closed(server) };
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString()) as PeerRequest;
      const request = { path: incoming.url ?? "", headers: incoming.headers, operationName, variables };
      requests.push(request);
      const { status = 200, body } = await peer.answer(request);
      if (body === "HANG_UP") return void incoming.socket.destroy();
      outgoing.writeHead(status, { "content-type": "application/json" });
      outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  useServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return peer;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
