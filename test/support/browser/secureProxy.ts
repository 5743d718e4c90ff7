import { mkdtemp, readFile, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import certificates from "office-addin-dev-certs";

export interface SecureProxy {
  /** "https://localhost:40123"; its certificate is nobody's that a browser trusts. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Puts https before a server of this machine, as Office wants it. */
export async function startSecureProxy(target: string): Promise<SecureProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), "sevenfold-certificate-"));
  const [authority, certificate, key] = ["ca.crt", "localhost.crt", "localhost.key"].map((name) =>
    path.join(folder, name),
  );
  await certificates.generateCertificates(authority, certificate, key, 1, ["localhost"]);
  const [cert, privateKey] = await Promise.all([readFile(certificate!), readFile(key!)]);
  await rm(folder, { recursive: true });
  const server = https.createServer({ cert, key: privateKey }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const passed = http.request(new URL(url ?? "/", target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
