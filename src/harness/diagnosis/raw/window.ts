/** A window without a size, which an offer may have and an answer may not (RFC 7692 section 7.1.2.2). */
export const unsizedWindow: RegExp = /(?:client|server)_max_window_bits(?!\s*=)/;
