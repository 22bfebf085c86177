import { ConfigurationError } from "../../ground/errors.ts";
import { UserUnavailable } from "../wire/user/user.ts";

/**
 * Whether the backend was asked for a user and let nobody in. Where nothing was sent, for want of a key or a way, it
 * has refused nothing: that is a mistake of whoever watches.
 */
export function wasAsked(error: unknown): error is UserUnavailable | ConfigurationError {
  if (error instanceof UserUnavailable)
    return /^(?:register|login|testLogin|logging in):/.test(error.tried.at(-1) ?? "");
  return isWordForToken(error);
}

/** Whether an account may have been made before nobody could log in with it. */
export function mayHaveMadeAccount(error: unknown): boolean {
  if (error instanceof UserUnavailable)
    return /^(?:login|logging in):/.test(error.tried.at(-1) ?? "");
  return isWordForToken(error);
}

/** Whether the backend says that it does not know whoever logs in; an outage says nothing of the account. */
export function isUnknown(error: unknown): boolean {
  return (
    error instanceof UserUnavailable &&
    /^login: HTTP (?:400|401|403|404)\b/.test(error.tried.at(-1) ?? "")
  );
}

/** The login was answered, with a placeholder for a token. */
function isWordForToken(error: unknown): error is ConfigurationError {
  return error instanceof ConfigurationError && error.subject === "the token of the login";
}
