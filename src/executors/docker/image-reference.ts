/** Image references, as Docker reads them: https://pkg.go.dev/github.com/distribution/reference */

export interface ImageReference {
  /** `docker.io` where the text names no registry. */
  readonly registry: string;
  /** With `library/` in front of Docker's own images. */
  readonly repository: string;
  /** `latest` where the text has neither tag nor digest. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const pathPart = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const repositoryPattern = new RegExp(`^${pathPart}(?:/${pathPart})*$`);
const registryPattern = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d+)?$/i;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[a-z][a-z0-9]*(?:[+._-][a-z][a-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Undefined where the text is none: also for the id of an image, which names nothing outside an engine. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (/^(?:sha256:)?[0-9a-f]{64}$/.test(text)) return undefined;
  const [, name = "", tag, digest] = /^(.*?)(?::([^:/@]*))?(?:@(.*))?$/.exec(text) ?? [];
  const { registry, repository } = splitName(name);
  if (!registryPattern.test(registry) || !repositoryPattern.test(repository)) return undefined;
  if (tag !== undefined && !tagPattern.test(tag)) return undefined;
  if (digest !== undefined && !digestPattern.test(digest)) return undefined;
  return { registry, repository, tag: tag ?? (digest === undefined ? "latest" : undefined), digest };
}

/** The one form that all texts for the same image have in common: `docker.io/library/busybox:latest`. */
export function formatImageReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`;
}

/**
 * Whether an image is such as the pattern says. A pattern is a reference in which `*` stands for anything
 * but `/`, and `**` for anything. Without a tag or digest it is for all of them.
 */
export function matchesPattern(reference: ImageReference, pattern: string): boolean {
  const [, name = "", rest = ""] = /^(.*?)(:[^:/@]*(?:@.*)?|@.*)?$/.exec(pattern) ?? [];
  const { registry, repository } = splitName(name);
  const { tag, digest } = reference;
  if (!toRegExp(`${registry}/${repository}`).test(`${reference.registry}/${reference.repository}`))
    return false;
  if (rest === "") return true;
  const forms = [`${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`, digest ? `@${digest}` : ""];
  return forms.some((form) => form !== "" && toRegExp(rest).test(form));
}

/** Docker takes what stands before the first `/` for a registry where it could not be a folder. */
function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(0, slash));
  const lowerCase = first.toLowerCase();
  const isAddress = /[.:]|^\*+$/.test(first) || lowerCase === "localhost";
  if (slash > 0 && (isAddress || first !== lowerCase)) {
    // Only its capitals keep any other name from being a folder.
    const registry = isAddress ? lowerCase : first;
    const repository = name.slice(slash + 1);
    return registry === "docker.io" || registry === "index.docker.io"
      ? dockerHub(repository)
      : { registry, repository };
  }
  return dockerHub(name);
}

function dockerHub(repository: string): { registry: string; repository: string } {
  return {
    registry: "docker.io",
    repository: repository.includes("/") || repository === "**" ? repository : `library/${repository}`,
  };
}

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`);
}
