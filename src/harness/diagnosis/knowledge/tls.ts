import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const tlsCauses = {
  "certificate-untrusted": {
    looksLike:
      "A warning in the browser and silence on the socket; CERT_HAS_EXPIRED, " +
      "ERR_TLS_CERT_ALTNAME_INVALID, DEPTH_ZERO_SELF_SIGNED_CERT or " +
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE elsewhere.",
    proof:
      "The TLS handshake shows the certificate: its end, its names, its issuer. Which of the " +
      "three is wrong is what the error names. EPROTO or a wrong version number means that no " +
      "TLS is spoken at the port at all.",
    remedy:
      "Expired: renew, and reload the server, which may hold the old one in memory. Wrong name: " +
      "add the host to the certificate's alternative names, or route by SNI. Unknown issuer: " +
      "serve the full chain (nginx: `ssl_certificate fullchain.pem`). For an authority of your " +
      "own give clients `NODE_EXTRA_CA_CERTS`; do not switch verification off.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
