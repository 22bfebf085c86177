import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** What a certificate is to say. */
export interface Wish {
  /** DNS name it is for. */
  readonly name: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

/**
 * Signs a certificate with its own key. Written out here, so that the tests need neither a program nor a
 * key in a file (X.509 v3, RFC 5280 section 4.1).
 */
export function selfSigned({ name, validFrom, validTo }: Wish): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
  const who = sequence(tagged(0x31, sequence(oid("550403"), tagged(0x0c, Buffer.from("test")))));
  const names = sequence(tagged(0x82, Buffer.from(name)));
  const altNames = sequence(oid("551d11"), tagged(0x04, names));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    ...[ecdsaWithSha256, who, sequence(time(validFrom), time(validTo)), who],
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(altNames)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]);
  const certificate = sequence(body, ecdsaWithSha256, tagged(0x03, signature));
  return { cert: pem(certificate), key: pemOf(privateKey) };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

/** UTCTime: two digits of the year, and no fractions. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return tagged(0x17, Buffer.from(digits.slice(2)));
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").replaceAll(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: "pkcs8", format: "pem" }));
}
