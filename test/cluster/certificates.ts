import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

const OPENSSL = "/usr/bin/openssl";

/** Why no certificates can be made here; undefined if they can. */
export const noCertificates: string | undefined = existsSync(OPENSSL)
  ? undefined
  : "OpenSSL is not installed on this machine (apt-get install openssl)";

/** The files of an authority of one's own, and of a server whose certificate it has signed. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority and a certificate for a server of this name, for a day. */
export function certificates(folder: string, host: string): Certificates {
  const at = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync(OPENSSL, args, { stdio: "pipe", cwd: folder });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "1", "-subj", "/CN=A lab");
  openssl("req", ...key, "-keyout", "server.key", "-out", "server.csr", "-subj", `/CN=${host}`);
  writeFileSync(at("names"), `subjectAltName=DNS:${host}\n`);
  const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", "names"];
  openssl("x509", "-req", "-in", "server.csr", "-out", "server.pem", ...signing);
  return { ca: at("ca.pem"), certificate: at("server.pem"), key: at("server.key") };
}
