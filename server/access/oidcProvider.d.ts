/** The parts of oidc-provider, which brings no types, that the demonstration's provider uses. */
declare module "oidc-provider" {
  import { type IncomingMessage, type ServerResponse } from "node:http";

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ readonly uid: string; readonly prompt: { readonly name: string } }>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
      options?: { readonly mergeWithLastSubmission?: boolean },
    ): Promise<void>;
    readonly Grant: new (properties: { readonly clientId: string; readonly accountId: string }) => Grant;
    on(event: "server_error", listener: (context: unknown, error: Error) => void): void;
  }
  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }
  /** What the configuration's functions are given. */
  export interface OidcContext {
    readonly oidc: {
      readonly provider: Provider;
      readonly client: { readonly clientId: string };
      readonly session: { readonly accountId: string };
    };
  }
  export const interactionPolicy: {
    base(): { add(prompt: unknown, position: number): void };
    readonly Prompt: new (properties: { readonly name: string; readonly requestable: boolean }) => unknown;
  };
}
declare module "oidc-provider/lib/adapters/memory_adapter.js" {
  /** Keeps everything in memory. */
  export function createMemoryAdapter(): unknown;
}
