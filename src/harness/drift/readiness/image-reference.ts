/** An image as a manifest names it. */
export interface ImageReference {
  /** Registry, with its port, and path. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * Reads `registry:5000/team/backend:1.2@sha256:…`. A colon before the last slash belongs to a registry's port.
 *
 * @returns undefined when it is no reference
 * @see https://github.com/distribution/reference/blob/main/reference.go, grammar at the top
 */
export function readImageReference(text: string): ImageReference | undefined {
  const [, name, tag, digest] =
    /^((?:[\w.-]+(?::\d+)?\/|\[[\da-fA-F:]+\](?::\d+)?\/)?[a-z\d]+(?:[._/-]+[a-z\d]+)*)(?::(\w[\w.-]{0,127}))?(?:@([a-z][\w+.-]*:[\da-f]{32,}))?$/i.exec(
      text.trim(),
    ) ?? [];
  if (name === undefined) return undefined;
  return {
    name,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}
