import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate and its key, as files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is to be. */
export interface Wish {
  /** Subject alternative name, such as `IP:127.0.0.1` or `DNS:other.example`. */
  readonly name: string;
  /** Days from now that it is valid; a negative number is the past. */
  readonly days: number;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** A certificate authority nobody knows, in a folder of its own, gone when disposed. */
export class PrivateCa implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "gapproof-ca-"));
  #count = 0;

  constructor() {
    const subject = ["-subj", "/CN=private test CA", "-days", "2"];
    this.#openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", ...subject);
  }

  /** What `NODE_EXTRA_CA_CERTS` is to name. */
  get file(): string {
    return this.#path("ca.pem");
  }

  issue({ name, days }: Wish): Certificate {
    const id = `leaf-${++this.#count}`;
    writeFileSync(this.#path(`${id}.ext`), `subjectAltName=${name}\n`);
    this.#openssl("req", ...newKey, "-keyout", `${id}.key`, "-out", `${id}.csr`, "-subj", "/CN=x");
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
    const wish = ["-extfile", `${id}.ext`, "-days", String(days)];
    this.#openssl("x509", "-req", "-in", `${id}.csr`, ...signing, ...wish, "-out", `${id}.pem`);
    return { certificate: this.#path(`${id}.pem`), key: this.#path(`${id}.key`) };
  }

  /** A certificate that no authority signed. */
  selfSigned(name: string): Certificate {
    const wish = ["-subj", "/CN=x", "-days", "2", "-addext", `subjectAltName=${name}`];
    this.#openssl("req", "-x509", ...newKey, "-keyout", "own.key", "-out", "own.pem", ...wish);
    return { certificate: this.#path("own.pem"), key: this.#path("own.key") };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }

  #openssl(...args: readonly string[]): void {
    execFileSync("openssl", args, { cwd: this.#folder, stdio: "pipe" });
  }
}
