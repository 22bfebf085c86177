/** Joins a path to a base URL, keeping the base path and never doubling a slash. */
export function joinUrl(base: string, path: string): URL {
  const url = new URL(base);
  const [pathname = "", search = ""] = path.split("?", 2);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${pathname.replace(/^\/+/, "")}`;
  url.search = search;
  return url;
}
